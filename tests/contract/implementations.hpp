#pragma once

// The implementations of consent::Records, and what the tests put into them.
#include "store/schema.hpp"
#include "store/sqlite_records.hpp"
#include "store/transaction.hpp"

#include "support/memory_records.hpp"
#include "support/temporary_folder.hpp"

namespace consentry::consent {

struct InMemory {
    test::MemoryRecords records{3};
};

/// The tables, in the one transaction that a unit of work would be.
struct InSqlite {
    test::TemporaryFolder folder;
    store::Database database{{folder / "store.db", {}}, store::Access::write};
    struct Migrated {
        explicit Migrated(store::Database& database)
        {
            store::migrate(database);
            database.execute("UPDATE installation SET value = '3' WHERE key = 'epoch'");
        }
    } migrated{database};
    store::Transaction transaction{database, store::Transaction::Kind::write};
    store::SqliteRecords records{database};
};

inline PrivateKey key(std::uint64_t high, std::uint64_t low = 0)
{
    PrivateKey result{};
    for (std::size_t i = 0; i < 8; ++i) {
        result[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
        result[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
    }
    return result;
}

inline Alias phone(std::string digits) { return {AliasKind::phone, std::move(digits)}; }
inline EventTime at(std::int64_t seconds) { return EventTime{std::chrono::seconds{seconds}}; }

inline Entry entry(Seq seq, std::string fields = "{}")
{
    Entry result;
    result.seq = seq;
    result.fields = std::move(fields);
    result.hash = sha256(result.fields + std::to_string(seq));
    result.who_commitment = sha256("who");
    result.said_commitment = sha256("said");
    result.personal
        = {std::string(16, '\0'), R"({"wa_id":"34600111222"})", "salt of 16 bytes", "{\"text\":\"BAJA ✋\"}"};
    return result;
}

inline Fact fact(FactKind kind, std::string scope, std::int64_t seconds, Seq seq)
{
    Fact result;
    result.kind = kind;
    result.scope = std::move(scope);
    result.at = at(seconds);
    result.seq = seq;
    return result;
}

inline void append_fact(Records& records, std::string_view brand, SubjectNumber subject, Fact const& fact)
{
    Consequences consequences;
    consequences.fact = fact;
    records.append(brand, subject, entry(fact.seq), consequences);
}

inline bool same(Prompt const& a, Prompt const& b)
{
    return a.scope == b.scope && a.wording == b.wording && a.language == b.language && a.asked_at == b.asked_at
        && a.expires_at == b.expires_at && a.message_key == b.message_key && a.seq == b.seq;
}

inline bool same(WaitingAnswer const& a, WaitingAnswer const& b)
{
    return a.intent == b.intent && a.language == b.language && a.at == b.at && a.context_key == b.context_key
        && a.seq == b.seq;
}

inline bool same(Standing const& a, Standing const& b)
{
    auto const equal = [](auto const& x, auto const& y) { return same(x, y); };
    return a.subject == b.subject && a.public_id == b.public_id && a.aliases == b.aliases && a.facts == b.facts
        && std::ranges::equal(a.prompts, b.prompts, equal) && std::ranges::equal(a.answers, b.answers, equal);
}

}  // namespace consentry::consent

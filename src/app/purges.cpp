#include "app/purges.hpp"

#include "consentry/base/digest.hpp"

#include <stdexcept>

namespace consentry::app {
namespace {

/// By the secret that signed the record, if it is still configured.
std::optional<Digest> signed_anew(
    intake::Brands const& brands, intake::JournalRecord const& record, std::string_view body)
{
    for (std::string const& secret : brands.secrets()) {
        Hmac hmac{secret};
        if (hmac({record.body}) == record.signature)
            return hmac({body});
    }
    return {};
}

}  // namespace

Result<void> purge(store::Store& store, store::FileJournal& journal, Setup const& setup, Instant now)
{
    std::vector<store::DestinationName> destinations;
    for (forward::Destination const& destination : setup.destinations)
        destinations.push_back({destination.brand, destination.name});
    auto const sign = [&setup](intake::JournalRecord const& record, std::string_view body) {
        return signed_anew(*setup.brands, record, body);
    };
    return store.upkeep().purge(now, destinations, [&](std::vector<std::string> const& names, bool at_any_rate) {
        return journal.forget({names, sign, at_any_rate});
    });
}

bool drop_old(store::Store& store, Setup const& setup, Instant now)
{
    RetentionConfig const& kept = setup.config.retention;
    Result<bool> const more = store.upkeep().drop_old(now, {kept.message_text, kept.unmatched_text, kept.reads});
    if (!more)
        throw std::runtime_error{more.error().detail};
    return *more;
}

bool keep_reads(store::Store& store)
{
    if (Result<void> const kept = store.upkeep().keep_reads(); !kept)
        throw std::runtime_error{kept.error().detail};
    return false;
}

void keep_last_reads(store::Store& store, Log& log)
{
    if (Result<void> const kept = store.upkeep().keep_reads(); !kept)
        log.warn("reads.not_kept", {{"why", std::string_view{kept.error().detail}}});
}

bool Purges::slice()
{
    std::uint64_t const before = store_.upkeep().erasures().purged;
    Result<void> const done = purge(store_, journal_, *current_.get(), clock_.now());
    auto const purged = static_cast<std::int64_t>(store_.upkeep().erasures().purged - before);
    if (purged > 0)
        log_.info("erasure.purged", {{"people", purged}});
    if (!done)
        throw std::runtime_error{done.error().detail};
    return false;
}

}  // namespace consentry::app

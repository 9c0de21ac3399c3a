#pragma once

#include "consentry/consent/records.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <stdexcept>

namespace consentry::test {

/// The records in memory: the contract of consent::Records with nothing behind it but maps. It is a plain value, so a
/// test that wants a transaction undone keeps a copy.
class MemoryRecords final : public consent::Records {
public:
    explicit MemoryRecords(std::int64_t epoch = 0)
        : epoch_{epoch}
    {
    }

    bool seen(consent::PrivateKey const& item) override { return seen_.contains(item); }

    void mark_seen(consent::PrivateKey const& item, std::string_view brand, consent::Seq seq) override
    {
        seen_.try_emplace(item, std::string(brand), seq);
    }

    std::optional<consent::Holder> holder_of(
        std::string_view portfolio, consent::PrivateKey const& alias, EventTime at) override
    {
        auto const found = aliases_.find({std::string(portfolio), alias});
        if (found == aliases_.end())
            return {};
        Name const* holder = nullptr;
        auto const consider = [&](Name const& name) {
            bool const holds = !name.until || at < *name.until;
            bool const ends_first = !holder || (name.until && (!holder->until || *name.until < *holder->until));
            if (holds && ends_first)
                holder = &name;
        };
        for (Name const& former : former_) {
            if (former.alias == found->second.alias)
                consider(former);
        }
        auto const begun = begun_.find(found->first);
        if (begun == begun_.end() || at >= begun->second)
            consider(found->second);
        if (!holder || holder->subject == 0)  // Of somebody erased.
            return {};
        return consent::Holder{holder->subject, holder->until};
    }

    void end_alias(std::string_view portfolio, consent::PrivateKey const& key, EventTime until) override
    {
        if (auto const found = aliases_.find({std::string(portfolio), key}); found != aliases_.end())
            found->second.until = until;
    }

    void begin_alias(std::string_view portfolio, consent::PrivateKey const& key, EventTime since) override
    {
        EventTime& begun = begun_[{std::string(portfolio), key}];
        begun = std::max(begun, since);
    }

    std::optional<EventTime> end_of_unknown_holder(
        std::string_view portfolio, consent::PrivateKey const& alias, EventTime at) override
    {
        auto const begun = begun_.find({std::string(portfolio), alias});
        if (begun == begun_.end() || at >= begun->second || holder_of(portfolio, alias, at))
            return {};
        return begun->second;
    }

    consent::SubjectNumber add_subject(std::string_view, std::string_view public_id) override
    {
        public_ids_.emplace(++last_subject_, public_id);
        return last_subject_;
    }

    void add_alias(std::string_view portfolio, consent::SubjectNumber subject, consent::PrivateKey const& key,
        consent::Alias const& alias, EventTime since, std::optional<EventTime> until = {}) override
    {
        Name const name{subject, alias, since, ++last_name_, until};
        auto const [known, added] = aliases_.try_emplace({std::string(portfolio), key}, name);
        if (added)
            return;
        Name& holder = known->second;
        if (until && (!holder.until || *until < *holder.until)) {
            add_former(name);
        } else if (holder.subject == subject) {
            holder.since = std::min(holder.since, since);
            if (holder.until && since >= *holder.until)
                holder.until = until;
        } else {
            if (holder.until)
                former_.push_back(holder);
            holder = name;
        }
    }

    void merge(consent::SubjectNumber kept, consent::SubjectNumber gone) override
    {
        for (Name const& name : names_of_now(gone)) {
            for (auto& [key, known] : aliases_) {
                if (known.order == name.order)
                    known = {kept, name.alias, name.since, ++last_name_, name.until};
            }
        }
        for (Name& former : former_) {
            if (former.subject == gone)
                former.subject = kept;
        }
        for (auto& [name, brand] : brands_) {
            for (Row& row : brand.rows) {
                if (row.subject == gone)
                    row.subject = kept;
            }
        }
        public_ids_.erase(gone);
    }

    std::vector<consent::SubjectName> names_of(consent::SubjectNumber subject) override
    {
        std::vector<consent::SubjectName> names;
        for (Name const& name : all_names_of(subject))
            names.push_back({name.alias, name.since, name.until});
        return names;
    }

    std::optional<EventTime> erased(std::string_view portfolio, consent::PrivateKey const& alias) override
    {
        auto const found = erased_.find({std::string(portfolio), alias});
        return found == erased_.end() ? std::nullopt : std::optional{found->second};
    }

    bool any_erased() override { return !erased_.empty(); }

    void suppress(std::string_view portfolio, consent::PrivateKey const& alias, EventTime erased_at) override
    {
        erased_[{std::string(portfolio), alias}] = erased_at;
    }

    /// What was said under a name until then stays nobody's, whoever has it next.
    void close(consent::SubjectNumber subject, EventTime erased_at) override
    {
        for (Name name : names_of_now(subject)) {
            name.until = name.until.value_or(erased_at + std::chrono::seconds{1});
            former_.push_back(name);
        }
        std::erase_if(aliases_, [&](auto const& name) { return name.second.subject == subject; });
        for (Name& former : former_) {
            if (former.subject == subject)
                former.subject = 0;
        }
        for (auto& [name, brand] : brands_) {
            for (Row& row : brand.rows) {
                if (row.subject == subject)
                    row = {subject, row.entry, {}, {}, {}};
            }
        }
    }

    std::vector<std::string> brands_of(consent::SubjectNumber subject) override
    {
        std::vector<std::string> names;
        for (auto const& [name, brand] : brands_) {
            if (std::ranges::any_of(brand.rows, [&](Row const& row) { return row.subject == subject; }))
                names.push_back(name);
        }
        return names;
    }

    consent::Standing standing(std::string_view brand, consent::SubjectNumber subject) override
    {
        consent::Standing result;
        result.subject = subject;
        result.public_id = public_ids_.at(subject);
        for (Name const& name : names_of_now(subject)) {
            if (!name.until)
                result.aliases.push_back(name.alias);
        }
        for (auto const& [key, name] : aliases_) {
            auto const found = erased_.find(key);
            if (name.subject == subject && !name.until && found != erased_.end())
                result.erased = std::max(result.erased, std::optional{found->second});
        }
        for (Row const& row : rows(brand)) {
            if (row.subject != subject)
                continue;
            if (row.fact)
                result.facts.push_back(*row.fact);
            if (row.prompt)
                result.prompts.push_back(*row.prompt);
            if (row.waiting)
                result.answers.push_back(*row.waiting);
        }
        return result;
    }

    bool holds_message(std::string_view brand, consent::SubjectNumber subject, std::string_view message_id) override
    {
        return std::ranges::any_of(rows(brand), [&](Row const& row) {
            auto const event = consent::read_entry(row.entry);
            return row.subject == subject && event && event->message_id == message_id
                && event->type != consent::EventType::prompted && event->type != consent::EventType::violated
                && !name_of(event->type).starts_with("subject.");
        });
    }

    consent::Head head(std::string_view brand) override
    {
        std::vector<Row> const& all = rows(brand);
        return all.empty() ? consent::Head{} : consent::Head{all.back().entry.seq, all.back().entry.hash};
    }

    std::int64_t version(consent::Seq seq) override { return (epoch_ << 40) + seq; }

    void append(std::string_view brand, consent::SubjectNumber subject, consent::Entry const& entry,
        consent::Consequences const& consequences) override
    {
        std::vector<Row>& all = brands_[std::string(brand)].rows;
        if (entry.seq != static_cast<consent::Seq>(all.size()) + 1)
            throw std::logic_error("an entry is not the next of its brand");
        all.push_back({subject, entry, consequences.fact, consequences.prompt, consequences.waiting});
        if (consequences.answered)
            all.at(index(*consequences.answered)).waiting.reset();
        if (consequences.corrected)
            all.at(index(consequences.corrected->seq)).prompt = consequences.corrected;
    }

    void drop_words(std::string_view brand, consent::Seq seq) override
    {
        consent::Personal& personal = brands_[std::string(brand)].rows.at(index(seq)).entry.personal;
        personal.said_salt.clear();
        personal.said.clear();
    }

    std::vector<consent::Fact> facts_left(std::string_view brand, std::string_view portfolio,
        consent::PrivateKey const& alias, EventTime at, std::span<consent::SubjectNumber const> present) override
    {
        auto const found = aliases_.find({std::string(portfolio), alias});
        if (found == aliases_.end())
            return {};
        std::vector<consent::Fact> left;
        auto const add = [&](Name const& name) {
            bool const has_left = name.until && *name.until <= at && name.subject != 0;
            if (has_left && std::ranges::find(present, name.subject) == present.end())
                add_facts_until(brand, name, left);
        };
        for (Name const& former : former_) {
            if (former.alias == found->second.alias)
                add(former);
        }
        add(found->second);
        return left;
    }

    consent::Entry entry(std::string_view brand, consent::Seq seq) override
    {
        if (seq < 1 || seq > static_cast<consent::Seq>(rows(brand).size()))
            throw std::runtime_error("there is no such entry");
        return rows(brand)[index(seq)].entry;
    }

    std::optional<consent::SubjectNumber> owner(std::string_view brand, consent::Seq seq) override
    {
        if (seq < 1 || seq > static_cast<consent::Seq>(rows(brand).size()))
            return {};
        consent::SubjectNumber const subject = rows(brand)[index(seq)].subject;
        return subject == consent::nobody ? std::nullopt : std::optional{subject};
    }

    consent::Brake brake(std::string_view brand, consent::Source source, consent::Direction direction) override
    {
        return brakes_[{std::string(brand), source, direction}];
    }

    void set_brake(std::string_view brand, consent::Source source, consent::Direction direction,
        consent::Brake const& brake) override
    {
        brakes_[{std::string(brand), source, direction}] = brake;
    }

    std::int64_t subjects(std::string_view) override { return static_cast<std::int64_t>(public_ids_.size()); }

    void keep_wording(consent::Wording const& wording) override
    {
        wordings_.insert_or_assign(consent::digest_of(wording), wording);
    }

    /// What a test looks at: how many entries a brand has, and the subjects that are there.
    std::size_t entries(std::string_view brand) { return rows(brand).size(); }
    std::size_t subjects() const { return public_ids_.size(); }
    std::map<Digest, consent::Wording> const& wordings() const { return wordings_; }

private:
    struct Name {
        consent::SubjectNumber subject = 0;
        consent::Alias alias;
        EventTime since;
        std::int64_t order = 0;  ///< Aliases are told in the order in which the subject got them.
        std::optional<EventTime> until;
    };
    struct Row {
        consent::SubjectNumber subject = 0;
        consent::Entry entry;
        std::optional<consent::Fact> fact;
        std::optional<consent::Prompt> prompt;
        std::optional<consent::WaitingAnswer> waiting;
    };
    struct Brand {
        std::vector<Row> rows;
    };

    void add_facts_until(std::string_view brand, Name const& former, std::vector<consent::Fact>& left)
    {
        for (Row const& row : rows(brand)) {
            bool const counts = row.subject == former.subject && row.fact
                && (row.fact->at < *former.until || row.fact->kind == consent::FactKind::annulment);
            if (counts)
                left.push_back(*row.fact);
        }
    }

    /// Of a name that has another holder by now, or the same once more.
    void add_former(Name const& name)
    {
        auto const known = std::ranges::find_if(
            former_, [&](Name const& former) { return former.alias == name.alias && former.subject == name.subject; });
        if (known == former_.end())
            return former_.push_back(name);
        known->since = std::min(known->since, name.since);
        known->until = std::max(known->until, name.until);
    }

    static std::size_t index(consent::Seq seq) { return static_cast<std::size_t>(seq - 1); }

    std::vector<Row> const& rows(std::string_view brand) { return brands_[std::string(brand)].rows; }

    std::vector<Name> names_of_now(consent::SubjectNumber subject) const
    {
        std::vector<Name> names;
        for (auto const& [key, name] : aliases_) {
            if (name.subject == subject)
                names.push_back(name);
        }
        std::ranges::sort(names, {}, &Name::order);
        return names;
    }

    std::vector<Name> all_names_of(consent::SubjectNumber subject) const
    {
        std::vector<Name> names = names_of_now(subject);
        std::ranges::copy_if(
            former_, std::back_inserter(names), [&](Name const& former) { return former.subject == subject; });
        std::ranges::sort(names, {}, &Name::order);
        return names;
    }

    std::int64_t epoch_;
    std::int64_t last_subject_ = 0;
    std::int64_t last_name_ = 0;
    std::map<consent::PrivateKey, std::pair<std::string, consent::Seq>> seen_;
    std::map<std::pair<std::string, consent::PrivateKey>, Name> aliases_;
    std::vector<Name> former_;  // Of names that are somebody else's now, the oldest first.
    std::map<std::pair<std::string, consent::PrivateKey>, EventTime> begun_;  // Nobody known had them before.
    std::map<std::pair<std::string, consent::PrivateKey>, EventTime> erased_;
    std::map<consent::SubjectNumber, std::string> public_ids_;
    std::map<std::string, Brand> brands_;
    std::map<std::tuple<std::string, consent::Source, consent::Direction>, consent::Brake> brakes_;
    std::map<Digest, consent::Wording> wordings_;
};

}  // namespace consentry::test

#pragma once

#include "consentry/forward/delivery_store.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace consentry::test {

/// The forwarder's store in memory, with the ledger that feeds it. Settlements are kept when `keep()` is called, so
/// that a test decides what was on disk when the power went.
class MemoryDeliveries final : public forward::DeliveryStore {
public:
    /// Adds an entry to the brand's ledger.
    forward::Seq append(std::string const& brand, forward::SubjectNumber subject, consent::Event event)
    {
        auto& ledger = ledgers_[brand];
        event.seq = static_cast<forward::Seq>(ledger.size()) + 1;
        event.brand = brand;
        if (event.id.empty())
            event.id = "evt_" + brand + std::to_string(event.seq);
        ledger.push_back({subject, std::move(event)});
        return ledger.back().event.seq;
    }

    /// All that was said of `gone` concerns `kept` from now on.
    void merge(forward::SubjectNumber kept, forward::SubjectNumber gone)
    {
        for (auto& [brand, ledger] : ledgers_) {
            for (auto& entry : ledger)
                entry.subject = entry.subject == gone ? kept : entry.subject;
        }
    }

    forward::Place open(std::string_view brand, std::string_view destination) override
    {
        fail_if_broken();
        std::pair const name{std::string{brand}, std::string{destination}};
        auto const [place, added] = places_.try_emplace(name);
        if (added)
            place->second = {static_cast<forward::DestinationNumber>(places_.size()), last(brand)};
        brands_[place->second.number] = brand;
        return place->second;
    }

    void halt(forward::DestinationNumber destination, bool halted, Done done) override
    {
        if (broken)
            return done(fail(Fault::unavailable, "the disk is gone"));
        for (auto& [name, place] : places_) {
            if (place.number == destination)
                place.halted = halted;
        }
        done({});
    }

    std::vector<forward::Delivery> unsettled(forward::DestinationNumber destination) override
    {
        fail_if_broken();
        std::vector<forward::Delivery> found;
        for (auto const& [key, row] : rows_) {
            if (key.first == destination && !is_settled(row.state))
                found.push_back(with_subject(row));
        }
        return found;
    }

    std::vector<forward::Seq> settled_after(forward::DestinationNumber destination, forward::Seq after) override
    {
        fail_if_broken();
        std::vector<forward::Seq> found;
        for (auto const& [key, row] : rows_) {
            if (key.first == destination && key.second > after && is_settled(row.state))
                found.push_back(key.second);
        }
        return found;
    }

    std::vector<forward::FeedPlace> feeds(forward::DestinationNumber destination) override
    {
        fail_if_broken();
        std::vector<forward::FeedPlace> found;
        for (auto const& [number, one] : feeds_) {
            bool const owes = std::ranges::any_of(rows_, [of = number](auto const& entry) {
                auto const state = entry.second.state;
                return entry.first.first == of && (state == forward::DeliveryState::dead || !is_settled(state));
            });
            if (one.parent == destination && (!one.ended || owes))
                found.push_back(place_of(number));
        }
        return found;
    }

    std::optional<std::pair<forward::DestinationNumber, forward::FeedPlace>> feed(
        forward::DestinationNumber number) override
    {
        fail_if_broken();
        auto const found = feeds_.find(number);
        if (found == feeds_.end())
            return {};
        return std::pair{found->second.parent, place_of(number)};
    }

    void add_feed(forward::DestinationNumber destination, forward::Feed feed, Begun done) override
    {
        if (broken)
            return done(fail(Fault::unavailable, "the disk is gone"));
        std::string const& brand = brands_.at(destination);
        feed.until = last(brand);
        auto const number = static_cast<forward::DestinationNumber>(places_.size() + 1);
        std::string const name = "crm/" + std::string{name_of(feed.kind)} + "-" + std::to_string(number);
        places_[{brand, name}] = {number, 0};
        brands_[number] = brand;
        feeds_[number] = {destination, feed, name};
        done(place_of(number));
    }

    void end_feed(forward::DestinationNumber number, Done done) override
    {
        feeds_.at(number).ended = true;
        done({});
    }

    std::vector<forward::Delivery> dead(
        forward::DestinationNumber destination, forward::Seq after, std::size_t limit) override
    {
        fail_if_broken();
        std::vector<forward::Delivery> found;
        for (auto const& [key, row] : rows_) {
            if (key.first == destination && key.second > after && row.state == forward::DeliveryState::dead
                && found.size() < limit)
                found.push_back(with_subject(row));
        }
        return found;
    }

    std::vector<forward::LedgerEntry> entries(
        std::string_view brand, forward::Feed const& feed, forward::Seq after, std::size_t limit) override
    {
        fail_if_broken();
        if (feed.subject != 0)
            return entries_of(brand, feed.subject, after, limit);
        auto const& ledger = ledgers_[std::string{brand}];
        auto const from = std::min(static_cast<std::size_t>(after), ledger.size());
        auto const count = std::min(limit, ledger.size() - from);
        auto const begin = ledger.begin() + static_cast<std::ptrdiff_t>(from);
        entries_read += count;
        return {begin, begin + static_cast<std::ptrdiff_t>(count)};
    }

    std::optional<forward::LedgerEntry> entry(std::string_view brand, forward::Seq seq) override
    {
        fail_if_broken();
        auto const& ledger = ledgers_[std::string{brand}];
        if (seq < 1 || seq > static_cast<forward::Seq>(ledger.size()))
            return {};
        return ledger[static_cast<std::size_t>(seq) - 1];
    }

    std::vector<forward::SubjectNumber> subjects_of(std::string_view brand, std::span<forward::Seq const> seqs) override
    {
        std::vector<forward::SubjectNumber> subjects;
        for (auto const seq : seqs) {
            auto const found = entry(brand, seq);
            subjects.push_back(found ? found->subject : 0);
        }
        return subjects;
    }

    std::optional<forward::Delivery> delivery(forward::DeliveryId id) override
    {
        fail_if_broken();
        auto const row = rows_.find({id.destination, id.seq});
        if (row == rows_.end())
            return {};
        return with_subject(row->second);
    }

    void settle(forward::Settlement settlement, Done done) override
    {
        waiting_.push_back({std::move(settlement), std::move(done)});
        if (keeps_at_once)
            keep();
    }

    void prune(Instant before, Pruned done) override
    {
        std::erase_if(rows_, [before](auto const& entry) {
            return entry.second.state == forward::DeliveryState::delivered && entry.second.delivered_at < before;
        });
        done(false);
    }

    /// Puts what was handed over on disk, and says so.
    void keep()
    {
        for (auto& [settlement, done] : std::exchange(waiting_, {})) {
            if (broken) {
                done(fail(Fault::unavailable, "the disk is full"));
                continue;
            }
            write(settlement);
            ++settlements;
            done({});
        }
    }

    /// The power goes: of what was handed over the first `kept` settlements are on disk, and nobody was told.
    void lose_power(std::size_t kept)
    {
        auto const waiting = std::exchange(waiting_, {});
        for (std::size_t i = 0; i < std::min(kept, waiting.size()); ++i)
            write(waiting[i].first);
    }

    std::size_t waiting() const { return waiting_.size(); }
    forward::Seq cursor(forward::DestinationNumber destination) const
    {
        for (auto const& [name, place] : places_) {
            if (place.number == destination)
                return place.cursor;
        }
        return 0;
    }
    std::size_t rows_in(forward::DeliveryState state) const
    {
        return static_cast<std::size_t>(
            std::ranges::count_if(rows_, [state](auto const& entry) { return entry.second.state == state; }));
    }

    bool keeps_at_once = true;
    bool broken = false;  ///< Every call fails.
    std::size_t settlements = 0;
    std::size_t entries_read = 0;

private:
    struct KnownFeed {
        forward::DestinationNumber parent = 0;
        forward::Feed feed{};
        std::string name{};
        bool ended = false;
    };

    forward::FeedPlace place_of(forward::DestinationNumber number) const
    {
        KnownFeed const& known = feeds_.at(number);
        return {{number, cursor(number)}, known.name, known.feed};
    }

    std::vector<forward::LedgerEntry> entries_of(
        std::string_view brand, forward::SubjectNumber subject, forward::Seq after, std::size_t limit)
    {
        std::vector<forward::LedgerEntry> found;
        for (auto const& entry : ledgers_[std::string{brand}]) {
            if (entry.subject == subject && entry.event.seq > after && found.size() < limit)
                found.push_back(entry);
        }
        return found;
    }

    forward::Seq last(std::string_view brand) { return static_cast<forward::Seq>(ledgers_[std::string{brand}].size()); }

    forward::Delivery with_subject(forward::Delivery row)
    {
        auto const feed = feeds_.find(row.id.destination);
        if (feed != feeds_.end() && feed->second.feed.kind == forward::Feed::Kind::snapshot)
            row.subject = row.id.seq;
        else
            row.subject = entry(brands_.at(row.id.destination), row.id.seq)->subject;
        return row;
    }

    void write(forward::Settlement const& settlement)
    {
        for (auto const& row : settlement.rows)
            rows_.insert_or_assign({row.id.destination, row.id.seq}, row);
        for (auto const& move : settlement.cursors) {
            for (auto& [name, place] : places_) {
                if (place.number == move.destination)
                    place.cursor = move.cursor;
            }
        }
    }

    void fail_if_broken() const
    {
        if (broken)
            throw std::runtime_error{"the disk cannot be read"};
    }

    std::map<std::string, std::vector<forward::LedgerEntry>> ledgers_;
    std::map<std::pair<std::string, std::string>, forward::Place> places_;
    std::map<forward::DestinationNumber, std::string> brands_;
    std::map<forward::DestinationNumber, KnownFeed> feeds_;
    std::map<std::pair<forward::DestinationNumber, forward::Seq>, forward::Delivery> rows_;
    std::vector<std::pair<forward::Settlement, Done>> waiting_;
};

}  // namespace consentry::test

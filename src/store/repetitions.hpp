#pragma once

#include "consentry/intake/journal.hpp"

#include <deque>
#include <set>
#include <string>
#include <utility>

namespace consentry::store {

/// What the journal has kept lately, so that a webhook that Meta repeats need not be kept twice. The signature tells
/// the body and the app that signed it: the same body of another app may be another brand's to hear, and is another
/// record.
class Repetitions {
public:
    using Key = std::pair<Digest, std::string>;

    static Key key_of(intake::JournalRecord const& record) { return {record.signature, record.brand}; }

    bool knows(Key const& key) const { return known_.contains(key); }

    void add(Key const& key)
    {
        if (!known_.insert(key).second)
            return;
        order_.push_back(key);
        if (order_.size() > most) {
            known_.erase(order_.front());
            order_.pop_front();
        }
    }

    /// Something has left the journal: what comes again may be what is not there any more.
    void forget()
    {
        known_.clear();
        order_.clear();
    }

private:
    static constexpr std::size_t most = 4'096;

    std::set<Key> known_;
    std::deque<Key> order_;
};

}  // namespace consentry::store

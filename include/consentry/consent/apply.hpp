#pragma once

#include "consentry/consent/ledger.hpp"

#include <functional>

namespace consentry::consent {

/// Keyed hashes that stand for personal data in unique keys. The key is a file outside the store, so that the store
/// alone does not tell which phone number is in it. One object per thread.
class Keyer {
public:
    explicit Keyer(std::string_view suppression_key)
        : hmac_{suppression_key}
    {
    }

    /// `stamped` is the time that the item itself tells: the key begins with its seconds, in four octets, so that the
    /// keys of a day lie together and what arrives now is entered at the end of what is there. Without one (1970), for
    /// a prompt or an item without a time, the key is the hash alone.
    PrivateKey of_item(
        std::string_view brand, std::string_view number, std::string_view identity, EventTime stamped = {});
    PrivateKey of_alias(std::string_view portfolio, Alias const& alias);
    PrivateKey of_message(std::string_view message_id);

private:
    PrivateKey of(std::string_view kind, std::string_view a, std::string_view b, std::string_view c);
    Hmac hmac_;
};

/// What applying needs besides the records. One per writer.
struct ApplyContext {
    Random& random;
    Keyer keys;
    EntryWriter writer;
    std::function<void(std::string_view portfolio, Alias const& name)> on_name;  ///< Told of each name that is added.
    std::function<void()> on_name_ended;  ///< Told whenever a name is somebody's no more.
    std::function<void(std::string_view portfolio, Alias const& name)>
        on_denied;  ///< Told of each name of whom a no that is entered concerns.
    std::function<void(std::string_view portfolio, std::span<Alias const> names)>
        on_names;  ///< Told of all names of somebody who got another one.

    ApplyContext(Random& random_source, std::string_view suppression_key)
        : random{random_source}
        , keys{suppression_key}
        , writer{random_source}
    {
    }
};

/// Decides one matter on what the records say and enters the result. `now` is when it arrived. Throws what the records
/// throw; then nothing of the unit may be kept.
Outcome apply(Records& records, Matter const& matter, Instant now, ApplyContext& context);

}  // namespace consentry::consent

#pragma once

#include "consentry/intake/words.hpp"

namespace consentry::intake {

/// A message that a person wrote to the business and somebody else passes on: a provider, an inbox, a shop.
struct ToldMessage {
    std::string id;  ///< Meta's `wamid.…`, or whatever tells it from every other message.
    consent::Alias contact;
    std::string number;      ///< The business number it was sent to; may be empty.
    std::string text;        ///< As typed; beside a payload the label of the button.
    std::string payload;     ///< Of a button or a row of a list.
    std::string context_id;  ///< The message it answers; may be empty.
    EventTime at;
    std::string origin;  ///< Through whom it came, in the words of who tells it.
    std::string teller;  ///< The key by which it was told.
};

/// The person's own word, heard as if it had come from Meta: the same readings under the same rules.
consent::Signal hear(Brand const& brand, ToldMessage const& message);

}  // namespace consentry::intake

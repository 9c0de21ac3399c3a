#pragma once

#include "consentry/base/result.hpp"
#include "consentry/base/time.hpp"

#include <string>
#include <string_view>

namespace consentry::app {

/// A message as somebody would send it to a business on WhatsApp.
struct SampleMessage {
    std::string from;        ///< A phone number, separators allowed; or empty.
    std::string user_id;     ///< A business-scoped user id; or empty.
    std::string number;      ///< The business number's phone_number_id.
    std::string message_id;  ///< Meta's ids begin with `wamid.`.
    EventTime at;
    std::string text;        ///< Of a typed message; empty for a button.
    std::string payload;     ///< Of a template's quick reply.
    std::string label;       ///< What the button shows.
    std::string context_id;  ///< The message it answers; may be empty.
};

/// The webhook in which Meta would deliver it. Malformed if nobody could have sent it.
Result<std::string> webhook_of(SampleMessage const& message);

/// The header X-Hub-Signature-256 as Meta sets it.
std::string signature_of(std::string_view body, std::string_view app_secret);

}  // namespace consentry::app

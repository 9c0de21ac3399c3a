#include "intake/item_send.hpp"

#include "intake/item_signal.hpp"

#include <algorithm>
#include <array>

namespace consentry::intake {
namespace {

/// The attachment of what consentry itself sends: the confirmation of a STOP goes to somebody who said no, and may.
constexpr std::string_view own_reply = "consentry:reply";

/// What Meta calls answers inside the 24-hour window, or to a click on an advertisement.
constexpr std::array<std::string_view, 3> answers{"service", "referral_conversion", "user_initiated"};

/// Meta's words for one kind of message begin alike: `marketing_lite`, `authentication_international`.
std::optional<consent::Category> category_in(std::string_view word)
{
    using consent::Category;
    for (Category const category : {Category::marketing, Category::utility, Category::authentication}) {
        if (word.starts_with(name_of(category)))
            return category;
    }
    return {};
}

}  // namespace

bool tells_send(meta::Item const& item)
{
    return item.kind == meta::Kind::status && item.status == "sent" && !item.sample && !item.torn && !item.cut
        && !item.group && (item.field == "messages" || item.field == "standby") && item.timestamp
        && !item.message_id.empty() && !item.person.nameless() && !item.callback_data.starts_with(own_reply);
}

std::optional<consent::Send> send_of(meta::Item const& item)
{
    if (std::ranges::find(answers, item.category) != answers.end())
        return {};
    consent::Send send;
    send.who = names_of(item.person);
    send.number = item.number;
    send.message_id = item.message_id;
    send.at = item.timestamp.value();
    send.category = category_in(item.category);
    return send;
}

}  // namespace consentry::intake

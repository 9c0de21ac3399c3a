#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace consentry::app {

/// The webhooks within a text that is none itself, for people who look at what they have saved: a webhook in whatever
/// a tool has put around it, several of them one behind the other, a part without what Meta has around it (an entry, a
/// change, its value, a message), JSON as text within JSON, JSON with comments or a comma too many. Of one text only
/// the most complete parts are taken. Nothing if there is none, or if the text is not even nearly JSON.
/// What Meta has signed is never read so: see meta::Decoder.
std::vector<std::string> saved_webhooks(std::string_view text);

}  // namespace consentry::app

#pragma once

#include <string_view>
#include <vector>

namespace consentry::intake {

/// `consentry:ask:<scope>[:<wording>]`: by which the business tells with the message itself what it asks.
struct AskToken {
    std::string_view scope;
    std::string_view wording;  ///< A version; empty if it names none.
};

/// Every such token in what the sender attached to a message (`biz_opaque_callback_data`), which may hold anything
/// else: a token stands by itself, between characters that no name has.
std::vector<AskToken> ask_tokens(std::string_view callback_data);

}  // namespace consentry::intake

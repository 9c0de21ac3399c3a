#pragma once

#include "consentry/meta/decode.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Bodies as Meta sends them, written from their parts: `webhook(change(messages(text_message("STOP"))))`.

namespace consentry::meta::bodies {

inline constexpr std::string_view waba = "102290129340398";
inline constexpr std::string_view number = "106540352242922";
inline constexpr std::string_view ana = "34600111222";
inline constexpr std::string_view ana_id = "ES.13491208655302741918";

/// Not named like std::quoted, which is found by its argument and preferred.
inline std::string in_quotes(std::string_view text) { return '"' + std::string{text} + '"'; }

inline std::string array(std::string_view name, std::string_view elements)
{
    return in_quotes(name) + ":[" + std::string{elements} + "]";
}

/// A message with `members` besides those that every message has.
inline std::string message(std::string_view members, std::string_view id = "wamid.1")
{
    return R"({"from":"34600111222","id":")" + std::string{id} + R"(","timestamp":"1795339800",)" + std::string{members}
    + "}";
}

/// `json_text` stands in the body as it is, escapes included.
inline std::string text_message(std::string_view json_text, std::string_view id = "wamid.1")
{
    return message(R"("type":"text","text":{"body":")" + std::string{json_text} + R"("})", id);
}

inline std::string messages(std::string_view elements) { return array("messages", elements); }
inline std::string statuses(std::string_view elements) { return array("statuses", elements); }

inline constexpr std::string_view metadata
    = R"("metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"})";

inline std::string change(std::string_view members, std::string_view field = "messages")
{
    return R"({"value":{"messaging_product":"whatsapp",)" + std::string{metadata} + "," + std::string{members}
    + R"(},"field":)" + in_quotes(field) + "}";
}

/// As change(), with its members the other way round.
inline std::string change_named_first(std::string_view members, std::string_view field = "messages")
{
    return R"({"field":)" + in_quotes(field) + R"(,"value":{"messaging_product":"whatsapp",)" + std::string{metadata}
    + "," + std::string{members} + "}}";
}

inline std::string entry(std::string_view changes, std::string_view id = waba)
{
    return R"({"id":)" + in_quotes(id) + "," + array("changes", changes) + "}";
}

inline std::string body(std::string_view entries)
{
    return R"({"object":"whatsapp_business_account",)" + array("entry", entries) + "}";
}

inline std::string webhook(std::string_view changes) { return body(entry(changes)); }

/// The only item of a body that is complete. The decoder lives as long as the test program.
inline Item only_item(std::string_view body)
{
    static Decoder decoder;
    Webhook const read = decoder.decode(body);
    return read.complete && read.items.size() == 1 ? read.items.front() : Item{};
}

/// The only item of the only message.
inline Item only_message(std::string_view message) { return only_item(webhook(change(messages(message)))); }

/// All texts of all items that are to be scanned, in order.
inline std::vector<std::string> scanned(Webhook const& read)
{
    std::vector<std::string> words;
    for (Item const& item : read.items) {
        for (Text const& text : item.texts) {
            if (item.scan)
                words.emplace_back(text.value);
        }
    }
    return words;
}

}  // namespace consentry::meta::bodies

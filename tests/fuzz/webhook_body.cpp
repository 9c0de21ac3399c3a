// Meta's webhooks, read by us and, beside that, out of a tree that Boost.JSON makes: the same texts have to be found.
#include "fuzz/fuzz.hpp"

#include "consentry/meta/decode.hpp"
#include "fuzz/json_tree.hpp"

#include <algorithm>
#include <initializer_list>
#include <vector>

using namespace consentry;
using fuzz::JsonTree;

namespace {

using Texts = std::vector<std::string>;

/// Calls `see` for each object at that member, through lists of any depth.
template <class See>
void each(JsonTree const& tree, See see)
{
    if (tree.kind == JsonTree::Kind::list) {
        for (auto const& [name, element] : tree.members)
            each(element, see);
    } else if (tree.kind == JsonTree::Kind::object) {
        see(tree);
    }
}

template <class See>
void each(JsonTree const& tree, std::string_view member, See see)
{
    for (auto const& [name, value] : tree.members) {
        if (tree.kind == JsonTree::Kind::object && name == member)
            each(value, see);
    }
}

void take(JsonTree const& object, std::string_view member, Texts& texts)
{
    for (auto const& [name, value] : object.members) {
        if (name == member && !value.text.empty())
            texts.push_back(value.text);
    }
}

void see_content(JsonTree const& message, Texts& texts)
{
    each(message, "text", [&](JsonTree const& text) { take(text, "body", texts); });
    for (char const* const media : {"image", "video", "document"})
        each(message, media, [&](JsonTree const& one) { take(one, "caption", texts); });
    each(message, "order", [&](JsonTree const& order) { take(order, "text", texts); });
    each(message, "button", [&](JsonTree const& button) { take(button, "text", texts); });
    each(message, "interactive", [&](JsonTree const& interactive) {
        for (char const* const reply : {"button_reply", "list_reply"})
            each(interactive, reply, [&](JsonTree const& one) { take(one, "title", texts); });
    });
}

void see_value(JsonTree const& value, Texts& texts)
{
    auto const see_message = [&](JsonTree const& message) {
        see_content(message, texts);
        each(message, "edit", [&](JsonTree const& edit) {
            each(edit, "message", [&](JsonTree const& edited) { see_content(edited, texts); });
        });
    };
    for (char const* const list : {"messages", "message_echoes"})
        each(value, list, see_message);
    each(value, "history", [&](JsonTree const& chunk) {
        each(chunk, "threads", [&](JsonTree const& thread) { each(thread, "messages", see_message); });
    });
}

Texts texts_in(JsonTree const& root)
{
    Texts texts;
    each(root, [&](JsonTree const& body) {
        each(body, "entry", [&](JsonTree const& entry) {
            each(entry, "changes", [&](JsonTree const& change) {
                each(change, "value", [&](JsonTree const& value) {
                    see_value(value, texts);
                    each(value, "standby", [&](JsonTree const& standby) { see_value(standby, texts); });
                });
            });
        });
    });
    return texts;
}

bool is_of_another_product(JsonTree const& root)
{
    bool other = false;
    each(root, [&](JsonTree const& body) {
        for (auto const& [name, value] : body.members)
            other = other || (name == "object" && !value.text.empty() && value.text != "whatsapp_business_account");
    });
    return other;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    static meta::Decoder decoder;
    std::string_view const body = fuzz::text_of(data, size);
    meta::Webhook const webhook = decoder.decode(body);
    fuzz::require(webhook.complete || !webhook.broke_by.empty(), "a break says why");
    fuzz::require(webhook.broke_at <= body.size(), "a break is within the body");
    Texts ours;
    for (meta::Item const& item : webhook.items) {
        for (meta::Text const& text : item.texts)
            ours.emplace_back(text.value);
        fuzz::require(!item.why.empty(), "an item says why it is heard or not");
        fuzz::require(!item.scan || item.kind == meta::Kind::message, "only messages are heard");
        fuzz::require(!to_json_line(item, "-").contains('\n'), "an item is one line");
    }
    auto const tree = fuzz::parse_tree(body);
    if (!tree || !webhook.complete || is_of_another_product(*tree))
        return 0;
    Texts theirs = texts_in(*tree);
    std::ranges::sort(ours);
    std::ranges::sort(theirs);
    fuzz::require(ours == theirs, "another reader finds the same texts");
    return 0;
}

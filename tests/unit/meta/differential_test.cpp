#include "bodies.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <random>
#include <utility>

// The decoder against a plain walk over the values that a body was written from. They are made at random: members
// missing, of wrong types, in any order, with members nobody knows.

using namespace consentry::meta;

namespace {

struct Json {
    enum class Kind { nothing, truth, number, text, list, object };

    Kind kind = Kind::nothing;
    std::string scalar;  // Of a text its characters, of a number or truth how it is written.
    std::vector<std::string> names;
    std::vector<Json> values;  // Of a list, or of the members that `names` names.

    Json const* member(std::string_view name) const
    {
        auto const found = std::ranges::find(names, name);
        return found == names.end() ? nullptr : &values[static_cast<std::size_t>(found - names.begin())];
    }
};

Json text(std::string characters) { return {Json::Kind::text, std::move(characters), {}, {}}; }
Json number(std::string digits) { return {Json::Kind::number, std::move(digits), {}, {}}; }
Json truth(bool value) { return {Json::Kind::truth, value ? "true" : "false", {}, {}}; }

std::string escaped(std::string_view characters)
{
    std::string json;
    for (char const c : characters) {
        char hex[8]{};
        if (c == '"' || c == '\\' || c == '/')
            json += {'\\', c};
        else if (static_cast<unsigned char>(c) < 0x20)
            json.append(hex, static_cast<std::size_t>(std::snprintf(hex, sizeof hex, "\\u%04x", c)));
        else
            json += c;
    }
    return '"' + json + '"';
}

std::string written(Json const& value)
{
    bool const is_object = value.kind == Json::Kind::object;
    std::string json;
    switch (value.kind) {
    case Json::Kind::nothing: return "null";
    case Json::Kind::truth:
    case Json::Kind::number: return value.scalar;
    case Json::Kind::text: return escaped(value.scalar);
    case Json::Kind::list:
    case Json::Kind::object:
        for (std::size_t i = 0; i < value.values.size(); ++i)
            json += (i > 0 ? ", " : "") + (is_object ? escaped(value.names[i]) + ":" : "") + written(value.values[i]);
    }
    return is_object ? "{" + json + "}" : "[" + json + "]";
}

/// Makes bodies at random, the same for the same seed.
class Maker {
public:
    explicit Maker(unsigned seed)
        : random_{seed}
    {
    }

    Json body()
    {
        return object({{"object", [] { return text("whatsapp_business_account"); }},
            {"entry", [this] { return list([this] { return entry(); }); }}});
    }

private:
    using Make = std::function<Json()>;

    bool one_in(unsigned n) { return random_() % n == 0; }

    /// Members in any order, some left out, some wrong, some that mean nothing.
    Json object(std::vector<std::pair<std::string, Make>> members)
    {
        members.emplace_back("unknown", [this] { return wrong(); });
        members.emplace_back("Text", [this] { return wrong(); });
        std::ranges::shuffle(members, random_);
        Json made{Json::Kind::object, {}, {}, {}};
        for (auto const& [name, make] : members) {
            if (one_in(12))
                continue;
            made.names.push_back(name);
            made.values.push_back(one_in(25) ? wrong() : make());
        }
        return made;
    }

    Json list(Make const& make)
    {
        Json made{Json::Kind::list, {}, {}, {}};
        for (unsigned i = random_() % 4; i > 0; --i)
            made.values.push_back(one_in(25) ? scalar() : make());
        return made;
    }

    Json scalar()
    {
        switch (random_() % 5) {
        case 0: return {};
        case 1: return truth(true);
        case 2: return number(std::to_string(random_() % 1000));
        case 3: return number("-0.5");
        default: return text("STOP");
        }
    }

    Json wrong()
    {
        if (!one_in(4))
            return scalar();
        return {Json::Kind::object, {}, {"nobody"}, {scalar()}};
    }

    Json word()
    {
        static char const* const words[]{"STOP", "hola", "توقف", "👍 \"ok\"\n", "停止", "a/b\\c"};
        return text(words[random_() % std::size(words)]);
    }

    Json entry()
    {
        return object(
            {{"id", [] { return text("102"); }}, {"changes", [this] { return list([this] { return change(); }); }}});
    }

    Json change()
    {
        return object({{"field", [this] { return text(one_in(5) ? "history" : "messages"); }},
            {"value", [this] { return value(); }}});
    }

    Json value()
    {
        return object({{"metadata", [this] { return object({{"phone_number_id", [] { return text("106"); }}}); }},
            {"messages", [this] { return list([this] { return message(); }); }},
            {"statuses", [this] { return list([this] { return status(); }); }}});
    }

    Json message()
    {
        return object({{"id", [this] { return text("wamid." + std::to_string(random_() % 100)); }},
            {"from", [] { return text("346001"); }}, {"type", [] { return text("text"); }},
            {"text", [this] { return object({{"body", [this] { return word(); }}}); }},
            {"image", [this] { return object({{"caption", [this] { return word(); }}}); }},
            {"context", [this] {
                 return object(
                     {{"id", [] { return text("wamid.q"); }}, {"forwarded", [this] { return truth(one_in(4)); }}});
             }}});
    }

    Json status()
    {
        return object({{"id", [] { return text("wamid.s"); }}, {"status", [] { return text("failed"); }},
            {"recipient_id", [] { return text("346002"); }},
            {"errors",
                [this] { return list([this] { return object({{"code", [] { return number("131050"); }}}); }); }}});
    }

    std::mt19937 random_;
};

// The walk: what the decoder must agree with.

std::string scalar_at(Json const& value, std::string_view name)
{
    Json const* const found = value.member(name);
    bool const says_something
        = found != nullptr && (found->kind == Json::Kind::text || found->kind == Json::Kind::number);
    return says_something ? found->scalar : "";
}

Json const& object_at(Json const& value, std::string_view name)
{
    static Json const none;
    Json const* const found = value.member(name);
    return found != nullptr && found->kind == Json::Kind::object ? *found : none;
}

/// Calls `each` with the elements of a list; a single object is a list of one.
template <class Each>
void for_each_at(Json const& value, std::string_view name, Each each)
{
    Json const* const found = value.member(name);
    if (found != nullptr && found->kind == Json::Kind::object)
        each(*found);
    if (found == nullptr || found->kind != Json::Kind::list)
        return;
    for (Json const& element : found->values)
        each(element);
}

std::string walked_message(Json const& message)
{
    Json const& context = object_at(message, "context");
    std::string line = "message " + scalar_at(message, "id") + "|" + scalar_at(message, "from") + "|"
        + scalar_at(message, "type") + "|" + scalar_at(context, "id");
    Json const* const forwarded = context.member("forwarded");
    line += forwarded != nullptr && forwarded->scalar == "true" ? "|forwarded" : "";
    // Texts in the order in which they stand.
    for (std::size_t i = 0; i < message.names.size(); ++i) {
        std::string const said = message.names[i] == "text" ? scalar_at(message.values[i], "body")
            : message.names[i] == "image"                   ? scalar_at(message.values[i], "caption")
                                                            : "";
        line += said.empty() ? "" : "|" + said;
    }
    return line;
}

std::string walked_status(Json const& status)
{
    std::string line = "status " + scalar_at(status, "id") + "|" + scalar_at(status, "status") + "|"
        + scalar_at(status, "recipient_id");
    for_each_at(status, "errors", [&](Json const& error) {
        auto const code = scalar_at(error, "code");
        line += code.empty() || code.find_first_not_of("0123456789") != std::string::npos ? "" : "|" + code;
    });
    return line;
}

void walk_change(Json const& change, std::string const& waba, std::vector<std::string>& lines)
{
    Json const& value = object_at(change, "value");
    std::string const around = " @" + scalar_at(object_at(value, "metadata"), "phone_number_id") + " " + waba + " "
        + scalar_at(change, "field");
    // What names neither itself nor anybody is counted with its like, so it is left out on both sides.
    for_each_at(value, "messages", [&](Json const& message) {
        if (!scalar_at(message, "id").empty() || !scalar_at(message, "from").empty())
            lines.push_back(walked_message(message) + around);
    });
    for_each_at(value, "statuses", [&](Json const& status) {
        if (!scalar_at(status, "id").empty() || !scalar_at(status, "recipient_id").empty())
            lines.push_back(walked_status(status) + around);
    });
}

std::vector<std::string> walked(Json const& body)
{
    std::vector<std::string> lines;
    if (auto const object = scalar_at(body, "object"); !object.empty() && object != "whatsapp_business_account")
        return lines;
    for_each_at(body, "entry", [&](Json const& entry) {
        for_each_at(entry, "changes", [&](Json const& change) { walk_change(change, scalar_at(entry, "id"), lines); });
    });
    return lines;
}

std::string decoded(Item const& item)
{
    std::string line;
    if (item.kind == Kind::status) {
        line = "status " + std::string{item.message_id} + "|" + std::string{item.status} + "|"
            + std::string{item.person.wa_id};
        for (std::int64_t const code : item.errors)
            line += "|" + std::to_string(code);
    } else {
        line = "message " + std::string{item.message_id} + "|" + std::string{item.person.wa_id} + "|"
            + std::string{item.type} + "|" + std::string{item.context_id} + (item.forwarded ? "|forwarded" : "");
        for (Text const& text : item.texts)
            line += "|" + std::string{text.value};
    }
    return line + " @" + std::string{item.number} + " " + std::string{item.waba} + " " + std::string{item.field};
}

}  // namespace

TEST_CASE("the decoder finds what a walk over all values finds")
{
    Decoder decoder;
    std::size_t items = 0;
    for (unsigned seed = 0; seed < 3000; ++seed) {
        Json const made = Maker{seed}.body();
        std::string const body = written(made);
        INFO("seed " << seed << ": " << body);
        Webhook const read = decoder.decode(body);
        REQUIRE(read.complete);
        std::vector<std::string> found;
        for (Item const& item : read.items) {
            if (!item.message_id.empty() || !item.person.nameless())
                found.push_back(decoded(item));
        }
        // Within a change the decoder keeps the order of the body, the walk goes array by array.
        auto expected = walked(made);
        std::ranges::sort(expected);
        std::ranges::sort(found);
        REQUIRE(found == expected);
        items += found.size();
    }
    CHECK(items > 5000);
}

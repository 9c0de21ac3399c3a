#include "forward/connector/spots.hpp"

#include "consentry/base/time.hpp"
#include "consentry/http/transport.hpp"

#include <algorithm>
#include <tuple>

namespace consentry::forward {
namespace {

constexpr std::string_view name_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
constexpr std::size_t name_max = 64;

std::string in_quotes(std::string_view text) { return '"' + std::string{text} + '"'; }

/// A `~` has to be `~0` or `~1`, so that nobody's pointer means something else than it says.
bool is_pointer(std::string_view text)
{
    if (!text.empty() && !text.starts_with('/'))
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')))
            return false;
    }
    return true;
}

bool has_control(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

}  // namespace

bool is_template_name(std::string_view text)
{
    return !text.empty() && text.size() <= name_max && text.find_first_not_of(name_characters) == text.npos;
}

void TemplateReading::problem(int line, std::string path, std::string reason, std::string remedy)
{
    if (reason.ends_with('.'))
        reason.pop_back();  // A remedy follows, and with it the dot.
    problems_.push_back({line, std::move(path), std::move(reason), std::move(remedy)});
}

void TemplateReading::problem(Spot const& spot, std::string reason, std::string remedy)
{
    problem(spot.node.line, spot.path, std::move(reason), std::move(remedy));
}

void TemplateReading::use(Use use)
{
    if (!use.names.empty())
        uses_.push_back(std::move(use));
}

void TemplateReading::use_shape(std::vector<std::string> names, Spot const& spot)
{
    use({std::move(names), spot.node.line, spot.path, where_, step_, false, false});
}

void TemplateReading::refer(Reference::To to, Spot const& spot, std::string& into)
{
    name(spot, into);
    if (!into.empty())
        references_.push_back({to, into, spot.node.line, spot.path, where_ == Where::test, step_});
}

void TemplateReading::enter(Where where, std::size_t step)
{
    where_ = where;
    step_ = step;
}

bool TemplateReading::is(Node::Kind kind, Spot const& spot, std::string_view remedy)
{
    if (spot.node.kind == kind)
        return true;
    problem(spot,
        "is " + std::string{name_of(spot.node.kind)} + " where " + std::string{name_of(kind)} + " is expected",
        std::string{remedy});
    return false;
}

void TemplateReading::table(Spot const& spot, std::vector<TemplateKey> const& keys)
{
    if (!is(Node::Kind::table, spot, "Write it as a table: [" + spot.path + "]"))
        return;
    std::vector<std::string_view> known;
    std::ranges::transform(keys, std::back_inserter(known), &TemplateKey::name);
    for (Node const& member : spot.node.members) {
        if (std::ranges::find(known, member.name) == known.end())
            problem({member, under(spot.path, member.name)}, "is no key of a connector", choose(member.name, known));
    }
    for (TemplateKey const& key : keys) {
        auto const member = std::ranges::find(spot.node.members, key.name, &Node::name);
        if (member != spot.node.members.end())
            key.read({*member, under(spot.path, key.name)});
        else if (!key.needed.empty())
            problem(spot.node.line, under(spot.path, key.name), "is missing", "Add it: " + std::string{key.needed});
    }
}

void TemplateReading::members(Spot const& spot, std::function<void(Spot const& member)> const& read)
{
    if (!is(Node::Kind::table, spot, "Write it as a table, with a name for each entry"))
        return;
    if (spot.node.members.size() > template_entries_max)
        problem(spot, "has " + std::to_string(spot.node.members.size()) + " entries",
            "Keep " + std::to_string(template_entries_max) + " of them at most");
    for (Node const& member : spot.node.members)
        read({member, under(spot.path, member.name)});
}

void TemplateReading::items(Spot const& spot, std::function<void(Spot const& item)> const& read)
{
    if (!is(Node::Kind::list, spot, "Write a list: values in square brackets, tables in double brackets"))
        return;
    if (spot.node.items.empty() || spot.node.items.size() > template_entries_max)
        problem(spot, "has " + std::to_string(spot.node.items.size()) + " entries",
            spot.node.items.empty() ? "Write one or remove the key"
                                    : "Keep " + std::to_string(template_entries_max) + " of them at most");
    for (Node const& item : spot.node.items)
        read({item, spot.path});
}

void TemplateReading::text(Spot const& spot, std::string& into, std::size_t bytes_max)
{
    if (!is(Node::Kind::text, spot, "Write it in quotes"))
        return;
    if (spot.node.text.empty())
        problem(spot, "is empty", "Write something or remove the key");
    else if (spot.node.text.size() > bytes_max)
        problem(spot, "is longer than " + std::to_string(bytes_max) + " bytes", "Shorten it");
    else
        into = spot.node.text;
}

void TemplateReading::name(Spot const& spot, std::string& into)
{
    if (!is(Node::Kind::text, spot, "Write it in quotes"))
        return;
    if (is_template_name(spot.node.text))
        into = spot.node.text;
    else
        problem(spot, in_quotes(spot.node.text) + " is no name", "Use 1 to 64 letters, digits, - and _");
}

void TemplateReading::flag(Spot const& spot, bool& into)
{
    if (is(Node::Kind::boolean, spot, "Write true or false, without quotes"))
        into = spot.node.boolean;
}

void TemplateReading::pointer(Spot const& spot, std::string& into)
{
    std::string const remedy = "Write a JSON pointer, such as \"/results/0/id\"";
    if (!is(Node::Kind::text, spot, remedy))
        return;
    if (is_pointer(spot.node.text) && spot.node.text.size() <= 1024)
        into = spot.node.text;
    else
        problem(spot, in_quotes(spot.node.text) + " is no JSON pointer", remedy);
}

void TemplateReading::header_name(Spot const& spot, std::string& into)
{
    text(spot, into, 128);
    if (!into.empty() && !http::can_be_given(into))
        problem(spot, in_quotes(into) + " cannot be given as a header",
            "Write the name of a header; Host, Content-Length, Connection and Transfer-Encoding are set by consentry");
}

void TemplateReading::duration(
    Spot const& spot, std::chrono::seconds min, std::chrono::seconds max, std::chrono::seconds& into)
{
    std::string const remedy = "Write a duration from " + to_string(min) + " to " + to_string(max) + ", in quotes";
    if (!is(Node::Kind::text, spot, remedy))
        return;
    auto const length = parse_duration(spot.node.text);
    if (!length)
        problem(spot, in_quotes(spot.node.text) + " is no duration", remedy);
    else if (*length < min || *length > max)
        problem(spot, to_string(*length) + " is out of bounds", remedy);
    else
        into = *length;
}

std::optional<std::int64_t> TemplateReading::whole(Spot const& spot, std::int64_t min, std::int64_t max)
{
    std::string const remedy
        = "Write a number from " + std::to_string(min) + " to " + std::to_string(max) + ", without quotes";
    if (!is(Node::Kind::integer, spot, remedy))
        return {};
    if (spot.node.integer >= min && spot.node.integer <= max)
        return spot.node.integer;
    problem(spot, std::to_string(spot.node.integer) + " is out of bounds", remedy);
    return {};
}

void TemplateReading::statuses(Spot const& spot, std::vector<unsigned>& into)
{
    into.clear();
    items(spot, [&](Spot const& item) {
        if (auto const status = whole(item, 200, 599))
            into.push_back(static_cast<unsigned>(*status));
    });
}

std::optional<std::size_t> TemplateReading::word(Spot const& spot, std::span<std::string_view const> words)
{
    if (!is(Node::Kind::text, spot, "Write " + choices(words)))
        return {};
    auto const found = std::ranges::find(words, spot.node.text);
    if (found != words.end())
        return static_cast<std::size_t>(found - words.begin());
    problem(spot, in_quotes(spot.node.text) + " is not among what is known here", choose(spot.node.text, words));
    return {};
}

void TemplateReading::words(Spot const& spot, std::span<std::string_view const> known, std::vector<std::string>& into)
{
    items(spot, [&](Spot const& item) {
        if (auto const chosen = word(item, known))
            into.emplace_back(known[*chosen]);
    });
}

void TemplateReading::filled(Spot const& spot, ConnectorText& into, bool open)
{
    if (!is(Node::Kind::text, spot, "Write it in quotes"))
        return;
    if (spot.node.text.size() > template_text_max)
        return problem(spot, "is longer than " + std::to_string(template_text_max) + " bytes", "Shorten it");
    auto parsed = ConnectorText::parse(spot.node.text);
    if (!parsed)
        return problem(spot, parsed.error(), "Write {{name}} or {{name:filter}}, as docs/connectors.md lists them");
    into = *std::move(parsed);
    use({into.names(), spot.node.line, spot.path, where_, step_, open});
}

void TemplateReading::header(Spot const& spot, std::vector<std::pair<std::string, ConnectorText>>& into)
{
    if (!http::can_be_given(spot.node.name))
        return problem(spot, in_quotes(spot.node.name) + " cannot be given as a header",
            "Write the name of a header; Host, Content-Length, Connection and Transfer-Encoding are set by consentry");
    if (spot.node.kind == Node::Kind::text && has_control(spot.node.text))
        return problem(spot, "holds a character that no header can carry", "Write it in one line");
    ConnectorText value;
    filled(spot, value, true);
    into.emplace_back(spot.node.name, std::move(value));
}

std::vector<ConnectorProblem> TemplateReading::take_problems() &&
{
    std::ranges::sort(
        problems_, {}, [](ConnectorProblem const& one) { return std::tie(one.line, one.key, one.reason); });
    return std::move(problems_);
}

}  // namespace consentry::forward

#include "app/import_columns.hpp"

#include <algorithm>
#include <array>

namespace consentry::app {
namespace {

using consent::Told;

struct Member {
    std::string_view name;
    std::string Told::* where;
};

constexpr std::array<Member, 10> members{
    {{"contact", &Told::contact}, {"scope", &Told::scope}, {"state", &Told::state}, {"occurred_at", &Told::occurred_at},
        {"source", &Told::source}, {"wording", &Told::wording}, {"evidence", &Told::evidence}, {"actor", &Told::actor},
        {"caused_by", &Told::caused_by}, {"confirmed", &Told::confirmed}}};
constexpr std::array required{"contact", "scope", "state"};

std::string_view without_blanks(std::string_view text)
{
    auto const begin = text.find_first_not_of(" \t\r\n");
    return begin == std::string_view::npos ? std::string_view{}
                                           : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool same(std::string_view a, std::string_view b)
{
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(without_blanks(a), without_blanks(b), {}, lower, lower);
}

std::string joined(std::vector<std::string> const& names)
{
    std::string text;
    for (std::string const& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

std::string Told::* member_named(std::string_view name)
{
    auto const found = std::ranges::find_if(members, [&](Member const& member) { return same(member.name, name); });
    return found == members.end() ? nullptr : found->where;
}

}  // namespace

Result<ImportColumns> ImportColumns::of(std::vector<std::string> const& maps, Told usual)
{
    ImportColumns columns;
    columns.usual_ = std::move(usual);
    for (std::string const& map : maps) {
        auto const cut = map.rfind('=');
        auto const member = cut == std::string::npos ? nullptr : member_named(map.substr(cut + 1));
        if (!member || cut == 0)
            return fail(Fault::malformed,
                "--map " + map
                    + ": write COLUMN=MEMBER; the members are contact, scope, state, occurred_at, source, "
                      "wording, evidence, actor, caused_by, confirmed");
        columns.maps_.push_back({map.substr(0, cut), member});
    }
    return columns;
}

std::string Told::* ImportColumns::member_of(std::string_view column) const
{
    auto const map = std::ranges::find_if(maps_, [&](Map const& one) { return same(one.column, column); });
    if (map != maps_.end())
        return map->member;
    auto const own = member_named(column);
    // What is mapped from another column is not read from the one that happens to have its name.
    bool const taken = std::ranges::any_of(maps_, [&](Map const& one) { return one.member == own; });
    return taken ? nullptr : own;
}

/// The member that two of the columns tell, or nothing: which of them would count?
std::string_view ImportColumns::told_twice(std::vector<std::string> const& names) const
{
    for (Member const& member : members) {
        auto const tells = [&](std::string const& name) { return member_of(name) == member.where; };
        if (std::ranges::count_if(names, tells) > 1)
            return member.name;
    }
    return {};
}

std::string ImportColumns::trouble(FileRow const& row) const
{
    auto const nested
        = std::ranges::find_if(row.nested, [&](std::string const& name) { return member_of(name) != nullptr; });
    if (nested != row.nested.end())
        return *nested + ": has to be a text, no object and no list";
    if (auto const twice = told_twice(row.names); !twice.empty())
        return std::string{twice} + " stands in it twice";
    return {};
}

Told ImportColumns::told(FileRow const& row) const
{
    Told told = usual_;
    bool is_denied = false;
    for (std::size_t i = 0; i < row.values.size() && i < row.names.size(); ++i) {
        auto const member = member_of(row.names[i]);
        if (std::string_view const value = without_blanks(row.values[i]); member && !value.empty())
            told.*member = value;
        is_denied = is_denied || (same(row.names[i], "allowed") && same(row.values[i], "false"));
    }
    if (told.state == "declined" || told.state == "held" || (is_denied && told.state == "opted_in"))
        told.state = "opted_out";
    return told;
}

Result<void> ImportColumns::suit(std::vector<std::string> const& names) const
{
    for (Map const& map : maps_) {
        if (std::ranges::none_of(names, [&](std::string const& name) { return same(name, map.column); }))
            return fail(
                Fault::malformed, "--map: the file has no column \"" + map.column + "\"; it has: " + joined(names));
    }
    if (auto const twice = told_twice(names); !twice.empty())
        return fail(Fault::malformed,
            "the file tells " + std::string{twice}
                + " in two columns; take one out, or name the one that counts with --map");
    for (std::string_view const name : required) {
        auto const member = member_named(name);
        bool const there = !(usual_.*member).empty()
            || std::ranges::any_of(names, [&](std::string const& column) { return member_of(column) == member; });
        if (!there)
            return fail(Fault::malformed,
                "the file has no column " + std::string{name}
                    + "; name the one that tells it with --map COLUMN=" + std::string{name}
                    + (name == "contact" ? "" : ", or give --" + std::string{name} + " for all rows")
                    + "; the file has: " + joined(names));
    }
    return {};
}

std::string ImportColumns::ignored(std::vector<std::string> const& names) const
{
    std::vector<std::string> ignored;
    std::ranges::copy_if(names, std::back_inserter(ignored),
        [&](std::string const& name) { return !name.empty() && !same(name, "allowed") && member_of(name) == nullptr; });
    return joined(ignored);
}

}  // namespace consentry::app

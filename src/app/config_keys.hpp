#pragma once

#include "app/reading.hpp"

#include <algorithm>
#include <functional>

/// How a key of the configuration is declared: once, with its type, bounds, default and description. The same
/// declaration reads the file, fills in the default, knows which names are unknown, and prints the page of all keys.
namespace consentry::app {

/// One line of the page of all keys.
struct KeyRow {
    std::string section;  ///< As the file writes it: `[listen]` or `[[brand.scope]]`; empty at the top.
    std::string name;
    std::string type;
    std::string fallback;
    std::string about;
};

/// How the value of a key is read into its owner. `read` notes what is wrong and then leaves the owner as it is.
template <class Owner>
struct Value {
    std::string type;
    std::function<void(Node const& node, std::string const& path, Reading& reading, Owner& owner)> read;
    std::function<void(std::string const& path, std::vector<KeyRow>& rows)> describe;  ///< Of a table: its keys.
};

inline constexpr std::string_view needed = "needed";  ///< No default: its absence is a problem.
inline constexpr std::string_view optional = "";      ///< No default: its absence means something of its own.

template <class Owner>
struct Key {
    std::string_view name;
    Value<Owner> value;
    std::string_view fallback;  ///< `needed`, `optional`, or the default as the file would write it.
    std::string_view about;
};

template <class Owner>
using Keys = std::vector<Key<Owner>>;

/// Whether the node is of that kind; if not, says so. `remedy` tells how the value is written.
bool is(Node::Kind kind, Node const& node, std::string const& path, Reading& reading, std::string const& remedy);

/// The default of a key as a node that stands nowhere.
Node default_node(std::string_view toml);

template <class Owner>
void read_absent(Key<Owner> const& key, std::string const& path, Reading& reading, Owner& owner)
{
    if (key.fallback == needed)
        reading.problem(path, "is missing", "Add it: " + std::string{key.about});
    else if (key.fallback != optional)
        key.value.read(default_node(key.fallback), path, reading, owner);
}

template <class Owner>
void refuse_unknown(Keys<Owner> const& keys, Node const& table, std::string const& path, Reading& reading)
{
    std::vector<std::string_view> names;
    std::ranges::transform(keys, std::back_inserter(names), &Key<Owner>::name);
    for (Node const& member : table.members) {
        if (std::ranges::find(names, member.name) == names.end())
            reading.problem(under(path, member.name), "is no key of consentry", choose(member.name, names));
    }
}

/// Reads a table key by key. Every problem is noted; the keys without one are read.
template <class Owner>
void read_table(Keys<Owner> const& keys, Node const& table, std::string const& path, Reading& reading, Owner& owner)
{
    for (Node const& member : table.members)
        reading.place(under(path, member.name), member.line);
    refuse_unknown(keys, table, path, reading);
    for (Key<Owner> const& key : keys) {
        auto const member = std::ranges::find(table.members, key.name, &Node::name);
        std::string const key_path = under(path, key.name);
        if (member == table.members.end())
            read_absent(key, key_path, reading, owner);
        else
            key.value.read(*member, key_path, reading, owner);
    }
}

template <class Owner>
void describe_table(
    Keys<Owner> const& keys, std::string const& path, std::string const& section, std::vector<KeyRow>& rows)
{
    for (Key<Owner> const& key : keys) {
        if (!key.value.describe)
            rows.push_back(
                {section, std::string{key.name}, key.value.type, std::string{key.fallback}, std::string{key.about}});
    }
    for (Key<Owner> const& key : keys) {
        if (key.value.describe)
            key.value.describe(under(path, key.name), rows);
    }
}

/// What tables of all sorts share: the node is checked, then `target(owner)` is what its keys are read into.
template <class Owner, class Section, class Target>
Value<Owner> table_into(Target target, Keys<Section> const& keys)
{
    return {"table",
        [target, keys](Node const& node, std::string const& path, Reading& reading, Owner& owner) {
            if (is(Node::Kind::table, node, path, reading, "Write it as a table: [" + path + "]"))
                read_table(keys, node, path, reading, target(owner));
        },
        [keys](std::string const& path, std::vector<KeyRow>& rows) {
            describe_table(keys, path, '[' + path + ']', rows);
        }};
}

/// `[name]`: one table, in a member of its own.
template <class Owner, class Section>
Value<Owner> table(Section Owner::* member, Keys<Section> const& keys)
{
    return table_into<Owner>([member](Owner& owner) -> Section& { return owner.*member; }, keys);
}

/// `[name]`: a table that may be left out.
template <class Owner, class Section>
Value<Owner> table(std::optional<Section> Owner::* member, Keys<Section> const& keys)
{
    return table_into<Owner>([member](Owner& owner) -> Section& { return (owner.*member).emplace(); }, keys);
}

/// `[name]`: a table whose keys are members of the owner itself.
template <class Owner>
Value<Owner> table(Keys<Owner> const& keys)
{
    return table_into<Owner>([](Owner& owner) -> Owner& { return owner; }, keys);
}

/// `[[name]]`: as many tables as are written.
template <class Owner, class Item>
Value<Owner> tables(std::vector<Item> Owner::* member, Keys<Item> const& keys)
{
    return {"tables",
        [member, keys](Node const& node, std::string const& path, Reading& reading, Owner& owner) {
            if (!is(Node::Kind::list, node, path, reading, "There may be several: write it in double brackets"))
                return;
            for (std::size_t i = 0; i < node.items.size(); ++i) {
                Node const& item = node.items[i];
                reading.place(at(path, i), item.line);
                Item& made = (owner.*member).emplace_back();
                if (is(Node::Kind::table, item, at(path, i), reading, "Write each as a table in double brackets"))
                    read_table(keys, item, at(path, i), reading, made);
            }
        },
        [keys](std::string const& path, std::vector<KeyRow>& rows) {
            describe_table(keys, path, "[[" + path + "]]", rows);
        }};
}

}  // namespace consentry::app

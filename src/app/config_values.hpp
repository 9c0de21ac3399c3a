#pragma once

#include "app/config_keys.hpp"

namespace consentry::app {

/// A form that the value of a key may take: its name for people, and how a node becomes a `T`.
/// What does not fit is noted as a problem, and nothing comes back.
template <class T>
struct Form {
    std::string type;
    std::function<std::optional<T>(Node const& node, std::string const& path, Reading& reading)> parse;
};

/// Named after what a key holds, so that the table of keys reads as a page: `form::duration(1s, 1h)`.
namespace form {

Form<std::string> text(std::size_t size_max = 4096);  ///< Not empty; the bound is in bytes.
Form<std::string> name();                             ///< Small letters, digits, `-` and `_`; at most 64.
Form<std::string> label();                            ///< Letters, digits, `.`, `-` and `_`; at most 64.
Form<std::string> digits();                           ///< An id of Meta's, in quotes.
Form<std::string> language();                         ///< `es`, `pt-BR`.
Form<std::string> country();                          ///< ISO 3166-1 alpha-2.
Form<std::string> country_or_all();                   ///< The same, or `*`.
Form<std::string> one_of(std::vector<std::string_view> words);
Form<bool> flag();
Form<unsigned> whole(unsigned min, unsigned max);
Form<std::uint64_t> size(std::uint64_t min, std::uint64_t max);  ///< In bytes: `4MiB`, or a plain number.
Form<std::chrono::seconds> duration(std::chrono::seconds min, std::chrono::seconds max);
Form<EventTime> moment();
Form<forward::Rate> rate();                     ///< `10/s`, `100/10s`, `300/min`.
Form<Address> address();                        ///< An IP address and a port; `localhost` is 127.0.0.1.
Form<std::filesystem::path> path();             ///< Taken from the folder of the file.
Form<std::filesystem::path> store_url();        ///< `sqlite:PATH`.
Form<std::string> url();                        ///< http or https.
Form<std::string> secret();                     ///< A reference, fetched.
Form<Digest> api_key();                         ///< A reference to a key; the digest of what it refers to.
Form<Digest> api_key_hash();                    ///< `sha256:` and 64 hex digits.
Form<forward::SigningSecret> signing_secret();  ///< A reference to `whsec_…` or `whsk_…`, fetched and decoded.
Form<SuppressionConfig> suppression_key();
Form<std::filesystem::path> key_file();  ///< `file:PATH`; the file need not be there.
Form<std::string> event_pattern();
Form<std::string> destination_kind();  ///< A kind that is built in, or the name of a connector.

template <class T>
Form<std::vector<T>> list_of(Form<T> const& item, std::size_t size_min = 0, std::size_t size_max = 1000)
{
    std::string const type = "list of " + item.type;
    return {type, [=](Node const& node, std::string const& path, Reading& reading) -> std::optional<std::vector<T>> {
                if (!is(Node::Kind::list, node, path, reading, "Write it in square brackets"))
                    return {};
                if (node.items.size() < size_min || node.items.size() > size_max) {
                    reading.problem(path, "has " + std::to_string(node.items.size()) + " entries",
                        "It takes " + std::to_string(size_min) + " to " + std::to_string(size_max));
                    return {};
                }
                std::vector<T> all;
                for (std::size_t i = 0; i < node.items.size(); ++i) {
                    reading.place(at(path, i), node.items[i].line);
                    if (auto value = item.parse(node.items[i], at(path, i), reading))
                        all.push_back(*std::move(value));
                }
                return all;
            }};
}

/// A table of names, each with a value of the same form.
template <class T>
Form<std::map<std::string, T, std::less<>>> table_of(Form<T> const& item)
{
    using Table = std::map<std::string, T, std::less<>>;
    std::string const type = "table of " + item.type;
    return {type, [=](Node const& node, std::string const& path, Reading& reading) -> std::optional<Table> {
                if (!is(Node::Kind::table, node, path, reading, "Write it in braces, as { name = … }, or as a section"))
                    return {};
                Table all;
                for (Node const& member : node.members) {
                    std::string const key = under(path, member.name);
                    reading.place(key, member.line);
                    if (auto value = item.parse(member, key, reading))
                        all.emplace(member.name, *std::move(value));
                }
                return all;
            }};
}

/// Words of the file for the values of an enumeration or a flag.
template <class T>
Form<T> choice(std::vector<std::pair<std::string_view, T>> options)
{
    std::vector<std::string_view> words;
    std::ranges::transform(options, std::back_inserter(words), [](auto const& option) { return option.first; });
    Form<std::string> const word = one_of(words);
    return {word.type, [=](Node const& node, std::string const& path, Reading& reading) -> std::optional<T> {
                auto const chosen = word.parse(node, path, reading);
                if (!chosen)
                    return {};
                return std::ranges::find(options, *chosen, [](auto const& option) { return option.first; })->second;
            }};
}

}  // namespace form

/// A key whose value lands in `member`, a `T` or an optional one.
template <class Owner, class Target, class T>
Value<Owner> value(Target Owner::* member, Form<T> const& form)
{
    return {form.type,
        [=](Node const& node, std::string const& path, Reading& reading, Owner& owner) {
            if (auto read = form.parse(node, path, reading))
                owner.*member = *std::move(read);
        },
        {}};
}

}  // namespace consentry::app

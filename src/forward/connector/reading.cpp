// A template from its text: its tables one by one, then what holds for all of them together.
#include "forward/connector/reading.hpp"

#include "forward/connector/pattern.hpp"

#include <algorithm>

namespace consentry::forward {
namespace {

using Where = TemplateReading::Where;

class TemplateReader {
public:
    explicit TemplateReader(std::string_view name)
        : made_{std::make_shared<ConnectorTemplate>()}
    {
        made_->name = name;
    }

    std::expected<std::shared_ptr<ConnectorTemplate const>, std::vector<ConnectorProblem>> read(Node const& document)
    {
        reading_.table({document, ""}, top_keys());
        for (auto const& [name, map] : made_->maps) {
            if (map.by_status.empty() && map.by_both.empty())
                made_->needs.maps.push_back(name);
        }
        check_order(reading_, *made_);
        check_names(reading_, *made_);
        if (!reading_.fine())
            return std::unexpected(std::move(reading_).take_problems());
        return made_;
    }

private:
    std::vector<TemplateKey> top_keys()
    {
        auto const steps = [this](bool test) {
            return [this, test](Spot const& spot) { read_steps(spot, test, test ? made_->tests : made_->steps); };
        };
        auto const needs = [this](bool settings) {
            return [this, settings](Spot const& spot) {
                read_needs(reading_, spot, settings, settings ? made_->needs.settings : made_->needs.credentials);
            };
        };
        return {{"connector", [this](Spot const& spot) { read_head(spot); }, "[connector] with about and setup"},
            {"setting", needs(true)}, {"credential", needs(false)},
            {"auth", [this](Spot const& spot) { read_auths(spot); }},
            {"headers", [this](Spot const& spot) { read_headers(spot); }},
            {"map", [this](Spot const& spot) { read_maps(spot); }},
            {"limit", [this](Spot const& spot) { read_limits(spot); }},
            {"step", steps(false), "a [[step]] for each request"}, {"test", steps(true)},
            {"retry", [this](Spot const& spot) {
                 reading_.items(
                     spot, [this](Spot const& item) { read_retry(reading_, item, made_->retries.emplace_back()); });
             }}};
    }

    void read_head(Spot const& spot)
    {
        reading_.enter(Where::base);
        auto const read_concurrency = [this](Spot const& value) {
            if (auto const count = reading_.whole(value, 1, 256))
                made_->needs.concurrency = static_cast<unsigned>(*count);
        };
        constexpr std::array<std::pair<std::string_view, bool>, 2> spellings{{{"all", true}, {"received", false}}};
        constexpr std::array<std::pair<std::string_view, bool>, 2> several{{{"fail", false}, {"all", true}}};
        reading_.table(spot,
            {{"about", [this](Spot const& value) { reading_.text(value, made_->needs.about, 200); },
                 "one line: what it writes where"},
                {"setup", [this](Spot const& value) { reading_.text(value, made_->needs.setup, 4096); },
                    "what has to be there before it works"},
                {"base", [this](Spot const& value) { read_url(reading_, value, made_->base); }},
                {"concurrency", read_concurrency},
                {"one_scope_of", [this](Spot const& value) { read_categories(reading_, value, made_->one_scope_of); }},
                {"spellings", [&](Spot const& value) { reading_.choice(value, spellings, made_->every_spelling); }},
                {"several", [&](Spot const& value) { reading_.choice(value, several, made_->needs.opts_in_several); }},
                {"unauthorized", [this](Spot const& value) { reading_.statuses(value, made_->unauthorized); }},
                {"gone", [this](Spot const& value) { reading_.statuses(value, made_->gone); }}});
    }

    void read_auths(Spot const& spot)
    {
        reading_.items(spot, [this](Spot const& item) {
            if (!made_->auths.empty() && made_->auths.back().when.given.empty())
                reading_.problem(item, "is never taken, since the one before it always is",
                    "Say of the one before it what has to be given: given = [\"secret.NAME\"]");
            read_auth(reading_, item, made_->auths.emplace_back());
        });
    }

    void read_headers(Spot const& spot)
    {
        reading_.enter(Where::headers);
        reading_.members(spot, [this](Spot const& member) { reading_.header(member, made_->headers); });
    }

    void read_maps(Spot const& spot)
    {
        reading_.members(spot, [this](Spot const& member) {
            check_name(member);
            read_map(reading_, member, made_->maps[member.node.name]);
        });
    }

    void read_limits(Spot const& spot)
    {
        reading_.members(spot, [this](Spot const& member) {
            check_name(member);
            read_limit(reading_, member, made_->limits[member.node.name]);
        });
    }

    void read_steps(Spot const& spot, bool test, std::vector<ConnectorStep>& into)
    {
        reading_.items(spot, [&](Spot const& item) {
            std::size_t const place = into.size();
            read_step(reading_, item, test, place, into.emplace_back());
        });
        if (into.size() > template_steps_max)
            reading_.problem(spot, "stands here " + std::to_string(into.size()) + " times",
                "A connector takes " + std::to_string(template_steps_max) + " steps at most");
    }

    void check_name(Spot const& spot)
    {
        if (!is_template_name(spot.node.name))
            reading_.problem(spot, '"' + spot.node.name + "\" is no name", "Use 1 to 64 letters, digits, - and _");
    }

    TemplateReading reading_;
    std::shared_ptr<ConnectorTemplate> made_;
};

std::unexpected<std::vector<ConnectorProblem>> refused(int line, std::string reason, std::string remedy)
{
    return std::unexpected(std::vector{ConnectorProblem{line, "", std::move(reason), std::move(remedy)}});
}

bool is_kind(std::string_view name)
{
    return is_template_name(name) && std::ranges::none_of(name, [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

void read_needs(TemplateReading& reading, Spot const& spot, bool settings, std::vector<ConnectorNeed>& into)
{
    reading.members(spot, [&](Spot const& member) {
        ConnectorNeed& need = into.emplace_back();
        need.name = member.node.name;
        if (!is_template_name(need.name))
            reading.problem(member, '"' + need.name + "\" is no name", "Use 1 to 64 letters, digits, - and _");
        std::vector<TemplateKey> keys{{"about", [&](Spot const& value) { reading.text(value, need.about, 1024); },
                                          "what it is, and where it is found"},
            {"optional", [&](Spot const& value) { reading.flag(value, need.optional); }}};
        if (settings) {
            keys.push_back({"default", [&](Spot const& value) { reading.text(value, need.fallback.emplace(), 4096); }});
            keys.push_back({"pattern", [&](Spot const& value) {
                                reading.text(value, need.pattern, 512);
                                if (auto const trouble = trouble_with_pattern(need.pattern))
                                    reading.problem(value, *trouble, "Write a POSIX extended regular expression");
                            }});
        }
        reading.table(member, keys);
        if (need.fallback && !need.pattern.empty() && !matches_whole(need.pattern, *need.fallback))
            reading.problem(member.node.line, under(member.path, "default"), "does not match the pattern",
                "Correct one of the two");
    });
}

std::expected<std::shared_ptr<ConnectorTemplate const>, std::vector<ConnectorProblem>> read_connector(
    std::string_view name, std::string_view toml)
{
    if (!is_kind(name))
        return refused(0, '"' + std::string{name.substr(0, 80)} + "\" is no name of a connector",
            "Name the file with small letters, digits, - and _, and .toml behind them");
    if (toml.size() > template_bytes_max)
        return refused(0, "is larger than 256 KiB", "Shorten it: a template names requests, it holds no data");
    auto const document = parse_toml(toml);
    if (!document)
        return refused(document.error().line, document.error().reason,
            "Correct the line; the rest of the file is read once it is TOML");
    return TemplateReader{name}.read(*document);
}

}  // namespace consentry::forward

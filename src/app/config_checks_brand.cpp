// Checks within one brand: every name leads to something configured, and nothing has two meanings.
#include "app/config_checks.hpp"

#include "consentry/keywords/folding.hpp"

#include <algorithm>
#include <array>

namespace consentry::app {
namespace {

/// One brand under check: where it stands, and what its parts may refer to.
class BrandCheck {
public:
    BrandCheck(BrandConfig& brand, std::string path, Reading& reading)
        : brand_{brand}
        , path_{std::move(path)}
        , reading_{reading}
    {
        for (ScopeConfig const& scope : brand_.scopes)
            scopes_.push_back(scope.name);
    }

    void run()
    {
        names();
        aliases();
        start();
        required_wordings();
        wordings();
        prompts();
        buttons();
        flow_fields();
        keywords();
        defaults();
    }

private:
    std::string place(std::string_view list, std::size_t index) const { return at(under(path_, list), index); }

    /// The scope and the wording that something at `path` names. Both may be empty where they may be left out.
    void reference(std::string const& scope, std::string const& wording, std::string const& path)
    {
        if (!scope.empty() && std::ranges::find(scopes_, scope) == scopes_.end())
            reading_.problem(under(path, "scope"), "there is no scope \"" + scope + '"',
                scopes_.empty() ? "Add it as a [[brand.scope]]" : choose(scope, scopes_));
        else if (!scope.empty() && !wording.empty() && !has_wording(scope, wording))
            reading_.problem(under(path, "wording"),
                "there is no wording \"" + wording + "\" of the scope \"" + scope + '"',
                choose(wording, versions_of(scope)));
    }

    bool has_wording(std::string_view scope, std::string_view version) const
    {
        return std::ranges::any_of(brand_.wordings,
            [&](WordingConfig const& wording) { return wording.scope == scope && wording.version == version; });
    }

    std::vector<std::string_view> versions_of(std::string_view scope) const
    {
        std::vector<std::string_view> versions;
        for (WordingConfig const& wording : brand_.wordings) {
            if (wording.scope == scope && std::ranges::find(versions, wording.version) == versions.end())
                versions.push_back(wording.version);
        }
        return versions;
    }

    void required_wordings()
    {
        for (std::size_t i = 0; i < brand_.scopes.size(); ++i) {
            ScopeConfig const& scope = brand_.scopes[i];
            std::string const path = under(place("scope", i), "required_wordings");
            for (std::size_t j = 0; j < scope.required_wordings.size(); ++j) {
                std::string const& version = scope.required_wordings[j];
                if (!has_wording(scope.name, version))
                    reading_.problem(at(path, j),
                        "there is no wording \"" + version + "\" of the scope \"" + scope.name + '"',
                        choose(version, versions_of(scope.name)));
            }
        }
    }

    void names()
    {
        check_unique(
            brand_.scopes, under(path_, "scope"), "name", [](auto const& scope) { return scope.name; }, reading_);
        check_unique(
            brand_.numbers, under(path_, "number"), "phone_number_id",
            [](auto const& number) { return number.phone_number_id; }, reading_);
        check_unique(
            brand_.buttons, under(path_, "button"), "id", [](auto const& button) { return button.id; }, reading_);
        check_unique(
            brand_.flow_fields, under(path_, "flow_field"), "field", [](auto const& field) { return field.field; },
            reading_);
        if (brand_.scopes.empty())
            reading_.warning(
                path_, "has no scope: nothing but a STOP of everything can be recorded", "Add a [[brand.scope]]");
    }

    /// "STOP offers" must mean one scope. Names count as aliases of their own scope.
    void aliases()
    {
        for (std::size_t i = 0; i < brand_.scopes.size(); ++i) {
            for (std::size_t a = 0; a < brand_.scopes[i].aliases.size(); ++a) {
                std::string const& alias = brand_.scopes[i].aliases[a];
                std::string const path = at(under(place("scope", i), "aliases"), a);
                std::string const folded = consentry::keywords::folded(alias);
                if (folded.empty())
                    reading_.problem(
                        path, '"' + alias + "\" holds no letter or digit", "Write a word people would type");
                else if (ScopeConfig const* const other = other_called(folded, i))
                    reading_.problem(path, '"' + alias + "\" means the scope \"" + other->name + "\" too",
                        "Leave it with one of the two");
            }
        }
    }

    ScopeConfig const* other_called(std::string const& folded, std::size_t index) const
    {
        auto const means = [&](std::string const& word) { return consentry::keywords::folded(word) == folded; };
        for (std::size_t i = 0; i < brand_.scopes.size(); ++i) {
            ScopeConfig const& scope = brand_.scopes[i];
            // Of two equal aliases the later one is told; a name always has the better right.
            if (i != index && (means(scope.name) || (i < index && std::ranges::any_of(scope.aliases, means))))
                return &scope;
        }
        return nullptr;
    }

    void start()
    {
        for (std::size_t i = 0; i < brand_.start_scopes.size(); ++i) {
            std::string const& scope = brand_.start_scopes[i];
            std::string const path = at(under(path_, "start_scopes"), i);
            if (std::ranges::find(scopes_, scope) == scopes_.end())
                reading_.problem(path, "there is no scope \"" + scope + '"', choose(scope, scopes_));
            else if (!brand_.start_wording.empty() && !has_wording(scope, brand_.start_wording))
                reading_.problem(under(path_, "start_wording"),
                    "there is no wording \"" + brand_.start_wording + "\" of the scope \"" + scope + '"',
                    choose(brand_.start_wording, versions_of(scope)));
        }
        bool const has_wording_key = reading_.placed(under(path_, "start_wording"));
        if (!brand_.start_scopes.empty() && !has_wording_key)
            reading_.problem(under(path_, "start_scopes"), "grants consent that rests on no wording",
                "Add start_wording: the version of the wordings that told people what START means");
        if (brand_.start_scopes.empty() && has_wording_key)
            reading_.warning(
                under(path_, "start_wording"), "has no effect without start_scopes", "Add start_scopes, or remove it");
        unprompted_yes();
    }

    void unprompted_yes()
    {
        if (!brand_.unprompted_yes_opts_in)
            return;
        std::string const path = under(path_, "unprompted_yes");
        if (brand_.start_scopes.empty())
            reading_.problem(path, "\"opt_in\" grants start_scopes, and there are none",
                "Add start_scopes and start_wording, or write \"note\"");
        reading_.warning(path, "a YES to no question of yours will count as an opt-in, which is hard to prove",
            "Write \"note\" unless every YES you get answers an advertisement with the wording");
    }

    void wordings()
    {
        for (std::size_t i = 0; i < brand_.wordings.size(); ++i)
            reference(brand_.wordings[i].scope, {}, place("wording", i));
        auto const identity = [](WordingConfig const& wording) {
            bool const whole = !wording.scope.empty() && !wording.version.empty();
            return whole ? wording.scope + ' ' + wording.version + ' ' + wording.language : std::string{};
        };
        check_unique(brand_.wordings, under(path_, "wording"), "version", identity, reading_);
    }

    void prompts()
    {
        for (std::size_t i = 0; i < brand_.prompts.size(); ++i) {
            PromptConfig const& prompt = brand_.prompts[i];
            std::string const path = place("prompt", i);
            reference(prompt.scope, prompt.wording, path);
            bool const both_known = !reading_.refused(under(path, "from")) && !reading_.refused(under(path, "until"));
            if (both_known && prompt.until <= prompt.from)
                reading_.problem(
                    under(path, "until"), "is not later than from", "Let the campaign end after it begins");
            bool const listed = std::ranges::find(brand_.numbers, prompt.number, &NumberConfig::phone_number_id)
                != brand_.numbers.end();
            if (!prompt.number.empty() && !brand_.numbers.empty() && !listed)
                reading_.problem(
                    under(path, "number"), "is no number of this brand", "Add it as a [[brand.number]], or correct it");
        }
    }

    void buttons()
    {
        for (std::size_t i = 0; i < brand_.buttons.size(); ++i) {
            ButtonConfig const& button = brand_.buttons[i];
            std::string const path = place("button", i);
            reference(button.scope, button.wording, path);
            if (button.id.starts_with("consentry:"))
                reading_.problem(under(path, "id"), "begins with \"consentry:\", whose meaning is fixed",
                    "Remove the button: such ids work by themselves");
            constexpr std::array<std::string_view, 3> scoped{"opt_in", "affirm", "decline"};
            bool const needs_scope = std::ranges::find(scoped, button.signal) != scoped.end();
            if (needs_scope && !reading_.placed(under(path, "scope")))
                reading_.problem(path, "does not say which scope its " + button.signal + " is about", "Add scope");
        }
    }

    void flow_fields()
    {
        for (std::size_t i = 0; i < brand_.flow_fields.size(); ++i)
            reference(brand_.flow_fields[i].scope, brand_.flow_fields[i].wording, place("flow_field", i));
    }

    void keywords()
    {
        for (std::size_t i = 0; i < brand_.keywords.size(); ++i) {
            KeywordConfig const& keyword = brand_.keywords[i];
            std::string const folded = consentry::keywords::folded(keyword.text);
            std::string const path = under(place("keyword", i), "text");
            if (!keyword.text.empty() && folded.empty())
                reading_.problem(
                    path, "holds no letter, digit or sign that can be matched", "Write the word as people type it");
            else if (folded == "stop" && keyword.signal != "opt_out")
                reading_.problem(path, "STOP always means opt_out and cannot be switched off", "Remove this keyword");
        }
    }

    void defaults()
    {
        if (brand_.portfolio.empty())
            brand_.portfolio = brand_.name;
        if (!reading_.placed(under(path_, "learn_links")))
            brand_.learns_all_links = std::ranges::any_of(brand_.scopes, &ScopeConfig::unknown_allowed);
    }

    BrandConfig& brand_;
    std::string path_;
    Reading& reading_;
    std::vector<std::string_view> scopes_;
};

}  // namespace

void check_brand(BrandConfig& brand, std::string const& path, Reading& reading)
{
    BrandCheck{brand, path, reading}.run();
    check_destinations(brand, under(path, "destination"), reading);
}

}  // namespace consentry::app

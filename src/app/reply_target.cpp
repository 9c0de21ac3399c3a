#include "app/reply_target.hpp"

#include "consentry/forward/reply.hpp"
#include "consentry/keywords/folding.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace consentry::app {
namespace {

using forward::ReplyKind;

/// Certain to be over when no reply may be sent any more.
forward::Schedule reply_schedule()
{
    using namespace std::chrono_literals;
    return {{0s, 2s, 5s, 10s, 30s, 60s, 60s, 60s, 60s}, forward::reply_within};
}

std::string_view primary(std::string_view language) { return language.substr(0, language.find('-')); }

/// The words of a language that texts name; those of every language where the packs have none.
keywords::ReplyWords words_of(std::string_view language, std::span<keywords::Pack const> packs)
{
    keywords::ReplyWords words;
    words.start = "START";
    words.stop = "STOP";
    for (std::string_view const wanted : {primary(language), language}) {
        auto const pack = std::ranges::find(packs, wanted, &keywords::Pack::language);
        if (pack == packs.end())
            continue;
        if (!pack->reply.start.empty())
            words.start = pack->reply.start;
        if (!pack->reply.stop.empty())
            words.stop = pack->reply.stop;
    }
    return words;
}

std::string with_words(std::string_view text, keywords::ReplyWords const& words)
{
    return forward::filled_in(forward::filled_in(text, "start", words.start), "stop", words.stop);
}

std::vector<forward::ReplyText> texts_of_packs(std::span<keywords::Pack const> packs)
{
    std::vector<forward::ReplyText> texts;
    for (keywords::Pack const& pack : packs) {
        auto const words = words_of(pack.language, packs);
        auto const add = [&](ReplyKind kind, std::string const& text) {
            if (!text.empty())
                texts.push_back({.language = pack.language, .kind = kind, .text = with_words(text, words)});
        };
        add(ReplyKind::opted_out, pack.reply.opted_out);
        add(ReplyKind::opted_out_scope, pack.reply.opted_out_scope);
        add(ReplyKind::help, pack.reply.help);
    }
    return texts;
}

std::vector<forward::ReplyText> own_texts(DestinationConfig const& config, std::span<keywords::Pack const> packs)
{
    std::vector<forward::ReplyText> texts;
    for (ReplyTextConfig const& reply : config.replies) {
        if (auto const kind = forward::reply_kind_of(reply.to))
            texts.push_back(
                {reply.language, *kind, reply.scope, with_words(reply.text, words_of(reply.language, packs))});
    }
    return texts;
}

/// What packs of several languages list for the same, under each spelling that one of them has.
std::map<std::string, std::vector<std::string>, std::less<>> shared_keywords(std::span<keywords::Pack const> packs)
{
    using Place = std::pair<std::size_t, std::string>;  // An intent, and a text as folded.
    std::map<Place, std::set<std::string>> languages;
    auto const for_each_entry = [packs](auto const& visit) {
        for (keywords::Pack const& pack : packs) {
            for (auto const intent : {keywords::Intent::opt_out, keywords::Intent::opt_in, keywords::Intent::help}) {
                for (keywords::Entry const& entry : pack.entries[static_cast<std::size_t>(intent)])
                    visit(pack, entry, Place{static_cast<std::size_t>(intent), keywords::folded(entry.text)});
            }
        }
    };
    for_each_entry([&](auto const& pack, auto const&, Place const& place) { languages[place].insert(pack.language); });
    std::map<std::string, std::vector<std::string>, std::less<>> shared;
    for_each_entry([&](auto const&, keywords::Entry const& entry, Place const& place) {
        auto const& known = languages.at(place);
        if (known.size() > 1 || known.contains("und"))
            shared[entry.text] = {known.begin(), known.end()};
    });
    return shared;
}

std::vector<forward::ScopeNames> scope_names(BrandConfig const& brand)
{
    std::vector<forward::ScopeNames> all;
    for (ScopeConfig const& scope : brand.scopes) {
        forward::ScopeNames names{scope.name, {}};
        for (std::string const& alias : scope.aliases)
            names.aliases.push_back({keywords::folded(alias), alias});
        all.push_back(std::move(names));
    }
    return all;
}

std::vector<consent::EventType> confirmed(DestinationConfig const& config)
{
    std::vector<consent::EventType> types;
    for (std::string const& name : config.confirms) {
        if (auto const type = consent::event_type_of("consent." + name))
            types.push_back(*type);
    }
    return types;
}

/// Of events that changed nothing none: who says STOP twice has been answered.
forward::Filter filter_of(DestinationConfig const& config)
{
    std::vector<std::string> patterns;
    for (std::string const& name : config.confirms)
        patterns.push_back("consent." + name);
    if (config.help)
        patterns.emplace_back("keyword.help");
    return forward::Filter::parse(patterns).value_or(forward::Filter{});
}

}  // namespace

void make_reply(BrandConfig const& brand, DestinationConfig const& config, std::span<keywords::Pack const> packs,
    forward::Destination& destination)
{
    auto target = std::make_shared<forward::ReplyTarget>();
    target->token = config.token;
    target->app_secrets = brand.app_secrets;
    for (NumberConfig const& number : brand.numbers)
        target->numbers.push_back(number.phone_number_id);
    target->called = config.called.empty() ? brand.name : config.called;
    target->confirms = confirmed(config);
    target->help = config.help;
    target->texts = own_texts(config, packs);
    target->pack_texts = texts_of_packs(packs);
    target->scopes = scope_names(brand);
    target->shared_keywords = shared_keywords(packs);
    destination.reply = std::move(target);
    destination.filter = filter_of(config);
    destination.schedule = reply_schedule();
    if (destination.url.empty())
        destination.url = graph_url;
    while (destination.url.ends_with('/'))
        destination.url.pop_back();
}

std::vector<std::string> languages_without_reply(forward::Destination const& destination)
{
    std::vector<std::string> without;
    if (!destination.reply || !destination.policy)
        return without;
    forward::ReplyTarget const& target = *destination.reply;
    ReplyKind const kind = target.confirms.empty() ? ReplyKind::help : ReplyKind::opted_out;
    for (std::string const& language : destination.policy->languages) {
        auto const fits = [&](forward::ReplyText const& text) {
            return text.kind == kind && primary(text.language) == primary(language);
        };
        if (std::ranges::none_of(target.texts, fits) && std::ranges::none_of(target.pack_texts, fits))
            without.push_back(language);
    }
    return without;
}

}  // namespace consentry::app

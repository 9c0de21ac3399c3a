// One attempt of a connector: which step is next, and what it is sent.
#include "forward/connector/run.hpp"

#include "consentry/consent/variants.hpp"

#include <algorithm>
#include <utility>

namespace consentry::forward {
namespace {

/// A page of contacts is larger than an answer to a webhook.
constexpr std::size_t answer_bytes_max = 1'048'576;

bool is_among(std::vector<std::string> const& words, std::string_view word)
{
    return words.empty() || std::ranges::find(words, word) != words.end();
}

bool is_header_text(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != '\x7f'; });
}

}  // namespace

ConnectorRun::ConnectorRun(ConnectorAttempt attempt, Done done)
    : attempt_{std::move(attempt)}
    , done_{std::move(done)}
    , read_at_{attempt_.clock.now()}
    , values_{*attempt_.target, attempt_.event, attempt_.destination}
{
    values_.look_in(found_);
}

/// What is thrown on the way would leave the attempt without an end, and all of that person's events behind it.
template <class Act>
void ConnectorRun::guard(Act act)
try {
    if (!finished_)
        act();
} catch (std::exception const& trouble) {
    if (finished_)
        throw;  // It is of who was told of the end.
    break_off({.kind = Ending::Kind::retry, .error = "failed here", .detail = trouble.what()});
}

/// Whatever else there is to tell, this attempt is over.
void ConnectorRun::break_off(Ending ending)
{
    retry_ = std::move(ending);
    telling_ = attempt_.tellings.size();
    moving_ = false;
    next_telling();
}

void ConnectorRun::begin()
{
    guard([this] { next_telling(); });
}

/// Not one within the other: where nothing is asked there may be many that end at once.
void ConnectorRun::next_telling()
{
    if (std::exchange(moving_, true))
        return;
    std::size_t begun = 0;
    do {
        begun = telling_;
        begin_telling();
    } while (!finished_ && telling_ != begun);
    moving_ = false;
}

void ConnectorRun::begin_telling()
{
    if (telling_ == attempt_.tellings.size())
        return finish();
    found_.clear();
    step_ = 0;
    written_before_ = outcome_.written;
    values_.tell(telling());
    go_on();
}

void ConnectorRun::go_on()
{
    for (; step_ < attempt_.steps->size(); ++step_) {
        if (!applies(step()))
            continue;
        renewed_ = false;
        values_.take({}, nullptr);
        if (step().for_each.empty())
            return attempt_.lookups_only && !step().extraction ? end_telling({.kind = Ending::Kind::delivered})
                                                               : request();
        if (begin_records())
            return next_record();
        return;  // The telling has ended.
    }
    bool const has_written = outcome_.written > written_before_;
    auto const more = std::ranges::find_if(found_, [](auto const& one) { return one.second.more; });
    if (more != found_.end())
        return end_telling({.kind = Ending::Kind::refused,
            .error = "more contacts match",
            .detail = "the first of them are updated; look for contacts that are there several times"});
    if (has_written || attempt_.lookups_only)
        return end_telling({.kind = Ending::Kind::delivered});
    end_telling({.kind = Ending::Kind::skipped, .error = "nothing to do for the scope " + telling().scope});
}

bool ConnectorRun::applies(ConnectorStep const& step) const
{
    StepWhen const& when = step.when;
    if (!is_among(when.statuses, telling().status) || !is_among(when.scopes, telling().scope)
        || !is_among(when.categories, consent::name_of(telling().category)))
        return false;
    auto const given = [this](std::string const& name) {
        return !configured_value(*attempt_.target, {}, name).value_or("").empty();
    };
    if (!std::ranges::all_of(when.given, given))
        return false;
    auto const found = [this](std::string const& id) {
        auto const one = found_.find(id);
        return one == found_.end() ? std::optional<bool>{} : std::optional{!one->second.records.empty()};
    };
    if ((!when.found.empty() && found(when.found) != true) || (!when.empty.empty() && found(when.empty) != false))
        return false;
    return step.alternative_to.empty() || found(step.alternative_to) == false;
}

/// Whether the number, under any spelling of its line, leads to more than one contact.
bool ConnectorRun::leads_to_several(Found const& found)
{
    if (found.records.size() != 1 || found.more)
        return !found.records.empty();
    auto const [known, is_new] = yes_to_.try_emplace({step().for_each, line()}, found.records.front());
    return !is_new && known->second != found.records.front();
}

/// False: an opt-in must not be guessed.
bool ConnectorRun::begin_records()
{
    record_ = 0;
    bool const is_sure = telling().status != "opted_in" || attempt_.target->opts_in_several || attempt_.lookups_only;
    if (is_sure || !leads_to_several(found_[step().for_each]))
        return true;
    end_telling({.kind = Ending::Kind::refused,
        .error = "several contacts match",
        .detail = "an opt-in is written to a single one; merge them, or set several = \"all\""});
    return false;
}

void ConnectorRun::next_record()
{
    auto const& records = found_[step().for_each].records;
    for (; record_ < records.size() && !attempt_.lookups_only; ++record_) {
        values_.take(step().for_each, &records[record_]);
        if (!attempt_.progress || !attempt_.progress->has(attempt_.event.id, place(), what()))
            return request();
        ++outcome_.written;
    }
    ++step_;
    go_on();
}

void ConnectorRun::request()
{
    attempt_.account->pass([self = shared_from_this()](std::expected<ConnectorAccount::Pass, Ending> pass) {
        self->guard([&] {
            if (!pass)
                return self->end_telling(std::move(pass.error()));
            self->send(*pass);
        });
    });
}

/// The limit of all steps is asked for last: what waits for its own must not keep the others from theirs.
void ConnectorRun::send(ConnectorAccount::Pass const& pass)
{
    generation_ = pass.generation;
    values_.use(pass.token);
    auto made = outgoing(pass);
    if (!made)
        return unfilled(std::move(made.error()));
    attempt_.account->pace(step().limit, [self = shared_from_this(), made = *std::move(made)]() mutable {
        self->guard([&] { self->dispatch(std::move(made)); });
    });
}

/// It may have waited for minutes, for its turn or a token. What was true then must not be written over what others
/// have written since: events of whoever has the number now do not wait for this one.
void ConnectorRun::dispatch(http::Outgoing made)
{
    if (!step().extraction && !still_so())
        return break_off({.kind = Ending::Kind::retry, .error = "changed meanwhile", .counts = false});
    attempt_.transport.send(std::move(made),
        [self = shared_from_this()](auto const& answer) { self->guard([&] { self->on_answer(answer); }); });
}

bool ConnectorRun::still_so() const
{
    Instant const now = attempt_.clock.now();
    return !attempt_.present || now == read_at_ || attempt_.present(now) == attempt_.tellings;
}

std::expected<http::Outgoing, std::string> ConnectorRun::outgoing(ConnectorAccount::Pass const& pass) const
{
    http::Outgoing made;
    made.method = step().method;
    Lookup const lookup = values_.lookup();
    auto url = step().url.fill(lookup, Escape::url);
    if (!url)
        return std::unexpected{std::move(url.error())};
    made.url = *std::move(url);
    auto const fragments = [this](std::string_view map) { return values_.fragment(map); };
    auto body = step().body.fill(lookup, fragments);
    if (!body)
        return std::unexpected{std::move(body.error())};
    made.body = *std::move(body);
    made.headers = {{"user-agent", "consentry/" CONSENTRY_VERSION}};
    for (auto const* const headers : {&attempt_.target->connector->headers, &step().headers}) {
        for (auto const& [name, text] : *headers) {
            auto value = text.fill(lookup);
            if (!value)
                return std::unexpected{std::move(value.error())};
            if (!is_header_text(*value))
                return std::unexpected{"a value does not fit into the header " + name};
            std::erase_if(made.headers, [&](http::Header const& one) { return http::equal_names(one.name, name); });
            made.headers.push_back({name, *std::move(value)});
        }
    }
    auto const is_content_type = [](http::Header const& one) { return http::equal_names(one.name, "content-type"); };
    if (auto const type = step().body.content_type();
        !type.empty() && std::ranges::none_of(made.headers, is_content_type))
        made.headers.push_back({"content-type", std::string{type}});
    made.headers.insert(made.headers.end(), pass.headers.begin(), pass.headers.end());
    made.connect_timeout = attempt_.destination.connect_timeout;
    made.answer_timeout = attempt_.destination.answer_timeout;
    made.allow_private_network = attempt_.destination.allow_private_network;
    made.answer_bytes_max = answer_bytes_max;
    return made;
}

/// A scope without an entry in a map is one that the far system is not told of.
void ConnectorRun::unfilled(std::string why)
{
    bool const lacks_entry = values_.lacks_entry();
    end_telling({.kind = lacks_entry ? Ending::Kind::skipped : Ending::Kind::refused,
        .error = lacks_entry ? why : "cannot be said",
        .detail = lacks_entry ? std::string{} : std::move(why)});
}

/// Of what, and of which number, however it is spelled.
std::string ConnectorRun::line() const
{
    return telling().scope + '\n' + consent::dialled({consent::AliasKind::phone, telling().digits});
}

/// Where it is written: in which record, of what.
std::string ConnectorRun::place() const
{
    std::string place = step().id + '\n' + telling().scope;
    for (auto const& [name, value] : found_.at(step().for_each).records[record_])
        place += '\n' + name + '=' + value;
    return place;
}

std::string ConnectorRun::what() const
{
    return telling().digits + '\n' + std::string{telling().status} + '\n' + rfc3339(telling().since);
}

}  // namespace consentry::forward

#include "app/admin_door.hpp"
#include "app/commands.hpp"
#include "app/store_choice.hpp"
#include "consentry/base/json.hpp"
#include "consentry/consent/subject_json.hpp"
#include "consentry/http/query.hpp"

#include <CLI/CLI.hpp>

#include <iomanip>
#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    StoreOptions store;
    std::string contact;
};

/// The contact as typed; the exit code says what is wrong with it.
std::optional<consent::Alias> contact_of(
    Options const& options, consent::Policy const& policy, Terminal const& terminal, Exit& exit)
{
    auto contact = consent::parse_contact(
        options.contact, policy.country.empty() ? std::nullopt : std::optional<std::string_view>{policy.country});
    if (contact)
        return std::move(*contact);
    terminal.err << "consentry: " << contact.error().detail << '\n';
    exit = Exit::usage;
    return {};
}

Exit unknown(consent::Policy const& policy, Terminal const& terminal)
{
    terminal.err << "consentry: brand " << policy.brand << " knows nothing of this contact\n";
    return Exit::no;
}

void print_subject(consent::Policy const& policy, consent::SubjectView const& view, EventTime now, std::ostream& out)
{
    consent::Standing const& standing = view.standing;
    out << "subject   " << standing.public_id << " (brand " << policy.brand << ")\n";
    for (consent::Alias const& alias : standing.aliases)
        out << std::left << std::setw(10) << name_of(alias.kind)
            << (alias.kind == consent::AliasKind::phone ? e164(alias) : alias.value) << '\n';
    if (view.matched != consent::Matched::exact)
        out << "found     under another spelling of the same number\n";
    std::vector<consent::Fact> const facts = standing.considered();
    for (consent::Scope const& scope : policy.scopes) {
        auto const permission = consent::permission(scope, standing, facts, question_about(scope, standing), now);
        out << std::left << std::setw(10) << "scope" << scope.name << ": "
            << (permission.allowed ? "allowed" : "not allowed") << ", " << name_of(permission.reason);
        if (permission.basis)
            out << " since " << rfc3339(permission.basis->at);
        else if (permission.reason == consent::Reason::erased)
            out << " since " << rfc3339(*standing.erased);
        if (permission.basis && permission.basis->valid_until)
            out << " until " << rfc3339(*permission.basis->valid_until);
        out << '\n';
    }
    for (consent::Prompt const& prompt : standing.prompts) {
        if (now < prompt.expires_at)
            out << "asked     " << prompt.scope << " on " << rfc3339(prompt.asked_at) << ", open until "
                << rfc3339(prompt.expires_at) << '\n';
    }
}

Exit show(Options const& options, Terminal const& terminal)
{
    Exit exit = Exit::done;
    auto const opened = open_store(options.store, terminal, exit);
    if (!opened)
        return exit;
    auto const contact = contact_of(options, opened->policy, terminal, exit);
    if (!contact)
        return exit;
    auto const view = opened->view->reader().subject(opened->policy, *contact);
    if (!view)
        return unknown(opened->policy, terminal);
    EventTime const now = event_time(SystemClock{}.now());
    if (options.store.json)
        terminal.out << to_json(opened->policy, *view, now) << '\n';
    else
        print_subject(opened->policy, *view, now, terminal.out);
    return Exit::done;
}

/// One event in a line that can be read aloud: when, what became of which scope, on which words, where it is kept.
void print_event(consent::Event const& event, std::ostream& out)
{
    out << rfc3339(event.timestamp) << "  " << std::left << std::setw(20) << name_of(event.type);
    if (!event.scope.empty())
        out << ' ' << event.scope << ": " << name_of(event.state);
    if (!event.text.empty())
        out << "  «" << event.text << "»";
    if (event.match)
        out << "  " << event.match->rule << " (" << event.match->tier << ")";
    if (!event.wording.empty())
        out << "  wording " << event.wording;
    out << "  " << name_of(event.source) << (event.effective ? "" : ", changed nothing") << "  " << event.id << '\n';
}

Exit history(Options const& options, Terminal const& terminal)
{
    constexpr std::size_t page_size = 500;
    Exit exit = Exit::done;
    auto const opened = open_store(options.store, terminal, exit);
    if (!opened)
        return exit;
    auto const contact = contact_of(options, opened->policy, terminal, exit);
    if (!contact)
        return exit;
    consent::Seq after = 0;
    bool more = true;
    while (more) {
        auto const page = opened->view->reader().history(opened->policy, *contact, after, page_size);
        if (page.events.empty() && after == 0)
            return unknown(opened->policy, terminal);
        for (consent::Event const& event : page.events) {
            if (options.store.json)
                terminal.out << to_json(event, consent::TextPolicy::full) << '\n';
            else
                print_event(event, terminal.out);
            after = event.seq;
        }
        more = page.more;
    }
    return Exit::done;
}

struct ListOptions {
    StoreOptions store;
    bool unlinked = false;
};

Exit list(ListOptions const& options, Terminal const& terminal)
{
    constexpr std::size_t page_size = 500;
    Exit exit = Exit::done;
    auto const opened = open_store(options.store, terminal, exit);
    if (!opened)
        return exit;
    consent::SubjectNumber after = 0;
    bool more = true;
    while (more) {
        auto const page = opened->view->reader().unlinked(opened->policy.brand, after, page_size);
        for (consent::Unlinked const& subject : page.subjects) {
            after = subject.number;
            if (options.store.json) {
                terminal.out << to_json(subject) << '\n';
                continue;
            }
            terminal.out << subject.public_id << "  since " << rfc3339(subject.since);
            for (consent::Alias const& alias : subject.aliases)
                terminal.out << "  " << alias.value;
            terminal.out << '\n';
        }
        more = page.more;
    }
    return Exit::done;
}

void add_list(CLI::App& subject, Program& program)
{
    auto const options = std::make_shared<ListOptions>();
    CLI::App* const command
        = subject.add_subcommand("list", "Those who opted out and of whom no phone number is known");
    command->add_flag("--unlinked", options->unlinked, "There is no list of everybody")->required();
    add_store_options(*command, options->store);
    command->callback([options, &program] { program.exit = list(*options, program.terminal); });
}

struct ExportOptions {
    DoorOptions door;
    std::string contact;
    std::string format = "text";
};

/// For the person themselves, in the form that was asked for.
Exit export_subject(ExportOptions const& options, Terminal const& terminal)
{
    std::string const format = options.door.json ? "json" : options.format;
    auto const answer = call_admin(options.door, http::Method::get,
        "/v1/subjects/" + http::percent_encode(options.contact) + "/export?format=" + http::percent_encode(format), "");
    return tell_answer(answer, options.door, answer ? answer->body : "", terminal);
}

void add_export(CLI::App& subject, Program& program)
{
    auto const options = std::make_shared<ExportOptions>();
    CLI::App* const command
        = subject.add_subcommand("export", "Everything that a brand has recorded about a person, for that person");
    command->add_option("CONTACT", options->contact, "A phone number (+34600111222) or a user id")->required();
    command->add_option("--format", options->format, "text, html or json")
        ->check(CLI::IsMember({"text", "html", "json"}));
    add_door_options(*command, options->door);
    command->callback([options, &program] { program.exit = export_subject(*options, program.terminal); });
}

struct EraseOptions {
    DoorOptions door;
    std::string contact;
    std::string actor;
    std::string reason;
};

Exit erase(EraseOptions const& options, Terminal const& terminal)
{
    JsonWriter body;
    body.open().put_if_any("actor", options.actor).put_if_any("reason", options.reason).close();
    auto const answer = call_admin(
        options.door, http::Method::delete_, "/v1/subjects/" + http::percent_encode(options.contact), body.str());
    return tell_answer(answer, options.door,
        "erased; what is personal goes once every destination has acknowledged it, after 30 days at the latest; "
        "backups still have it",
        terminal);
}

void add_erase(CLI::App& subject, Program& program)
{
    auto const options = std::make_shared<EraseOptions>();
    CLI::App* const command = subject.add_subcommand(
        "erase", "Forget a person: nothing personal stays, and nobody may write to them until they agree anew");
    command->add_option("CONTACT", options->contact, "A phone number (+34600111222) or a user id")->required();
    command->add_option("--actor", options->actor, "Who does it");
    command->add_option("--reason", options->reason, "Why: the letter, the ticket");
    add_door_options(*command, options->door);
    command->footer("It cannot be undone. Every brand of the portfolio that knows the person forgets them.");
    command->callback([options, &program] { program.exit = erase(*options, program.terminal); });
}

}  // namespace

void add_subject(Program& program)
{
    CLI::App* const subject = program.options.add_subcommand("subject", "What is known of one person");
    subject->require_subcommand(1);
    auto const add = [&](char const* name, char const* about, Exit (*act)(Options const&, Terminal const&)) {
        auto const options = std::make_shared<Options>();
        CLI::App* const command = subject->add_subcommand(name, about);
        command->add_option("CONTACT", options->contact, "A phone number (+34600111222) or a user id")->required();
        add_store_options(*command, options->store);
        command->callback([options, act, &program] { program.exit = act(*options, program.terminal); });
    };
    add("show", "Names, what stands for each scope, open questions", show);
    add("history", "Every event, oldest first; with --json one event a line", history);
    add_proof(*subject, program);
    add_list(*subject, program);
    add_export(*subject, program);
    add_erase(*subject, program);
}

}  // namespace consentry::app

#include "api/subject_report.hpp"

namespace consentry::api {
namespace {

/// On one line, and without what controls a terminal.
std::string plain(std::string_view text)
{
    std::string safe;
    for (char const c : text)
        safe += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    return safe;
}

void line(std::string& text, std::string_view name, std::string_view value)
{
    if (!value.empty())
        text.append("  ").append(name).append(": ").append(plain(value)).append("\n");
}

void put_event(std::string& text, consent::Policy const& policy, ReportedEvent const& reported)
{
    consent::Event const& event = reported.event;
    text.append(rfc3339(event.timestamp)).append("  ").append(in_words(event.type));
    if (!event.scope.empty())
        text.append(" (").append(event.scope == consent::every_scope ? "everything" : event.scope).append(")");
    text.append("\n");
    line(text, "by", in_words(event.source));
    line(text, "you wrote", event.text);
    line(text, "the question was", wording_text(policy, event));
    line(text, "where it was gathered", event.origin);
    line(text, "what shows it", event.evidence);
    line(text, "done by", event.actor);
    line(text, "because", event.reason);
    for (Disclosure const& disclosure : reported.disclosures)
        line(text, "given to",
            disclosure.destination
                + (disclosure.delivered_at ? " on " + rfc3339(*disclosure.delivered_at) : ", not yet received"));
}

}  // namespace

std::string as_text(SubjectReport const& report)
{
    consent::Standing const& standing = report.view.standing;
    std::string text = "What " + report.policy.brand + " has recorded about you (" + standing.public_id + "), made on "
        + rfc3339(report.at) + "; all times are UTC\n\nYour names\n";
    for (consent::Alias const& alias : standing.aliases)
        line(text, alias.kind == consent::AliasKind::phone ? "phone number" : "WhatsApp user id", shown(alias));
    text += "\nWhat we may write to you about\n";
    for (consent::Scope const& scope : report.policy.scopes)
        line(text, scope.name,
            in_words(consent::permission(
                scope, standing, standing.facts, question_about(scope, standing), event_time(report.at))));
    text += "\nWhat happened, and when\n";
    for (ReportedEvent const& reported : report.events)
        put_event(text, report.policy, reported);
    text += "\nWho gets these records\n";
    for (std::string const& destination : report.destinations)
        line(text, "system", destination);
    text += "\nHow long they are kept\n";
    line(text, "your names, and what was decided", "until you ask us to erase them");
    line(text, "your words, and what shows your agreement", to_string(report.kept_for.message_text));
    line(text, "words that answer no question, and requests for help", to_string(report.kept_for.unmatched_text));
    line(text, "when the records were given to whom", to_string(report.kept_for.attempts));
    line(text, "who of us has looked at them", to_string(report.kept_for.reads));
    line(text, "messages that this system could not read", to_string(report.kept_for.journal));
    if (report.kept_for.relay > std::chrono::seconds{0})
        line(text, "messages on their way to who answers them, at most", to_string(report.kept_for.relay));
    return text;
}

}  // namespace consentry::api

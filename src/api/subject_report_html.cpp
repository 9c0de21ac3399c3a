#include "api/subject_report.hpp"

namespace consentry::api {
namespace {

constexpr std::string_view head = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>What we have recorded about you</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff }
h2 { margin-top: 2rem; border-bottom: 1px solid #999 }
dt { font-weight: 600 }
article { margin: 1rem 0; padding-left: 1rem; border-left: .25rem solid #999; break-inside: avoid }
article h3 { margin: 0; font-size: 1rem }
blockquote { margin: .5rem 0; padding: .25rem .75rem; background: #f2f2f2; white-space: pre-wrap; overflow-wrap: anywhere }
small { color: #444 }
@media print { body { margin: 0; max-width: none } blockquote { background: none; border: 1px solid #999 } }
</style>
</head>
<body>
<h1>What we have recorded about you</h1>
)";

std::string escaped(std::string_view text)
{
    std::string safe;
    for (char const c : text) {
        switch (c) {
        case '&': safe += "&amp;"; break;
        case '<': safe += "&lt;"; break;
        case '>': safe += "&gt;"; break;
        case '"': safe += "&quot;"; break;
        case '\'': safe += "&#39;"; break;
        case '\t':
        case '\n': safe += c; break;
        // What controls a terminal or an old browser is shown as what it is: nothing to read.
        default: safe += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
        }
    }
    return safe;
}

class Page {
public:
    explicit Page(SubjectReport const& report)
        : report_{report}
    {
    }

    std::string write() &&
    {
        page_ = head;
        paragraph("Made on " + rfc3339(report_.at) + " (all times are UTC) for " + report_.policy.brand + ", as "
            + report_.view.standing.public_id + ".");
        put_names();
        put_purposes();
        put_events();
        put_destinations();
        put_kept_for();
        page_ += "</body>\n</html>\n";
        return std::move(page_);
    }

private:
    void heading(std::string_view text) { page_.append("<h2>").append(escaped(text)).append("</h2>\n"); }
    void paragraph(std::string_view text) { page_.append("<p>").append(escaped(text)).append("</p>\n"); }

    void term(std::string_view name, std::string_view value)
    {
        page_.append("<dt>").append(escaped(name)).append("</dt><dd dir=\"auto\">");
        page_.append(escaped(value)).append("</dd>\n");
    }

    /// Words of people: in the direction of their own letters.
    void quote(std::string_view about, std::string_view text)
    {
        if (text.empty())
            return;
        page_.append("<p>").append(escaped(about)).append("</p><blockquote dir=\"auto\">");
        page_.append(escaped(text)).append("</blockquote>\n");
    }

    void put_names()
    {
        heading("Your names");
        page_ += "<dl>\n";
        for (consent::Alias const& alias : report_.view.standing.aliases)
            term(alias.kind == consent::AliasKind::phone ? "Phone number" : "WhatsApp user id", shown(alias));
        page_ += "</dl>\n";
    }

    void put_purposes()
    {
        heading("What we may write to you about");
        page_ += "<dl>\n";
        consent::Standing const& standing = report_.view.standing;
        for (consent::Scope const& scope : report_.policy.scopes)
            term(scope.name,
                in_words(consent::permission(
                    scope, standing, standing.facts, question_about(scope, standing), event_time(report_.at))));
        page_ += "</dl>\n";
    }

    void put_events()
    {
        heading("What happened, and when");
        for (ReportedEvent const& reported : report_.events)
            put_event(reported);
    }

    void put_event(ReportedEvent const& reported)
    {
        consent::Event const& event = reported.event;
        page_.append("<article><h3>").append(escaped(in_words(event.type)));
        if (!event.scope.empty())
            page_.append(" (")
                .append(event.scope == consent::every_scope ? "everything" : escaped(event.scope))
                .append(")");
        page_.append("</h3>\n");
        paragraph("On " + rfc3339(event.timestamp) + ", by " + std::string{in_words(event.source)} + ".");
        quote("You wrote:", event.text);
        quote("The question was:", wording_text(report_.policy, event));
        quote("Where it was gathered:", event.origin);
        quote("What shows it:", event.evidence);
        quote("Done by:", event.actor);
        quote("Because:", event.reason);
        for (Disclosure const& disclosure : reported.disclosures)
            paragraph("Given to " + disclosure.destination
                + (disclosure.delivered_at ? " on " + rfc3339(*disclosure.delivered_at) : ", not yet received") + ".");
        page_.append("<small>").append(escaped(event.id)).append("</small></article>\n");
    }

    void put_destinations()
    {
        heading("Who gets these records");
        if (report_.destinations.empty())
            paragraph("No other system gets them.");
        for (std::string const& destination : report_.destinations)
            paragraph(destination);
    }

    void put_kept_for()
    {
        KeptFor const& kept = report_.kept_for;
        heading("How long they are kept");
        page_ += "<dl>\n";
        term("Your names, and what was decided", "until you ask us to erase them");
        term("Your words, and what shows your agreement", to_string(kept.message_text));
        term("Words that answer no question, and requests for help", to_string(kept.unmatched_text));
        term("When the records above were given to whom", to_string(kept.attempts));
        term("Who of us has looked at them", to_string(kept.reads));
        term("Messages that this system could not read", to_string(kept.journal));
        if (kept.relay > std::chrono::seconds{0})
            term("Messages on their way to who answers them, at most", to_string(kept.relay));
        page_ += "</dl>\n";
    }

    SubjectReport const& report_;
    std::string page_;
};

}  // namespace

std::string as_html(SubjectReport const& report) { return Page{report}.write(); }

}  // namespace consentry::api

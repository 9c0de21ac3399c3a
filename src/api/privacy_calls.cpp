// What a person may ask for: everything that is known of them; and who has read it.
#include "api/calls.hpp"
#include "api/noting.hpp"
#include "api/subject_report.hpp"
#include "consentry/consent/subject_json.hpp"

namespace consentry::api {
namespace {

Result<http::Response> in_form(SubjectReport const& report, std::string const& format)
{
    std::vector<http::Header> const headers{{"Cache-Control", "no-store"}};
    if (format == "json")
        return http::Response{200, "application/json", as_json(report), headers, false};
    if (format == "html")
        return http::Response{200, "text/html; charset=utf-8", as_html(report),
            {headers.front(), {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"}}, false};
    if (format == "text")
        return http::Response{200, "text/plain; charset=utf-8", as_text(report), headers, false};
    return fail(Fault::malformed, "format: has to be json, html or text");
}

}  // namespace

Answered export_subject(Call const& call)
{
    auto const brand = call.brand();
    if (!brand)
        return std::unexpected(brand.error());
    auto const contact = contact_in(call.path.front(), **brand, "contact");
    if (!contact)
        return std::unexpected(contact.error());
    auto const report = report_on(call, **brand, *contact);
    if (!report)
        return fail(
            Fault::not_found, "brand " + (*brand)->policy->brand + " knows nothing of " + masked(contact->value));
    auto answer = in_form(*report, call.parameter("format").value_or("json"));
    if (answer)
        note_read(call, "GET /v1/subjects/{contact}/export", (*brand)->policy->brand, report->view.standing.public_id);
    return answer;
}

Answered list_reads(Call const& call)
{
    auto const asked = call.page();
    if (!asked)
        return std::unexpected(asked.error());
    consent::DataReadQuestion question;
    question.brand = asked->brand_name();
    question.after = asked->after;
    question.limit = asked->limit;
    question.key = call.parameter("key").value_or("");
    if (auto const text = call.parameter("contact")) {
        auto contact = contact_in(*text, *asked->brand, "contact");
        if (!contact)
            return std::unexpected(contact.error());
        question.contact = std::move(*contact);
    }
    auto const page = call.services.data_reads.reads(*asked->brand->policy, question);
    return http::Response{.content_type = "application/json", .body = to_json(page, asked->after)};
}

}  // namespace consentry::api

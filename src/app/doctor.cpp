#include "app/doctor.hpp"

#include "consentry/base/json.hpp"

#include <algorithm>
#include <ostream>

namespace consentry::app {

std::string_view name_of(Verdict verdict)
{
    switch (verdict) {
    case Verdict::good: return "good";
    case Verdict::advice: return "advice";
    case Verdict::trouble: return "trouble";
    case Verdict::unknown: return "unknown";
    }
    return "";
}

Diagnosis good(std::string about, std::string found) { return {Verdict::good, std::move(about), std::move(found), {}}; }

Diagnosis advice(std::string about, std::string found, std::string remedy)
{
    return {Verdict::advice, std::move(about), std::move(found), std::move(remedy)};
}

Diagnosis trouble(std::string about, std::string found, std::string remedy)
{
    return {Verdict::trouble, std::move(about), std::move(found), std::move(remedy)};
}

Diagnosis unknown(std::string about, std::string found, std::string remedy)
{
    return {Verdict::unknown, std::move(about), std::move(found), std::move(remedy)};
}

void print_text(Diagnoses const& all, std::ostream& out)
{
    std::size_t troubles = 0;
    for (Verdict const verdict : {Verdict::good, Verdict::unknown, Verdict::advice, Verdict::trouble}) {
        for (Diagnosis const& one : all) {
            if (one.verdict != verdict)
                continue;
            out << name_of(verdict) << std::string(9 - name_of(verdict).size(), ' ') << one.about << ": " << one.found
                << '\n';
            if (!one.remedy.empty())
                out << std::string(9, ' ') << "→ " << one.remedy << '\n';
            troubles += verdict == Verdict::trouble ? 1 : 0;
        }
    }
    if (troubles == 0)
        out << "no trouble found\n";
    else
        out << troubles << (troubles == 1 ? " trouble" : " troubles") << " to see to\n";
}

std::string to_json(Diagnoses const& all)
{
    JsonWriter json;
    json.open().put("ok", exit_for(all) == Exit::done).open_list("findings");
    for (Diagnosis const& one : all)
        json.open()
            .put("verdict", name_of(one.verdict))
            .put("about", one.about)
            .put("found", one.found)
            .put_or_null("remedy", one.remedy)
            .close();
    json.close_list().close();
    return json.str();
}

Exit exit_for(Diagnoses const& all)
{
    return std::ranges::find(all, Verdict::trouble, &Diagnosis::verdict) == all.end() ? Exit::done : Exit::no;
}

}  // namespace consentry::app

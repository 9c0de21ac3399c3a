#include "store/verify_wordings.hpp"

#include "consentry/consent/wording.hpp"

namespace consentry::store {

VerifyWordings::VerifyWordings(Verifying& verifying)
    : verifying_{verifying}
{
    verifying.database.prepare("SELECT digest, scope, version, language, text FROM wording").each([this](Row row) {
        see_row(row);
    });
}

void VerifyWordings::see_row(Row row)
{
    consent::Wording const wording{
        std::string{row.text(1)}, std::string{row.text(2)}, std::string{row.text(3)}, std::string{row.text(4)}};
    std::string const name = "the wording " + wording.version + " of scope " + wording.scope;
    std::string const digest = to_hex(row.blob(0));
    if (to_hex(consent::digest_of(wording)) != digest)
        verifying_.findings.of_store(name + " (" + digest.substr(0, 16) + "…) is not what was asked under that digest");
    kept_.emplace(digest, name);
}

void VerifyWordings::see(std::string const& brand, consent::Event const& event)
{
    if (!event.wording_digest.empty())
        named_.try_emplace(event.wording_digest, First{brand, event.seq});
}

void VerifyWordings::end()
{
    // One that an entry of after the beginning names may be kept since then.
    Statement is_kept = verifying_.database.prepare("SELECT 1 FROM wording WHERE digest = ?1");
    for (auto const& [digest, first] : named_) {
        bool const there = is_kept.first([](Row) { return true; }, Blob{from_hex(digest).value_or("")}).value_or(false);
        if (!there)
            verifying_.findings.of_entry(
                first.brand, first.seq, "the wording that it names is not kept (" + digest.substr(0, 16) + "…)");
    }
    for (auto const& [digest, name] : kept_) {
        if (!named_.contains(digest))
            verifying_.findings.of_store(name + " (" + digest.substr(0, 16) + "…) is one that no entry names");
    }
}

}  // namespace consentry::store

#include "consentry/forward/filter.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using consent::EventType;

namespace {

consent::Event event(EventType type, bool effective = true)
{
    consent::Event event;
    event.type = type;
    event.effective = effective;
    return event;
}

Filter filter(std::vector<std::string> const& patterns) { return Filter::parse(patterns).value(); }

bool gets(std::vector<std::string> const& patterns, EventType type, bool effective = true)
{
    return filter(patterns).wants(event(type, effective), "crm");
}

}  // namespace

TEST_CASE("without a word in the configuration a destination gets whatever changes what may be sent to whom")
{
    for (Filter const& usual : {Filter{}, filter({"consent.*", "preference.*", "subject.*"})}) {
        for (auto const type : {EventType::opted_out, EventType::opted_in, EventType::declined, EventType::lifted,
                 EventType::held, EventType::released, EventType::undone, EventType::expired, EventType::linked,
                 EventType::merged, EventType::preference_stopped, EventType::preference_resumed})
            CHECK(usual.wants(event(type), "crm"));
        for (auto const type : {EventType::unmatched, EventType::help, EventType::alarm}) {
            CHECK_FALSE(usual.wants(event(type), "crm"));
            CHECK_FALSE(usual.wants(event(type, false), "crm"));
        }
        CHECK_FALSE(usual.wants(event(EventType::prompted, false), "crm"));
        CHECK_FALSE(usual.wants(event(EventType::opted_in, false), "crm"));
    }
}

TEST_CASE("a pattern names one type, all of a noun, or everything")
{
    CHECK(gets({"consent.opted_out"}, EventType::opted_out));
    CHECK_FALSE(gets({"consent.opted_out"}, EventType::opted_in));
    CHECK(gets({"preference.*"}, EventType::preference_stopped));
    CHECK_FALSE(gets({"preference.*"}, EventType::opted_out));
    CHECK(gets({"*"}, EventType::opted_out));
    CHECK(gets({"*"}, EventType::merged));
    CHECK_FALSE(gets({}, EventType::opted_out));
}

TEST_CASE("what changed nothing goes to those who ask for it")
{
    CHECK_FALSE(gets({"*"}, EventType::opted_in, false));
    CHECK_FALSE(gets({"consent.opted_in"}, EventType::opted_in, false));
    CHECK(gets({"consent.opted_in", "unchanged"}, EventType::opted_in, false));
    CHECK(gets({"consent.*", "unchanged"}, EventType::prompted, false));
    CHECK_FALSE(gets({"unchanged"}, EventType::opted_in, false));
}

TEST_CASE("types that never change anything are had by naming them")
{
    CHECK(gets({"consent.unmatched"}, EventType::unmatched, false));
    CHECK(gets({"keyword.help"}, EventType::help, false));
    CHECK(gets({"keyword.*"}, EventType::help, false));
    CHECK(gets({"consent.prompted"}, EventType::prompted, false));
    CHECK_FALSE(gets({"*", "unchanged"}, EventType::unmatched, false));
    CHECK_FALSE(gets({"*", "unchanged"}, EventType::help, false));
    CHECK_FALSE(gets({"consent.*", "unchanged"}, EventType::unmatched, false));
}

TEST_CASE("a message that was sent in spite of a no is news though it changes nothing")
{
    CHECK(Filter{}.wants(event(EventType::violated, false), "crm"));
    CHECK(gets({"consent.*"}, EventType::violated, false));
    CHECK(gets({"*"}, EventType::violated, false));
    CHECK(gets({"consent.violated"}, EventType::violated, false));
    CHECK_FALSE(gets({"subject.*"}, EventType::violated, false));
    CHECK_FALSE(gets({"consent.opted_out"}, EventType::violated, false));
}

TEST_CASE("alarms go to those who name them")
{
    CHECK(gets({"system.alarm"}, EventType::alarm));
    CHECK(gets({"system.*"}, EventType::alarm));
    CHECK_FALSE(gets({"*", "unchanged"}, EventType::alarm));
    CHECK(filter({"system.*"}).names(EventType::alarm));
    CHECK_FALSE(filter({"*", "consent.*"}).names(EventType::alarm));
}

TEST_CASE("what a destination caused itself does not come back to it")
{
    auto echo = event(EventType::opted_out);
    auto const [cause, comes] = GENERATE(table<std::string, bool>(
        {{"", true}, {"crm", false}, {"crm:contact/17", false}, {"crm2", true}, {"shop", true}, {"evt_1", true}}));
    INFO(cause);
    echo.caused_by = cause;
    CHECK(Filter{}.wants(echo, "crm") == comes);
}

TEST_CASE("a pattern that can never fit is refused by name")
{
    auto const* const wrong = GENERATE("", "consent", "consent.", ".opted_out", "consent.opted*", "*.opted_out",
        "consent.opted_out.x", "Consent.opted_out", "consent.opted out", "**");
    INFO(wrong);
    std::vector<std::string> const patterns{"consent.*", wrong};
    auto const result = Filter::parse(patterns);
    REQUIRE_FALSE(result);
    CHECK(result.error().fault == Fault::malformed);
    CHECK(result.error().detail.find("\"" + std::string{wrong} + "\"") != std::string::npos);
}

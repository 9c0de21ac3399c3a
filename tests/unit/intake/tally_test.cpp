#include "consentry/intake/tally.hpp"

#include "ear.hpp"
#include "support/catch.hpp"

#include <set>

using namespace consentry;
using namespace consentry::intake;
using namespace consentry::meta::bodies;

TEST_CASE("every count has a name of its own and starts at nothing")
{
    Tally const tally;
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < count_kinds; ++i) {
        names.insert(name_of(static_cast<Count>(i)));
        CHECK(tally.value(static_cast<Count>(i)) == 0);
    }
    CHECK(names.size() == count_kinds);
    CHECK(name_of(Count::nameless) == "nameless");
    CHECK_FALSE(names.contains(""));
}

TEST_CASE("items are counted by kind, signals by what they say")
{
    Ear ear;
    ear.hear(messages(text_message("hola") + "," + text_message("STOP", "wamid.2")) + "," + status("sent", "1"));
    CHECK(ear.tally.value(Count::webhooks) == 1);
    CHECK(ear.tally.value(Count::messages) == 2);
    CHECK(ear.tally.value(Count::statuses) == 1);
    CHECK(ear.tally.value(Count::opt_outs) == 1);
    CHECK(ear.tally.value(Count::unknown_items) == 0);
    ear.hear(R"("x":1)", "field_of_next_year");
    CHECK(ear.tally.value(Count::unknown_items) == 1);
}

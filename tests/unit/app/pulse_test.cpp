#include "app/pulse.hpp"

#include "support/catch.hpp"

using namespace consentry::app;

namespace {

/// Parts that answer when the test says so.
struct Parts {
    std::vector<std::function<void()>> writer;
    std::vector<std::function<void()>> listener;

    std::vector<LivingPart> all()
    {
        return {{"writer", [this](auto answered) { writer.push_back(answered); }},
            {"listener", [this](auto answered) { listener.push_back(answered); }}};
    }
};

using Names = std::vector<std::string_view>;

}  // namespace

TEST_CASE("the program is alive as long as every part has answered what it was asked last")
{
    Parts parts;
    Pulse pulse{parts.all()};
    CHECK(pulse.feel().empty());  // Nobody was asked yet.
    for (int i = 0; i < 3; ++i) {
        parts.writer.back()();
        parts.listener.back()();
        CHECK(pulse.feel().empty());
    }
    CHECK(parts.writer.size() == 4);
}

TEST_CASE("a part that owes an answer is named, is not asked again meanwhile, and may still come back")
{
    Parts parts;
    Pulse pulse{parts.all()};
    pulse.feel();
    parts.listener.back()();
    CHECK(pulse.feel() == Names{"writer"});
    CHECK(pulse.feel() == Names{"writer"});
    CHECK(parts.writer.size() == 1);
    parts.writer.back()();
    CHECK(pulse.feel().empty());
    CHECK(pulse.feel() == Names{"writer", "listener"});
}

TEST_CASE("an answer may come when nobody waits for it any more")
{
    Parts parts;
    {
        Pulse pulse{parts.all()};
        pulse.feel();
    }
    parts.writer.back()();
    CHECK(parts.writer.size() == 1);
}

#include "http/inbox.hpp"

#include "support/catch.hpp"

#include <thread>

using namespace consentry::http;

namespace {

struct Box {
    int wakes = 0;
    std::shared_ptr<Inbox> inbox = std::make_shared<Inbox>([this] { ++wakes; });

    Reply reply(RequestNumber request) { return Ticket{inbox, request}; }

    std::vector<Answered> collect()
    {
        std::vector<Answered> answered;
        inbox->collect(answered);
        return answered;
    }
};

Response with_status(unsigned status) { return {.status = status}; }

}  // namespace

TEST_CASE("a batch of answers wakes its thread once")
{
    Box box;
    std::thread{[&] {
        for (RequestNumber request = 1; request <= 3; ++request)
            box.reply(request)(with_status(200 + static_cast<unsigned>(request)));
    }}.join();
    CHECK(box.wakes == 1);
    auto const answered = box.collect();
    REQUIRE(answered.size() == 3);
    CHECK(answered[2].request == 3);
    CHECK(answered[2].response.status == 203);
    box.reply(4)({});
    CHECK(box.wakes == 2);
}

TEST_CASE("an answer given at once wakes nobody")
{
    Box box;
    box.inbox->expect_inline(7);
    box.reply(7)(with_status(204));
    auto const given = box.inbox->take_inline();
    REQUIRE(given);
    CHECK(given->status == 204);
    CHECK(box.wakes == 0);
}

TEST_CASE("an answer to another request, or from another thread, goes the long way even while one is in hand")
{
    Box box;
    box.inbox->expect_inline(7);
    box.reply(6)({});
    std::thread{[&] { box.reply(7)({}); }}.join();
    CHECK_FALSE(box.inbox->take_inline());
    CHECK(box.collect().size() == 2);
}

TEST_CASE("a reply that nobody calls says that we are unavailable")
{
    Box box;
    (void)box.reply(9);
    auto const answered = box.collect();
    REQUIRE(answered.size() == 1);
    CHECK(answered[0].response.status == 503);
}

TEST_CASE("a reply answers once, and a closed inbox takes nothing")
{
    Box box;
    Reply reply = box.reply(1);
    reply(with_status(200));
    reply(with_status(500));
    CHECK(box.collect().size() == 1);
    box.inbox->close();
    box.reply(2)({});
    CHECK(box.collect().empty());
    CHECK(box.wakes == 1);
}

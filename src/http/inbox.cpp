#include "http/inbox.hpp"

#include <cassert>

namespace consentry::http {
namespace {

/// The request whose handle() is running on this thread, and whose inbox it belongs to.
struct InHand {
    Inbox const* inbox = nullptr;
    RequestNumber request = 0;
};

thread_local InHand in_hand;

}  // namespace

void Inbox::put(RequestNumber request, Response response)
{
    if (in_hand.inbox == this && in_hand.request == request) {
        inline_response_ = std::move(response);
        return;
    }
    std::lock_guard const lock{mutex_};
    if (closed_)
        return;
    answered_.push_back({request, std::move(response)});
    if (answered_.size() == 1)
        wake_();
}

void Inbox::close()
{
    std::lock_guard const lock{mutex_};
    closed_ = true;
    answered_.clear();
}

void Inbox::collect(std::vector<Answered>& answered)
{
    assert(answered.empty());
    std::lock_guard const lock{mutex_};
    answered_.swap(answered);
}

void Inbox::expect_inline(RequestNumber request)
{
    inline_response_.reset();
    in_hand = {this, request};
}

std::optional<Response> Inbox::take_inline()
{
    in_hand = {};
    return std::exchange(inline_response_, std::nullopt);
}

}  // namespace consentry::http

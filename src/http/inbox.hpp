#pragma once

#include "consentry/http/message.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace consentry::http {

/// Names one request of a socket thread; never used twice.
using RequestNumber = std::uint64_t;

struct Answered {
    RequestNumber request;
    Response response;
};

/// Where a socket thread gets its answers. Those given within handle() are taken without a lock; those of other threads
/// wait here, and only the first of them wakes the thread. Outlives the thread for as long as a Reply is about.
class Inbox {
public:
    /// `wake` makes the owner call collect() soon; called under the lock, from any thread.
    explicit Inbox(std::function<void()> wake)
        : wake_{std::move(wake)}
    {
    }

    void put(RequestNumber request, Response response);  ///< From any thread.
    void close();                                        ///< Answers have no effect from now on, and nobody is woken.

    /// Swaps what has come into `answered`, which must be empty.
    void collect(std::vector<Answered>& answered);

    /// The owner, on its thread, is about to call handle() for `request`.
    void expect_inline(RequestNumber request);

    /// handle() has returned: its answer, if it gave one before it did and on this thread.
    std::optional<Response> take_inline();

private:
    std::mutex mutex_;
    std::vector<Answered> answered_;
    std::function<void()> wake_;
    bool closed_ = false;
    std::optional<Response> inline_response_;  // Of the owner's thread alone.
};

/// What stands behind a Reply. Small enough for std::move_only_function to keep without an allocation.
class Ticket {
public:
    Ticket(std::shared_ptr<Inbox> inbox, RequestNumber request)
        : inbox_{std::move(inbox)}
        , request_{request}
    {
    }
    Ticket(Ticket&&) noexcept = default;
    Ticket& operator=(Ticket&&) = delete;

    ~Ticket()
    {
        if (inbox_)
            inbox_->put(request_, Response{.status = 503});
    }

    void operator()(Response response)
    {
        if (std::shared_ptr<Inbox> const inbox = std::exchange(inbox_, nullptr))
            inbox->put(request_, std::move(response));
    }

private:
    std::shared_ptr<Inbox> inbox_;
    RequestNumber request_;
};

}  // namespace consentry::http

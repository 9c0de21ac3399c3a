#pragma once

#include "consentry/base/clock.hpp"
#include "consentry/forward/webhook_secret.hpp"
#include "consentry/http/message.hpp"

#include <iosfwd>

namespace consentry::app {

/// A receiver of our events as a CRM would write it: verifies, prints, acknowledges. For one thread.
class Receiver final : public http::Handler {
public:
    /// Prints each event as a line for people, or as it came (`raw`). The first `failures` events are answered 500, so
    /// that retries can be watched. What was refused, and why, goes to `err`.
    Receiver(forward::ReceiverSecret secret, Clock const& clock, bool raw, unsigned failures, std::ostream& out,
        std::ostream& err);

    void handle(http::Request const& request, http::Reply reply) override;

private:
    http::Response receive(http::Request const& request);

    forward::ReceiverSecret secret_;
    Clock const& clock_;
    bool raw_;
    unsigned failures_;
    std::ostream& out_;
    std::ostream& err_;
};

/// One event in one line: when, what, who, which scope, in which words.
std::string to_line(std::string_view event);

}  // namespace consentry::app

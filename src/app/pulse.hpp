#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::app {

/// A part of the program that can be asked whether it still does its work.
struct LivingPart {
    std::string name;
    /// Has the part's own threads call `answered` once all have come to it; returns at once. `answered` may be called
    /// at any time, from any thread, or never.
    std::function<void(std::function<void()> answered)> ping;
};

/// Whether the program is alive: every part has answered what it was asked last. Of one thread, but for the answers.
class Pulse {
public:
    explicit Pulse(std::vector<LivingPart> parts);

    /// The parts that owe an answer; empty: alive. Then all are asked anew, for the next time.
    std::vector<std::string_view> feel();

private:
    struct Watched {
        LivingPart part;
        std::shared_ptr<std::atomic<bool>> answered;  ///< Shared with an answer that comes when we are gone.
    };
    std::vector<Watched> watched_;
};

}  // namespace consentry::app

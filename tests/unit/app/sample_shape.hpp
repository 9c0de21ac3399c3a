#pragma once

#include "app/command_shape.hpp"

namespace consentry::app::test {

/// A small program: a command, and one with two below it.
inline CommandShape sample_shape()
{
    OptionShape const help{{"-h", "--help"}, "", "Print this help message and exit", ""};
    OptionShape const config{{"--config"}, "CONFIG", "The configuration file", ""};
    OptionShape const port{{"--port"}, "PORT", "0 takes any free one", "9000"};
    CommandShape const serve{"serve", "Answer Meta's webhooks", "Logs JSON.", {help, config}, {}, {}};
    CommandShape const list{"list", "What waits", "", {help, config}, {}, {}};
    CommandShape const retry{"retry", "Try again", "", {help, port}, {{{}, "ID", "A delivery", ""}}, {}};
    CommandShape const deliveries{"deliveries", "On their way", "", {help}, {}, {list, retry}};
    return {"consentry", "Hears every STOP", "Exit codes:\n  0 done", {help}, {}, {serve, deliveries}};
}

}  // namespace consentry::app::test

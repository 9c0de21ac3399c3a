#pragma once

#include "app/program.hpp"
#include "consentry/app/config.hpp"
#include "consentry/base/log.hpp"
#include "consentry/keywords/pack.hpp"

namespace consentry::app {

/// Runs the whole program until SIGTERM or SIGINT, then drains: no webhook that was accepted is lost. Exit::done
/// after a clean stop, Exit::usage if the configuration cannot be used, Exit::failed if the system does not let us.
Exit serve(Config const& config, std::span<keywords::Pack const> packs, Log& log);

}  // namespace consentry::app

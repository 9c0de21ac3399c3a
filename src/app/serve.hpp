#pragma once

#include "app/program.hpp"
#include "app/setup.hpp"
#include "consentry/base/log.hpp"

namespace consentry::app {

/// Loads the configuration again: at each hang-up.
using LoadAgain = std::function<LoadedSetup()>;

/// Runs the whole program until SIGTERM or SIGINT, then drains: no webhook that was accepted is lost. SIGHUP replaces
/// the setup by what `load` gives, as a whole or not at all. Exit::done after a clean stop, Exit::failed if the system
/// does not let us, Exit::usage if the store or its key is not one that can be used.
Exit serve(Setup setup, LoadAgain const& load, Log& log);

}  // namespace consentry::app

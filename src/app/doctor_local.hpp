#pragma once

#include "app/doctor.hpp"
#include "consentry/app/config.hpp"

namespace consentry::app {

/// What can be seen on this machine: the store and its key, room on the disks, the clock, and whether a server runs and
/// is ready. `ask` reaches the admin listener.
Diagnoses examine_machine(Config const& config, Ask const& ask);

}  // namespace consentry::app

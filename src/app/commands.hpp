#pragma once

#include "app/program.hpp"

/// One function for each command: it adds the command, its options and what it does. Each stands in a file of its own,
/// command_<name>.cpp.
namespace consentry::app {

void add_serve(Program& program);
void add_check_config(Program& program);
void add_match(Program& program);
void add_check_template(Program& program);
void add_rematch(Program& program);
void add_decode(Program& program);
void add_send(Program& program);
void add_listen(Program& program);
void add_subject(Program& program);
void add_holds(Program& program);
void add_undo(Program& program);
void add_re_consent(Program& program);
void add_proof(CLI::App& subject, Program& program);  ///< `subject proof`.
void add_deliveries(Program& program);
void add_destinations(Program& program);
void add_verify(Program& program);
void add_checkpoint(Program& program);
void add_journal(Program& program);
void add_brakes(Program& program);
void add_export(Program& program);
void add_import(Program& program);
void add_keys(Program& program);
void add_audit(Program& program);
void add_backup(Program& program);
void add_restore(Program& program);
void add_doctor(Program& program);
void add_health(Program& program);
void add_describe(Program& program);  ///< `completion`, `man`.

}  // namespace consentry::app

#pragma once

#include "app/program.hpp"
#include "consentry/base/result.hpp"
#include "consentry/http/transport.hpp"

#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace consentry::app {

/// Where a command that writes has it done: by the running server, or by this process, which holds the store meanwhile.
struct DoorOptions {
    std::string config;
    std::string brand;
    std::string admin;  ///< The admin listener of the running server; empty: this process does it.
    std::string key;
    bool json = false;
};

/// Adds `--config`, `--admin`, `--key` and `--json` to a command.
void add_server_options(CLI::App& command, DoorOptions& options);

/// Those, and `--brand`.
void add_door_options(CLI::App& command, DoorOptions& options);

/// For what only a running server can do, whose forwarder knows what is under way. Sets where it usually is.
void add_running_server_options(CLI::App& command, DoorOptions& options);

/// A call of a running server's admin API, as every command makes it. `admin` is where its listener is, with or without
/// a slash behind it; `path` begins with `/v1/`.
http::Outgoing admin_request(
    std::string_view admin, std::string const& key, http::Method method, std::string_view path, std::string body);

/// Makes one call of the admin API: the same call with the same rules and answer, by whichever way. `path` begins with
/// `/v1/`; `body` is JSON, or empty. Fails where nobody answers or the store is held by another process; what the API
/// itself refuses is an answer.
Result<http::Response> call_admin(
    DoorOptions const& options, http::Method method, std::string const& path, std::string const& body);

/// Prints the answer: as it is with `--json`, else `done` where it is a yes and what is wrong where it is none.
Exit tell_answer(
    Result<http::Response> const& answer, DoorOptions const& options, std::string_view done, Terminal const& terminal);

}  // namespace consentry::app

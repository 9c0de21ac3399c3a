#pragma once

#include "http/socket_thread.hpp"

namespace consentry::http {

// Each in a source file of its own: a session is what takes the compiler longest.

std::unique_ptr<Connection> make_plain_session(
    SocketThread& thread, std::uint32_t slot, std::string peer, Socket socket);

std::unique_ptr<Connection> make_tls_session(SocketThread& thread, std::uint32_t slot, std::string peer, Socket socket,
    std::shared_ptr<TlsIdentity const> identity);

}  // namespace consentry::http

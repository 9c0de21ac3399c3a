#include "http/make_session.hpp"
#include "http/session.hpp"
#include "http/tls_stream.hpp"

namespace consentry::http {

std::unique_ptr<Connection> make_tls_session(SocketThread& thread, std::uint32_t slot, std::string peer, Socket socket,
    std::shared_ptr<TlsIdentity const> identity)
{
    return std::make_unique<Session<TlsStream>>(
        thread, slot, std::move(peer), TlsStream{std::move(socket), std::move(identity)});
}

}  // namespace consentry::http

#include "http/make_session.hpp"
#include "http/session.hpp"

namespace consentry::http {

std::unique_ptr<Connection> make_plain_session(
    SocketThread& thread, std::uint32_t slot, std::string peer, Socket socket)
{
    return std::make_unique<Session<PlainStream>>(thread, slot, std::move(peer), PlainStream{std::move(socket)});
}

}  // namespace consentry::http

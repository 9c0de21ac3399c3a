#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace consentry::http::test {

/// One plain blocking connection, to say byte by byte what a client or a receiver would never say. A read that gets
/// nothing for some seconds gives up, so that a test that fails still ends.
class RawSocket {
public:
    explicit RawSocket(int descriptor);
    static RawSocket connect_to(std::uint16_t port);  ///< On 127.0.0.1.

    RawSocket(RawSocket&& other) noexcept
        : descriptor_{std::exchange(other.descriptor_, -1)}
    {
    }
    RawSocket& operator=(RawSocket&&) = delete;
    ~RawSocket();

    /// False if the peer has closed.
    bool send(std::string_view bytes);

    /// One message by its Content-Length, as text: from its first line to the end of its body.
    std::string read_message();

    /// Up to the blank line, as for an answer to HEAD.
    std::string read_head();

    /// What comes until the peer closes, or breaks the connection; "(still open)" if it does neither.
    std::string read_to_end();

    void shrink_receive_buffer();  ///< Before much is sent to us: the peer is soon stuck.
    void finish_sending();
    void reset();  ///< Closes with a TCP reset.
    int descriptor() const { return descriptor_; }

private:
    std::string take(std::size_t count);
    bool read_more();

    int descriptor_;
    std::string pending_;
};

/// A listening socket on a free port of 127.0.0.1.
class RawListener {
public:
    RawListener();
    RawListener(RawListener const&) = delete;
    RawListener& operator=(RawListener const&) = delete;
    ~RawListener();

    std::uint16_t port() const { return port_; }
    std::string url(std::string_view target = "/") const;
    void close();
    RawSocket accept();  ///< Throws std::runtime_error if nobody comes within some seconds.

private:
    int descriptor_;
    std::uint16_t port_ = 0;
};

}  // namespace consentry::http::test

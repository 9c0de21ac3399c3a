#include "http/request_parser.hpp"

#include "http/read_buffer.hpp"
#include "support/catch.hpp"

using namespace consentry::http;

namespace {

constexpr std::string_view with_length = "POST /webhook?a=1 HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=00\r\n"
                                         "Content-Length: 11\r\n\r\nhello world";
constexpr std::string_view with_chunks
    = "POST /webhook?a=1 HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=00\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nHost: trailer\r\n\r\n";

/// A connection without a socket: the parser, what it gathers in, and the buffer that its bytes arrive in.
struct Wire {
    Gathered gathered;
    ReadBuffer buffer{16 * 1024};
    RequestParser parser{gathered, buffer.whole()};
    boost::system::error_code error;

    Wire() { parser.eager(true); }

    void arrive(std::string_view bytes)
    {
        if (parser.is_header_done()) {
            parser.spill();
            REQUIRE(buffer.make_room());
        }
        REQUIRE(buffer.room().size() >= bytes.size());
        std::ranges::copy(bytes, buffer.room().begin());
        buffer.added(bytes.size());
        if (parser.is_done() || buffer.pending().empty())
            return;
        bool const in_head = !parser.is_header_done();
        parser.eager(!in_head);
        feed();
        if (in_head && parser.is_header_done()) {
            buffer.keep_parsed();
            parser.eager(true);
            if (!parser.is_done() && !buffer.pending().empty())
                feed();
        }
    }

    void feed()
    {
        auto const pending = buffer.pending();
        buffer.parsed(parser.put({pending.data(), pending.size()}, error));
        if (error == boost::beast::http::error::need_more)
            error = {};
    }
};

}  // namespace

TEST_CASE("a request is the same wherever the network cuts it")
{
    auto const text = GENERATE(with_length, with_chunks);
    for (std::size_t first = 0; first <= text.size(); ++first) {
        for (std::size_t second = first; second <= text.size(); second += 7) {
            INFO("cut at " << first << " and " << second);
            Wire wire;
            wire.arrive(text.substr(0, first));
            wire.arrive(text.substr(first, second - first));
            wire.arrive(text.substr(second));
            REQUIRE_FALSE(wire.error);
            REQUIRE(wire.parser.is_done());
            CHECK(wire.parser.method() == Method::post);
            CHECK(wire.parser.target() == "/webhook?a=1");
            CHECK(wire.parser.body() == "hello world");
            CHECK(wire.gathered.headers.size() == 3);
            CHECK(wire.gathered.headers[1].value == "sha256=00");
            CHECK(wire.parser.hosts() == 1);
        }
    }
}

TEST_CASE("a body that arrives in one piece is not copied")
{
    Wire wire;
    wire.arrive(with_length);
    auto const whole = wire.buffer.whole();
    CHECK(wire.parser.body().data() > whole.data());
    CHECK(wire.parser.body().data() < whole.data() + whole.size());
}

TEST_CASE("a folded header line is refused")
{
    Wire wire;
    wire.arrive("GET / HTTP/1.1\r\nHost: x\r\nX-Long: a\r\n b\r\n\r\n");
    CHECK(wire.error == boost::beast::http::error::bad_value);
}

TEST_CASE("the memory of a large body is given back before the next request")
{
    Gathered gathered;
    gathered.joined.assign(4 << 20, 'x');
    gathered.clear();
    CHECK(gathered.joined.capacity() < 1024);
}

TEST_CASE("what is pending is moved to the front before the room behind it is too short for a header")
{
    constexpr std::size_t header_bytes_max = 16 * 1024;
    ReadBuffer buffer{header_bytes_max};
    std::string const filling(40 * 1024, 'x');
    std::ranges::copy(filling, buffer.room().begin());
    buffer.added(filling.size());
    buffer.parsed(filling.size() - 3);
    buffer.begin_request();
    CHECK(buffer.room().size() >= header_bytes_max);
    CHECK(std::string_view{buffer.pending().data(), buffer.pending().size()} == "xxx");
    CHECK(buffer.taken() == 3);
}

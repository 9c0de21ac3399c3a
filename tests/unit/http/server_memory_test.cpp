// What happens to a connection for which there is no memory.
#include "http/serving.hpp"

using namespace consentry::http;
using namespace consentry::http::test;

TEST_CASE("a connection that there is no memory for is closed, and the server stays")
{
    Serving const serving{{.header_bytes_max = std::size_t{1} << 61}};
    for (int i = 0; i < 3; ++i) {
        RawSocket client = serving.connect();
        CHECK(client.read_to_end().empty());
    }
    CHECK(serving.eventually([](Counters const& counters) { return counters.open == 0; }));
    CHECK(serving.server.counters().accepted == 0);
}

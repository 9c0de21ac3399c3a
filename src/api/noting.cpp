#include "api/noting.hpp"

namespace consentry::api {
namespace {

void note(Call const& call, consent::DataRead read)
{
    Services const& services = call.services;
    read.at = services.clock.now();
    read.key = call.key.name;
    services.log.info("api.read",
        {{"key", std::string_view{read.key}}, {"call", std::string_view{read.call}},
            {"brand", std::string_view{read.brand}}, {"subject", std::string_view{read.subject}}, {"first", read.first},
            {"last", read.last}});
    services.data_reads.note(std::move(read));
}

}  // namespace

void note_read(Call const& call, std::string_view what, std::string const& brand, std::string const& subject)
{
    note(call, {.call = std::string{what}, .brand = brand, .subject = subject});
}

void note_read(Call const& call, std::string_view what, std::string const& brand, consent::EventPage const& page)
{
    if (!page.events.empty())
        note(call,
            {.call = std::string{what},
                .brand = brand,
                .first = page.events.front().seq,
                .last = page.events.back().seq});
}

}  // namespace consentry::api

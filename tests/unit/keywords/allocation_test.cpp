// Nearly every message says nothing about consent, and costs no allocation. This program counts all of them.

#include "consentry/keywords/matcher.hpp"

#include "support/catch.hpp"

#include <cstdlib>
#include <new>
#include <vector>

namespace {

std::size_t allocations = 0;

}  // namespace

void* operator new(std::size_t size, std::nothrow_t const&) noexcept
{
    ++allocations;
    return std::malloc(size);
}

void* operator new(std::size_t size)
{
    if (void* const memory = operator new(size, std::nothrow))
        return memory;
    throw std::bad_alloc{};
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace consentry::keywords;

TEST_CASE("a text in which nothing may be found allocates nothing once the scratch is warm")
{
    auto const packs = load_packs(CONSENTRY_SOURCE_DIR "/keywords");
    REQUIRE(packs.has_value());
    auto const matcher = Matcher::build(*packs);
    REQUIRE(matcher.has_value());
    Scratch scratch;
    std::vector<Reading> readings;
    char const* const texts[]{"Hey, are you open on Saturday? I'd like to book for two at 8",
        "hello, can you come by at five today", "Привет, вы работаете в субботу? Хочу столик",
        "مرحبا هل انتم مفتوحين يوم السبت؟", "क्या आप शनिवार को खुले हैं? 🎉", "你好 请问停车位在哪里",
        "¿Puedo dar de baja el anuncio del piso?", "🎉🎉🎉", ""};
    for (char const* const text : texts)
        matcher->match(text, scratch, readings);
    for (char const* const text : texts) {
        std::size_t const before = allocations;
        matcher->match(text, scratch, readings);
        std::size_t const after = allocations;
        INFO(text);
        CHECK(readings.empty());
        CHECK(after == before);
    }
    std::size_t const before = allocations;
    matcher->match("STOP OFFERS", scratch, readings);
    CHECK(allocations > before);  // The counter counts.
}

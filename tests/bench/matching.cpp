// What matching costs, beside one HMAC-SHA256 of 1 KiB in the same run: the signature that is verified for every
// message anyway. Prints ratios; run it on a quiet machine:
//
//   cmake --build --preset release --target bench_matching && build/release/tests/bench/bench_matching

#include "consentry/keywords/matcher.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

using namespace consentry::keywords;

namespace {

using Clock = std::chrono::steady_clock;

constexpr int rounds = 9;
constexpr int calls = 20'000;

/// Nanoseconds a call, the median of some rounds.
template <class Call>
double cost_of(Call call)
{
    std::array<double, rounds> costs{};
    for (double& cost : costs) {
        auto const begin = Clock::now();
        for (int i = 0; i < calls; ++i)
            call();
        cost = std::chrono::duration<double, std::nano>(Clock::now() - begin).count() / calls;
    }
    std::ranges::sort(costs);
    return costs[rounds / 2];
}

double cost_of_signature()
{
    std::string const key(32, 'k'), body(1024, 'b');
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    return cost_of([&] {
        unsigned size = 0;
        HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
            reinterpret_cast<unsigned char const*>(body.data()), body.size(), digest.data(), &size);
    });
}

struct Sample {
    char const* kind;
    char const* text;
};

/// About 60 characters each, in which nothing is found; and short ones, whose words are looked at for typing errors.
constexpr Sample samples[]{
    {"ASCII, no word known", "Good grief, Tuesday lunch was lovely, kisses to grandma Rose"},
    {"ASCII, words known", "Hi, are you open on Saturday? I would like a table for two, "},
    {"Latin with accents", "¿Abrís mañana sábado? Queríamos una mesa para dos señoras, sí"},
    {"Cyrillic", "Здравствуйте, вы работаете в субботу? Хотим столик на двоих"},
    {"Arabic", "مرحبا هل انتم مفتوحين يوم السبت؟ نريد طاولة لشخصين من فضلك"},
    {"Devanagari", "नमस्ते क्या आप शनिवार को खुले हैं? हमें दो लोगों की टेबल"},
    {"Thai", "สวัสดีค่ะ วันเสาร์เปิดไหมคะ อยากจองโต๊ะสำหรับสองคนตอนเย็นค่ะ"},
    {"Chinese",
        "你好请问星期六你们开门吗我们想订一张两个人的桌子晚上七点可以吗我们会带一个小孩子来谢谢你们期待见面祝好"},
    {"Four unknown words", "grandma Rosie loved lasagna"},
    {"One unknown word", "lasagna"},
};

}  // namespace

int main(int count, char** arguments)
{
    auto const begin = Clock::now();
    auto const packs = load_packs(count > 1 ? arguments[1] : CONSENTRY_SOURCE_DIR "/keywords");
    if (!packs) {
        std::fputs("The packs can't be read; `consentry match --packs` says why.\n", stderr);
        return 1;
    }
    auto const matcher = Matcher::build(*packs);
    std::printf("packs load in %.0f ms\n", std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    double const signature = cost_of_signature();
    std::printf("%-24s %9s\n%-24s %8.2fx  (%.0f ns)\n", "", "cost", "HMAC-SHA256 of 1 KiB", 1.0, signature);
    Scratch scratch;
    std::vector<Reading> readings;
    for (Sample const& sample : samples) {
        double const cost = cost_of([&] { matcher->match(sample.text, scratch, readings); });
        std::printf(
            "%-24s %8.2fx%s\n", sample.kind, cost / signature, readings.empty() ? "" : "  (something is found)");
    }
}

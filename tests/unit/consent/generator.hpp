#pragma once

#include <cstdlib>
#include <random>
#include <utility>

namespace consentry::test {

/// Random choices for property tests. Each run has another seed, which a failing test prints; CONSENTRY_TEST_SEED
/// repeats it.
class Generator {
public:
    Generator()
        : Generator{given_seed()}
    {
    }
    explicit Generator(unsigned seed)
        : seed_{seed}
        , engine_{seed}
    {
    }

    unsigned seed() const { return seed_; }

    /// 0 … limit - 1.
    int below(int limit) { return static_cast<int>(engine_() % static_cast<unsigned>(limit)); }
    bool once_in(int times) { return below(times) == 0; }

    template <class Choices>
    auto const& one_of(Choices const& choices)
    {
        return choices[static_cast<std::size_t>(below(static_cast<int>(std::size(choices))))];
    }

    template <class Items>
    void shuffle(Items& items)
    {
        for (int left = static_cast<int>(items.size()); left > 1; --left)
            std::swap(items[static_cast<std::size_t>(left - 1)], items[static_cast<std::size_t>(below(left))]);
    }

private:
    static unsigned given_seed()
    {
        if (char const* const given = std::getenv("CONSENTRY_TEST_SEED"))
            return static_cast<unsigned>(std::strtoul(given, nullptr, 10));
        return std::random_device{}();
    }

    unsigned seed_;
    std::mt19937 engine_;
};

}  // namespace consentry::test

#pragma once

#include "consentry/base/result.hpp"

#include <filesystem>

namespace consentry::store {

/// The right to write a store: an exclusive lock on the file `<store>.lock` beside it, which holds the holder's
/// process number. The system gives it up with the process, however that ends; the file stays.
class Lock {
public:
    /// Fails with Fault::busy naming the holder if another process has it, and with Fault::unavailable if the file
    /// cannot be made.
    static Result<Lock> take(std::filesystem::path const& store);

    Lock(Lock&& other) noexcept;
    Lock& operator=(Lock&&) = delete;
    ~Lock();

private:
    explicit Lock(int descriptor)
        : descriptor_{descriptor}
    {
    }

    int descriptor_;
};

}  // namespace consentry::store

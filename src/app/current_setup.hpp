#pragma once

#include "app/setup.hpp"

#include <mutex>

namespace consentry::app {

/// The setup that counts now, for threads that ask now and then. A reload puts another one in its place.
class CurrentSetup {
public:
    explicit CurrentSetup(Setup setup)
        : setup_{std::make_shared<Setup const>(std::move(setup))}
    {
    }

    std::shared_ptr<Setup const> get() const
    {
        std::lock_guard const lock{mutex_};
        return setup_;
    }

    void replace(std::shared_ptr<Setup const> setup)
    {
        std::lock_guard const lock{mutex_};
        setup_ = std::move(setup);
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<Setup const> setup_;
};

}  // namespace consentry::app

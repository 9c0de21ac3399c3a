#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace consentry::store {

/// Up to `most` of something that one thread uses at a time, made when first needed. Safe from every thread.
template <class T>
class Pool {
public:
    Pool(std::size_t most, std::function<std::unique_ptr<T>()> make)
        : left_{most}
        , make_{std::move(make)}
    {
    }

    /// One of them, given back at the end of its life.
    class Lease {
    public:
        Lease(Pool& pool, std::unique_ptr<T> one)
            : pool_{pool}
            , one_{std::move(one)}
        {
        }
        Lease(Lease const&) = delete;
        Lease& operator=(Lease const&) = delete;
        ~Lease() { pool_.give_back(std::move(one_)); }

        T* operator->() const { return one_.get(); }
        T& operator*() const { return *one_; }

    private:
        Pool& pool_;
        std::unique_ptr<T> one_;
    };

    /// Waits until one is free. Throws what making one throws.
    Lease lease()
    {
        std::unique_lock lock{mutex_};
        freed_.wait(lock, [this] { return !idle_.empty() || left_ > 0; });
        if (!idle_.empty()) {
            std::unique_ptr<T> one = std::move(idle_.back());
            idle_.pop_back();
            return {*this, std::move(one)};
        }
        --left_;
        lock.unlock();
        try {
            return {*this, make_()};
        } catch (...) {
            lock.lock();
            ++left_;
            freed_.notify_one();
            throw;
        }
    }

private:
    void give_back(std::unique_ptr<T> one)
    {
        {
            std::scoped_lock const lock{mutex_};
            idle_.push_back(std::move(one));
        }
        freed_.notify_one();
    }

    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<std::unique_ptr<T>> idle_;
    std::size_t left_;
    std::function<std::unique_ptr<T>()> make_;
};

}  // namespace consentry::store

#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace consentry::api {

/// The requests that are being answered and must not be answered twice at a time. Safe from every thread; a stop ends
/// them all, so nothing of it has to be on disk.
class UnderWay {
public:
    /// Holds the place of a request until it is destroyed.
    class Ticket {
    public:
        Ticket(std::shared_ptr<UnderWay> all, std::string name)
            : all_{std::move(all)}
            , name_{std::move(name)}
        {
        }
        Ticket(Ticket const&) = delete;
        Ticket& operator=(Ticket const&) = delete;
        ~Ticket()
        {
            std::scoped_lock const lock{all_->mutex_};
            all_->names_.erase(name_);
        }

    private:
        std::shared_ptr<UnderWay> all_;
        std::string name_;
    };

    /// None if a request of this name is under way already.
    static std::shared_ptr<Ticket> enter(std::shared_ptr<UnderWay> const& all, std::string const& name)
    {
        std::scoped_lock const lock{all->mutex_};
        return all->names_.insert(name).second ? std::make_shared<Ticket>(all, name) : nullptr;
    }

private:
    std::mutex mutex_;
    std::set<std::string> names_;
};

}  // namespace consentry::api

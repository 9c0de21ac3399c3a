#include "http/loop_state.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

namespace consentry::http {

namespace asio = boost::asio;

Loop::Loop()
    : state_{std::make_unique<State>()}
{
}

Loop::~Loop() = default;

void Loop::post(Task task)
{
    asio::post(state_->context, [task = std::move(task)]() mutable { task(); });
}

void Loop::after(std::chrono::milliseconds duration, Task task)
{
    auto timer = std::make_unique<asio::steady_timer>(state_->context, duration);
    asio::steady_timer& waits = *timer;
    waits.async_wait([timer = std::move(timer), task = std::move(task)](boost::system::error_code error) mutable {
        if (!error)
            task();
    });
}

void Loop::run()
{
    state_->context.run();
    state_->context.restart();  // Afterwards, so that a stop() which came before run() is not lost.
}

void Loop::stop() { state_->context.stop(); }

}  // namespace consentry::http

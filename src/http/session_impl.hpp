#pragma once

#include "http/session.hpp"

namespace consentry::http {

template <class Stream>
auto Session<Stream>::refuse(unsigned status) -> Progress
{
    thread_.malformed.add();
    unread_ = true;
    response_ = failure(status);
    return Progress::refused;
}

/// Lets Beast have what is pending.
template <class Stream>
auto Session<Stream>::parse() -> Progress
{
    namespace beast = boost::beast::http;
    error_code error;
    std::span<char const> const pending = buffer_.pending();
    buffer_.parsed(parser_->put(boost::asio::const_buffer{pending.data(), pending.size()}, error));
    if (error == beast::error::need_more)
        return Progress::more;
    if (error == beast::error::header_limit)
        return refuse(431);
    if (error == beast::error::body_limit)
        return refuse(413);
    return error ? refuse(400) : Progress::done;
}

/// The deadline for a first byte of a request covers this too.
template <class Stream>
auto Session<Stream>::shake_hands() -> Awaitable<void>
{
    std::string const trouble = co_await stream_.shake_hands();
    if (trouble.empty())
        co_return;
    closing_ = gone_ = true;
    if (!thread_.draining() && !aborted_)
        thread_.note_handshake(peer_, trouble);
}

/// One whole request, or what is answered in its place.
template <class Stream>
auto Session<Stream>::receive() -> Awaitable<Received>
{
    Limits const& limits = thread_.limits();
    gathered_.clear();
    response_.reset();
    parser_.emplace(gathered_, buffer_.whole());
    parser_->header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
    parser_->body_limit(limits.body_bytes_max);
    buffer_.begin_request();

    Progress progress = read_head();
    if (progress == Progress::more)
        progress = co_await receive_head();
    if (progress == Progress::done)
        progress = judge_head();
    if (progress == Progress::more)
        progress = co_await receive_body();
    switch (progress) {
    case Progress::done: co_return Received::request;
    case Progress::refused: co_return Received::refusal;
    case Progress::more:
    case Progress::nothing: break;
    }
    co_return Received::nothing;
}

template <class Stream>
auto Session<Stream>::receive_head() -> Awaitable<Progress>
{
    Progress progress = Progress::more;
    while (progress == Progress::more) {
        if (buffer_.taken() == 0 && thread_.draining())  // It was busy when it was told to stop.
            co_return Progress::nothing;
        if (buffer_.taken() > 0 && phase_ != Phase::header)
            enter(Phase::header);
        else if (buffer_.taken() == 0 && phase_ != Phase::fresh && phase_ != Phase::idle)
            enter(Phase::idle);
        std::span<char> const room = buffer_.room();
        auto const [error, count] = co_await stream_.read_some(boost::asio::buffer(room.data(), room.size()));
        if (std::exchange(giving_back_, false) && error == boost::asio::error::operation_aborted
            && !thread_.draining()) {
            buffer_.give_back();
            holds_much = false;
            continue;
        }
        if (error) {
            gone_ = true;
            co_return Progress::nothing;
        }
        buffer_.added(count);
        progress = read_head();
    }
    co_return progress;
}

/// The header, as far as it is there.
template <class Stream>
auto Session<Stream>::read_head() -> Progress
{
    if (!parser_->got_some()) {  // RFC 9112 §2.2: an empty line before a request is forgiven.
        std::span<char const> const pending = buffer_.pending();
        auto const text = std::ranges::find_if(pending, [](char c) { return c != '\r' && c != '\n'; });
        buffer_.parsed(static_cast<std::size_t>(text - pending.begin()));
        buffer_.begin_request();
    }
    if (buffer_.pending().empty())
        return Progress::more;
    Progress const progress = parse();
    std::size_t const bytes_max = thread_.limits().header_bytes_max;
    if (progress == Progress::more && buffer_.taken() >= bytes_max)
        return refuse(431);
    if (progress == Progress::done && buffer_.taken_and_parsed() > bytes_max)
        return refuse(431);
    return progress;
}

/// The body, as far as it is there.
template <class Stream>
auto Session<Stream>::read_body() -> Progress
{
    Progress progress = Progress::done;
    if (!parser_->is_done() && !buffer_.pending().empty())
        progress = parse();
    // Beast is content with any piece of a body of known length.
    return progress == Progress::done && !parser_->is_done() ? Progress::more : progress;
}

/// What the header says about the request, before a byte of its body is looked at.
template <class Stream>
auto Session<Stream>::judge_head() -> Progress
{
    bool const http11 = parser_->is_http11();
    if (parser_->hosts() > 1 || (http11 && parser_->hosts() == 0) || (!http11 && parser_->chunked()))
        return refuse(400);
    if (parser_->has_unknown_coding())
        return refuse(501);
    if (!parser_->expect().empty() && !equal_names(parser_->expect(), "100-continue"))
        return refuse(417);

    describe_request();
    guarded([this] { response_ = thread_.handler().refuse(request_); });
    parser_->eager(true);
    buffer_.keep_parsed();
    Progress const body = read_body();
    if (!response_ || body == Progress::refused)
        return body;
    thread_.requests.add();
    if (body == Progress::more) {  // To read the rest would be work for somebody who was turned away.
        unread_ = true;
        response_->close = true;
    }
    return Progress::refused;
}

template <class Stream>
auto Session<Stream>::receive_body() -> Awaitable<Progress>
{
    enter(Phase::body);
    if (!parser_->expect().empty() && parser_->is_http11() && parser_->body().empty()) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        auto const [error, count] = co_await stream_.write(boost::asio::buffer(go_on));
        if (error) {
            gone_ = true;
            co_return Progress::nothing;
        }
    }
    Progress progress = Progress::more;
    while (progress == Progress::more) {
        parser_->spill();
        if (!buffer_.make_room())  // A chunk's header or a trailer without end.
            co_return refuse(400);
        std::span<char> const room = buffer_.room();
        auto const [error, count] = co_await stream_.read_some(boost::asio::buffer(room.data(), room.size()));
        if (error) {
            gone_ = true;
            co_return Progress::nothing;
        }
        buffer_.added(count);
        progress = read_body();
    }
    co_return progress;
}

template <class Stream>
void Session<Stream>::describe_request()
{
    std::string_view path = parser_->target();
    for (std::string_view const scheme : {"http://", "https://"}) {  // RFC 9112 §3.2.2: a proxy's form of the same.
        if (!path.starts_with('/') && equal_names(path.substr(0, scheme.size()), scheme))
            path.remove_prefix(std::min(path.find('/', scheme.size()), path.size()));
    }
    std::size_t const mark = path.find('?');
    request_ = {.method = parser_->method(),
        .target = parser_->target(),
        .path = path.substr(0, mark),
        .query = mark == std::string_view::npos ? std::string_view{} : path.substr(mark + 1),
        .body = {},
        .peer = peer_,
        .headers = gathered_.headers};
    if constexpr (Stream::secured)
        request_.certificate = stream_.certificate();
}

/// An exception is trouble of the machine: the peer is told so and tries again. What it says stays here.
template <class Stream>
template <class Step>
void Session<Stream>::guarded(Step step)
{
    try {
        step();
        return;
    } catch (std::exception const& exception) {
        thread_.log().error("http.handler_failed", {{"why", exception.what()}});
    }
    response_ = failure(503);
}

template <class Stream>
void Session<Stream>::dispatch()
{
    complete_at_ = std::chrono::steady_clock::now();
    request_.body = parser_->body();
    request_number_ = thread_.next_request(slot_);
    Inbox& inbox = *thread_.inbox();
    inbox.expect_inline(request_number_);
    guarded([this] { thread_.handler().handle(request_, Ticket{thread_.inbox(), request_number_}); });
    std::optional<Response> given = inbox.take_inline();
    if (!response_)
        response_ = std::move(given);
}

/// Waits until somebody gives the answer, or the deadline does.
template <class Stream>
auto Session<Stream>::reply() -> Awaitable<void>
{
    enter(Phase::handler);
    co_await boost::asio::async_initiate<boost::asio::deferred_t const, void()>(
        [this](auto handler) { resume_ = std::move(handler); }, boost::asio::deferred);
}

template <class Stream>
void Session<Stream>::resume_with(std::optional<Response> response)
{
    response_ = std::move(response);
    phase_ = Phase::write;
    deadline = never;
    std::move_only_function<void()> resume = std::exchange(resume_, nullptr);
    resume();  // May end this object.
}

/// Writes the answer if the kernel takes it whole, as it nearly always does; false if there is a rest.
template <class Stream>
bool Session<Stream>::send_at_once()
{
    bool const keep = !response_->close && !thread_.draining() && parser_->keep_alive();
    Persistence const spoken = parser_->is_http11() ? Persistence::keep : Persistence::keep_spoken;
    write_head(head_, *response_, keep ? spoken : Persistence::close, thread_.date());
    bool const with_body = parser_->method() != Method::head && may_have_body(response_->status);
    out_ = {boost::asio::buffer(head_),
        boost::asio::buffer(response_->body.data(), with_body ? response_->body.size() : 0)};
    closing_ = !keep;
    unread_ |= closing_ && !buffer_.pending().empty();

    error_code error;
    std::size_t count = stream_.write_now(out_, error);
    if (error) {
        closing_ = gone_ = true;
        return true;
    }
    for (boost::asio::const_buffer& part : out_) {
        std::size_t const of_part = std::min(count, part.size());
        part += of_part;
        count -= of_part;
    }
    return out_[0].size() + out_[1].size() == 0;
}

template <class Stream>
auto Session<Stream>::send_rest() -> Awaitable<void>
{
    enter(Phase::write);
    auto const [error, count] = co_await stream_.write(out_);
    if (error)
        closing_ = gone_ = true;
}

/// Reads and forgets for a while, since a close before the peer has sent all would take the answer away from it.
template <class Stream>
auto Session<Stream>::linger() -> Awaitable<void>
{
    stream_.shut_down();
    enter(Phase::linger);
    while (!gone_) {
        buffer_.parsed(buffer_.pending().size());
        buffer_.begin_request();
        std::span<char> const room = buffer_.room();
        auto const [error, count] = co_await stream_.read_some(boost::asio::buffer(room.data(), room.size()));
        gone_ = static_cast<bool>(error);
    }
}

}  // namespace consentry::http

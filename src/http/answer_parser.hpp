#pragma once

#include "consentry/http/transport.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <cassert>

namespace consentry::http {

/// Beast's parser, which fills an Answer and forgets what of its body is over the limit.
class AnswerParser final : public boost::beast::http::basic_parser<false> {
    using error_code = boost::beast::error_code;
    using string_view = boost::beast::string_view;
    using field = boost::beast::http::field;

public:
    explicit AnswerParser(std::size_t body_bytes_max)
        : body_bytes_max_{body_bytes_max}
    {
        eager(true);
        body_limit(boost::none);
    }

    bool is_cut() const { return cut_; }  ///< The body was longer than what was kept.
    Answer& answer() { return answer_; }

private:
    std::size_t take(std::string_view piece)
    {
        std::size_t const room = body_bytes_max_ - answer_.body.size();
        answer_.body.append(piece.substr(0, room));
        cut_ |= piece.size() > room;
        return piece.size();
    }

    void on_response_impl(int code, string_view, int, error_code&) override
    {
        answer_.status = static_cast<unsigned>(code);
    }

    void on_field_impl(field, string_view name, string_view value, error_code&) override
    {
        if (!is_header_done())  // A trailer is nothing that anybody asked for.
            answer_.headers.push_back({std::string{name}, std::string{value}});
    }

    std::size_t on_body_impl(string_view piece, error_code&) override { return take(piece); }
    std::size_t on_chunk_body_impl(std::uint64_t, string_view piece, error_code&) override { return take(piece); }
    void on_header_impl(error_code&) override { }
    void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override { }
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override { }
    void on_finish_impl(error_code&) override { }
    void on_request_impl(boost::beast::http::verb, string_view, string_view, int, error_code&) override
    {
        assert(false);
    }

    std::size_t const body_bytes_max_;
    Answer answer_;
    bool cut_ = false;
};

}  // namespace consentry::http

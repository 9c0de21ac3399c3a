#pragma once

#include "consentry/http/message.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cassert>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace consentry::http {

/// What a request is gathered in. Belongs to the connection, so that its memory serves the next request as well.
struct Gathered {
    std::vector<HeaderView> headers;
    std::string joined;  ///< The body, if it did not arrive in one piece.

    void clear()
    {
        constexpr std::size_t kept = 64 * 1024;
        headers.clear();
        joined.clear();
        if (joined.capacity() > kept)  // A connection with a rare large body must not hold its memory for ever.
            std::string{}.swap(joined);
    }
};

/// Beast's parser, with views into the read buffer in place of its container of copies. The bytes of the header must
/// stay where they are until the request is answered; those of the body until spill().
class RequestParser final : public boost::beast::http::basic_parser<true> {
    using error_code = boost::beast::error_code;
    using string_view = boost::beast::string_view;
    using verb = boost::beast::http::verb;
    using field = boost::beast::http::field;

public:
    /// `buffer` is where all bytes will stand that the parser is given.
    RequestParser(Gathered& gathered, std::span<char const> buffer)
        : gathered_{gathered}
        , buffer_{buffer}
    {
    }

    Method method() const { return method_; }
    std::string_view target() const { return target_; }
    bool is_http11() const { return version_ == 11; }
    unsigned hosts() const { return hosts_; }
    bool has_unknown_coding() const { return unknown_coding_; }
    std::string_view expect() const { return expect_; }

    /// The body so far. Only a body in one piece stays in the read buffer.
    std::string_view body() const { return gathered_.joined.empty() ? piece_ : std::string_view{gathered_.joined}; }

    /// Copies what of the body lies in the read buffer, so that its bytes there may be overwritten.
    void spill()
    {
        gathered_.joined.append(piece_);
        piece_ = {};
    }

private:
    static Method method_of(verb method)
    {
        switch (method) {
        case verb::get: return Method::get;
        case verb::head: return Method::head;
        case verb::post: return Method::post;
        case verb::delete_: return Method::delete_;
        case verb::put: return Method::put;
        case verb::patch: return Method::patch;
        default: return Method::other;
        }
    }

    bool in_buffer(std::string_view text) const
    {
        std::less<char const*> const before;
        return !before(text.data(), buffer_.data()) && !before(buffer_.data() + buffer_.size(), text.data());
    }

    void take(std::string_view piece)
    {
        if (piece_.empty() && gathered_.joined.empty()) {
            piece_ = piece;
            return;
        }
        spill();
        gathered_.joined.append(piece);
    }

    void on_request_impl(verb method, string_view, string_view target, int version, error_code&) override
    {
        method_ = method_of(method);
        target_ = target;
        version_ = version;
    }

    void on_field_impl(field name, string_view name_text, string_view value, error_code& error) override
    {
        if (is_header_done())  // A trailer adds nothing to what was judged.
            return;
        if (!in_buffer(value)) {  // Beast joined a folded line elsewhere; RFC 9112 §5.2 lets us refuse those.
            error = boost::beast::http::error::bad_value;
            return;
        }
        gathered_.headers.push_back({name_text, value});
        hosts_ += name == field::host;
        unknown_coding_ |= name == field::transfer_encoding && !equal_names(value, "chunked");
        if (name == field::expect)
            expect_ = value;
    }

    void on_header_impl(error_code&) override { }
    void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override { }

    std::size_t on_body_impl(string_view piece, error_code&) override
    {
        take(piece);
        return piece.size();
    }

    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override { }

    std::size_t on_chunk_body_impl(std::uint64_t, string_view piece, error_code&) override
    {
        take(piece);
        return piece.size();
    }

    void on_finish_impl(error_code&) override { }
    void on_response_impl(int, string_view, int, error_code&) override { assert(false); }

    Gathered& gathered_;
    std::span<char const> buffer_;
    Method method_ = Method::other;
    std::string_view target_;
    std::string_view piece_;
    std::string_view expect_;
    int version_ = 11;
    unsigned hosts_ = 0;
    bool unknown_coding_ = false;
};

}  // namespace consentry::http

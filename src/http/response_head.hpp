#pragma once

#include "consentry/http/message.hpp"

#include <string>
#include <string_view>

namespace consentry::http {

/// What the head of an answer says about its connection.
enum class Persistence {
    keep,         ///< HTTP/1.1 keeps by itself: nothing is said.
    keep_spoken,  ///< HTTP/1.0 must be told.
    close
};

/// Replaces `head` by status line and headers of `response`, the blank line included. `date` as http_date() writes it.
void write_head(std::string& head, Response const& response, Persistence persistence, std::string_view date);

/// Whether an answer of this status has a body at all (RFC 9110 §6.4.1).
bool may_have_body(unsigned status);

}  // namespace consentry::http

#pragma once

#include "consentry/http/tls.hpp"

#include <boost/asio/ssl/context.hpp>

namespace consentry::http {

struct Trust::State {
    boost::asio::ssl::context context{boost::asio::ssl::context::tls_client};
    std::optional<EventTime> lists_end{};
};

}  // namespace consentry::http

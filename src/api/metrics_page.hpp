#pragma once

#include "api/calls.hpp"

#include <chrono>

/// Parts of the page of metrics, in Prometheus' text format.
namespace consentry::api {

void help(std::string& page, std::string_view name, std::string_view type, std::string_view text);

/// `labels` as they stand between the braces; empty: none.
void sample(std::string& page, std::string_view name, std::string const& labels, std::int64_t value);

std::string label(std::string_view name, std::string_view value);
std::string seconds(std::chrono::nanoseconds time);

/// Where events and webhooks go.
void put_destinations(std::string& page, Services const& services);
void put_violations(std::string& page, Services const& services);
void put_relays(std::string& page, Services const& services);

}  // namespace consentry::api

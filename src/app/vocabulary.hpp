#pragma once

#include <string_view>
#include <vector>

/// The closed lists of words that the configuration and the command line take.
namespace consentry::app {

/// Whether `code` is an officially assigned one of ISO 3166-1 alpha-2, in capitals.
bool is_country(std::string_view code);

/// What a destination may name: every event type, each `<noun>.*`, and `*`.
std::vector<std::string_view> event_patterns();

/// The kinds of destination that need no connector's file.
std::vector<std::string_view> built_in_kinds();

/// The signals a word or a button can be given.
std::vector<std::string_view> signals();

}  // namespace consentry::app

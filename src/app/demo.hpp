#pragma once

#include <cstdint>
#include <string_view>

/// What `send`, `listen`, config/demo.toml and script/server agree on, so that they work together without a word.
/// These secrets protect nothing: the demo listens on one machine only.
namespace consentry::app::demo {

inline constexpr std::string_view app_secret = "demo-app-secret";
inline constexpr std::string_view webhook_secret = "whsec_Y29uc2VudHJ5IGRlbW8gd2ViaG9vayBzZWNyZXQgISEh";
inline constexpr std::string_view phone_number_id = "106540352242922";
inline constexpr std::string_view webhook_url = "http://127.0.0.1:8080/webhooks/meta";
inline constexpr std::uint16_t listen_port = 8090;

}  // namespace consentry::app::demo

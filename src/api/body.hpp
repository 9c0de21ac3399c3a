#pragma once

#include "consentry/base/result.hpp"
#include "consentry/base/time.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::api {

/// Whether there is nothing but ASCII white space in it.
bool is_blank(std::string_view text);

/// The JSON object of a request, read member by member. A member that is missing or wrong reads as nothing and is told
/// by `finish`, which also refuses what nobody asked for, so that a misspelt member is never silently ignored. One that
/// an object tells twice is refused at once. Every
/// error begins with the member's name.
class Body {
public:
    static Result<Body> parse(std::string_view json);
    ~Body();
    Body(Body&&) noexcept;
    Body& operator=(Body&&) noexcept;

    std::string text(std::string_view name);                          ///< Required, not empty.
    std::optional<std::string> optional_text(std::string_view name);  ///< Null counts as absent.
    std::string text_or_empty(std::string_view name);
    std::string words(std::string_view name);                          ///< Required, and more than blanks.
    std::optional<std::string> optional_words(std::string_view name);  ///< More than blanks, if it is there.
    std::optional<Instant> optional_time(std::string_view name);       ///< RFC 3339.
    std::optional<Instant> time(
        std::string_view name);  ///< Required; RFC 3339, or Unix time in seconds as Meta has it.
    std::int64_t number(std::string_view name, std::int64_t most);                 ///< From 0 on; 0 if absent.
    bool flag(std::string_view name);                                              ///< False if absent.
    std::optional<std::chrono::seconds> optional_duration(std::string_view name);  ///< `30d` or a number of seconds.
    std::vector<std::string> texts(std::string_view name, std::size_t most);       ///< At least one, at most `most`.

    std::vector<Body> objects(std::string_view name, std::size_t most);  ///< Likewise; each is to be finished as well.

    /// The first thing that was wrong, if anything was.
    Result<void> finish() const;

private:
    struct State;
    explicit Body(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace consentry::api

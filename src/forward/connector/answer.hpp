#pragma once

#include "consentry/base/json_value.hpp"
#include "consentry/base/time.hpp"
#include "consentry/http/transport.hpp"
#include "forward/connector/text.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a step reads in an answer. Nothing here looks at what the answer is about.
namespace consentry::forward {

/// An answer, and its body read as JSON where it is JSON: text, XML and nothing are as good an answer. One that was cut
/// for its length, is no UTF-8, nested more than 64 deep or has a number beyond those of a double is no JSON. The
/// answer has to outlive it.
struct ReadAnswer {
    explicit ReadAnswer(http::Answer const& received);
    explicit ReadAnswer(http::Answer&&) = delete;

    bool blank() const;  ///< The body is empty, or blanks only.

    http::Answer const& answer;
    std::optional<JsonValue> json{};
};

/// The values that an RFC 6901 pointer leads to: one or none; where a part of it is `*`, of every item of a list there.
/// An empty pointer is the whole. One that is none (no slash in front, a tilde before anything but 0 and 1) leads
/// nowhere, as does an index with leading zeros. The values are good as long as `json` is.
std::vector<JsonValue const*> at_pointer(JsonValue const& json, std::string_view pointer);

/// A text as it is, a number as its digits stand in the answer, a flag as `true` or `false`; nothing of null, a list or
/// an object.
std::optional<std::string> scalar_of(JsonValue const& value);

/// Something that holds of an answer's JSON, or does not. Of a body that is neither JSON nor empty nothing holds, so
/// that a page for people is no success because of what it lacks; in an empty one everything is absent.
struct Predicate {
    enum class Test {
        equals,   ///< One of `values`, as they are written; with several values at the pointer, all of them are.
        present,  ///< There, and not null.
        absent,   ///< Not there, or null.
        length,   ///< A list of so many items, `bound`; with several values at the pointer, all of them.
        below,    ///< All of them numbers under `bound`. Of no value at all neither this holds nor the one before it.
    };

    std::string pointer;
    Test test = Test::equals;
    std::vector<std::string> values{};
    std::int64_t bound = 0;
};

bool holds(Predicate const& predicate, ReadAnswer const& answer);

/// A sort of answers: everything that is said of it has to hold.
struct AnswerClass {
    std::vector<unsigned> statuses{};  ///< Any of them; none: whatever the status is.
    std::vector<Predicate> all{};
    std::vector<Predicate> any{};  ///< At least one of them, where there are any.
    std::string text{};            ///< The whole body but for blanks at its ends; empty: whatever it is.
};

bool is_in(AnswerClass const& expected, ReadAnswer const& answer);

/// Answers after which the same is tried again, and when.
struct RetryClass {
    enum class Unit { seconds, milliseconds, unix_seconds };

    AnswerClass when;
    std::optional<std::chrono::seconds> wait{};  ///< Unless the answer says.
    std::string header{};                        ///< Where the answer says, apart from Retry-After.
    Unit unit = Unit::seconds;                   ///< Of what stands in that header.

    /// Where an answer tells what is asked for, what there is, and how quickly it comes back (Shopify).
    struct Cost {
        std::string need;
        std::string have;
        std::string per_second;
    };
    std::optional<Cost> cost{};
    bool counts = true;  ///< Uses up an attempt. A daily quota does not.
};

/// How long the receiver wants us to wait: Retry-After, the class's header, its cost, its wait, in this order; nothing
/// if none of them tells. What is over, or cannot be read, tells nothing. Never negative, and at most `wait_max`.
/// Retry-After counts whatever the status is: who asks has found that the answer is to be tried again.
std::optional<std::chrono::seconds> wait_of(RetryClass const& retry, ReadAnswer const& answer, Instant now);

inline constexpr std::chrono::seconds wait_max = std::chrono::hours{24};

/// What a lookup takes out of an answer: from each record, some values by name.
struct Extraction {
    std::string records{};  ///< Pointer to a list of them, or to a single one; empty: the whole answer is the only one.
    std::size_t max = 50;   ///< More than these are not looked at, and that is told.

    /// Pointer to what says that the answer is only a page: how many there are in all, `true`, or a text that leads to
    /// the next one. Empty: none says.
    std::string total{};

    /// A record counts only if its text there, of digits only, ends with what this becomes: where a lookup is loose.
    struct Match {
        std::string pointer;  ///< In the record; may have `*`.
        ConnectorText digits;
    };
    std::optional<Match> match{};

    std::vector<std::pair<std::string, std::string>> values{};  ///< Names, and pointers in a record.
};

using Record = std::map<std::string, std::string, std::less<>>;

struct Extracted {
    std::vector<Record> records;
    bool more = false;  ///< There are others that were not looked at.
};

/// A record that lacks the first of its values, or has an empty text there, is none: `null` where there is no such
/// customer. Other values that are lacking are empty; of several the first counts. An empty body and a null have no
/// records. An answer that is no JSON, or leads nowhere where the records should be, is an error rather than one about
/// nobody: what may be written differently has to be told apart by AnswerClass. So is one of which no record counts
/// while there are others that were not looked at.
std::expected<Extracted, std::string> extract(
    Extraction const& extraction, ReadAnswer const& answer, Lookup const& lookup);

/// The short word for an error that stands at a pointer: letters, digits (at most six), `_`, `-` and `.` only, at most
/// 64 in all, since an answer may repeat what it was sent. Empty if there is none such.
std::string error_word(ReadAnswer const& answer, std::string_view pointer);

}  // namespace consentry::forward

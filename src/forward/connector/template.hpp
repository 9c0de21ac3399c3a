#pragma once

#include "consentry/forward/connector.hpp"
#include "consentry/http/message.hpp"
#include "forward/connector/answer.hpp"
#include "forward/connector/body.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// A template of a connector as it stands in memory. docs/connectors.md says what each part means and how it is
/// written.
namespace consentry::forward {

using ConnectorHeaders = std::vector<std::pair<std::string, ConnectorText>>;

/// What a step or an authentication needs to be taken. All of it has to hold; what is empty always does.
struct StepWhen {
    std::vector<std::string> statuses{};    ///< `opted_in`, `opted_out`, `unknown`
    std::vector<std::string> scopes{};      ///< By name.
    std::vector<std::string> categories{};  ///< `marketing`, `utility`, …
    std::string found{};                    ///< The id of a step that has found somebody.
    std::string empty{};                    ///< … nobody.
    std::vector<std::string> given{};       ///< `config.x`, `secret.x`: there, and not empty.
};

enum class OnEmpty {
    skip,   ///< The delivery ends as skipped: no such contact.
    fail,   ///< … as dead: a person has to look.
    go_on,  ///< The steps behind it go on; theirs to ask with `when`.
};

struct ConnectorStep {
    std::string id;
    int line = 0;
    http::Method method = http::Method::post;
    ConnectorText url;
    ConnectorHeaders headers{};
    ConnectorBody body{};
    StepWhen when{};
    std::string for_each{};  ///< A step before it: once for each record that it found.
    std::string
        alternative_to{};  ///< A step before it: taken if that found nobody; what it finds counts as found there.
    std::string limit{};   ///< The limit that it is paced by, besides `default`.

    AnswerClass success{};              ///< Nothing said: any 2xx.
    std::optional<AnswerClass> done{};  ///< All is there already: nothing is left to do, for this scope and number.
    std::optional<AnswerClass> none{};  ///< No such contact.
    std::vector<RetryClass> retries{};  ///< Before those of the template.
    std::optional<Extraction> extraction{};
    OnEmpty on_empty = OnEmpty::skip;
    std::optional<std::chrono::seconds> look_again{};  ///< Nobody was found at the first attempt: once more, then.
    std::string error{};                               ///< Pointer to the word for what went wrong.
};

struct ConnectorAuth {
    enum class Kind { none, header, basic, client_credentials, refresh_token, jwt_bearer };

    Kind kind = Kind::none;
    int line = 0;
    StepWhen when{};  ///< Only `given`: the first that applies is taken.
    std::string header = "Authorization";
    ConnectorText value{};  ///< Of header and tokens: `Bearer {{token.access_token}}`.
    ConnectorText user{};   ///< Of basic.
    ConnectorText password{};

    ConnectorText token_url{};                                    ///< Of tokens, as are those below.
    std::vector<std::pair<ConnectorText, ConnectorText>> form{};  ///< Beyond grant_type and what is below.
    ConnectorText client_id{};                                    ///< Empty: none is sent.
    ConnectorText client_secret{};
    bool client_by_basic = false;                           ///< Else both stand in the form.
    ConnectorText refresh_token{};                          ///< The first; the account may get newer ones.
    std::chrono::seconds lifetime = std::chrono::hours{1};  ///< Where the answer has no `expires_in`.
    ConnectorText private_key{};                            ///< Of jwt_bearer: PEM, PKCS #8 or PKCS #1.
    ConnectorText key_id{};
    std::vector<std::pair<std::string, ConnectorText>> claims{};  ///< Besides `iat` and `exp`.
    std::chrono::seconds assertion_lifetime = std::chrono::minutes{3};
};

/// How much an account takes.
struct ConnectorLimit {
    Rate rate;
    std::string
        remaining_header{};      ///< An answer says there how many requests are left; at 0 the window is waited out.
    std::string reset_header{};  ///< … and there when there are more; empty: after `rate.per`.
    RetryClass::Unit reset_unit = RetryClass::Unit::seconds;
};

/// Values by status, by scope, or by both. What has no entry is not sent.
struct ConnectorMap {
    using Entries = std::map<std::string, JsonShape, std::less<>>;

    Entries by_status{};                                    ///< `opted_in`, `opted_out`, `unknown`
    Entries by_scope{};                                     ///< By the scope's name.
    std::map<std::string, Entries, std::less<>> by_both{};  ///< By scope, then status.
    std::optional<JsonShape> fallback{};                    ///< `default`: of what has no entry.
};

struct ConnectorTemplate {
    std::string name;
    ConnectorNeeds needs;
    ConnectorText base{};
    std::vector<ConnectorAuth> auths{};
    ConnectorHeaders headers{};  ///< Of every request.
    std::map<std::string, ConnectorMap, std::less<>> maps{};
    std::map<std::string, ConnectorLimit, std::less<>> limits{};  ///< `default` is of all steps.
    std::vector<RetryClass> retries{};                            ///< Of every step, before what is retried anyway.
    std::vector<unsigned> unauthorized{401, 403};                 ///< The credentials are not (or no longer) good.
    std::vector<unsigned> gone{};                                 ///< Answers of a receiver that is no more.
    std::vector<ConnectorStep> steps{};
    std::vector<ConnectorStep> tests{};       ///< Of a test without a contact; once for each scope.
    std::vector<std::string> one_scope_of{};  ///< Categories of which the system has one status: one scope each.
    bool every_spelling = true;               ///< Whether a number is looked for under each spelling of its line.
};

}  // namespace consentry::forward

#pragma once

#include "app/program.hpp"
#include "consentry/app/config.hpp"

#include <functional>
#include <string>

namespace consentry::app {

/// A text that somebody wrote, and where it is kept.
struct KeptText {
    std::string source;    ///< `ledger`, `journal`, or the name of a file.
    std::string id;        ///< Of the event, of the journal's record and the message, or of the line.
    std::string language;  ///< The language of the question it answered, or of the line; may be empty.
    std::string text;
    std::string recorded;  ///< Of an event: its type, `consent.opted_out`; else empty.
};

using TakeText = std::function<void(KeptText const& kept)>;

/// Every typed text of a brand's ledger, once, the oldest first. Works beside a running server.
/// What is wrong is told on `err`, and the exit code says of which kind it is.
Exit read_ledger(Config const& config, std::string const& brand, TakeText const& take, Terminal const& terminal);

/// Every typed text of the journal's webhooks. Damaged records are left out, and told.
Exit read_journal_texts(Config const& config, TakeText const& take, Terminal const& terminal);

/// Every line `{"id"?,"language"?,"text"}` of a file, or of the standard input if that is "-". A line that is none is
/// told with its number, the rest is read, and the exit code is no.
Exit read_lines(std::string const& file, TakeText const& take, Terminal const& terminal);

}  // namespace consentry::app

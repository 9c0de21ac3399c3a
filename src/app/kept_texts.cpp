// Where people's words are kept: the ledger has those that said something, the journal whole webhooks that could not be
// acted on, and whoever exports their inbox has a file.
#include "app/kept_texts.hpp"

#include "app/shown.hpp"
#include "app/store_choice.hpp"
#include "consentry/base/json_value.hpp"
#include "consentry/meta/decode.hpp"
#include "consentry/store/journal.hpp"

#include <filesystem>
#include <fstream>
#include <istream>
#include <ostream>

namespace consentry::app {
namespace {

constexpr std::size_t page_events = 500;

bool was_typed(consent::Event const& event)
{
    using enum consent::Source;
    return (event.source == whatsapp_message || event.source == message_api) && !event.text.empty();
}

KeptText kept_text(consent::Event const& event)
{
    std::string const language = event.prompt ? event.prompt->language : "";
    return {"ledger", event.id, language, event.text, std::string{name_of(event.type)}};
}

/// `message` of the record; a record without a body that can be read has none.
void take_items(store::JournalLine const& line, meta::Decoder& decoder, TakeText const& take)
{
    for (meta::Item const& item : decoder.decode(line.record.body).items)
        for (meta::Text const& text : item.texts)
            if (item.scan && !text.label)
                take({"journal", line.record.id + ' ' + std::string{item.message_id}, "", std::string{text.value}, ""});
}

/// Why a line is no kept text; empty if it is one.
std::string take_line(std::string const& line, std::string const& source, std::size_t number, TakeText const& take)
{
    auto const value = parse_json(line);
    if (!value)
        return "is no JSON: " + value.error();
    JsonValue const* const text = value->find("text");
    if (!text || text->kind != JsonValue::Kind::text)
        return "has no \"text\" that is a string";
    JsonValue const* const id = value->find("id");
    std::string const name = id && !id->text.empty() ? id->text : "line " + std::to_string(number);
    take({source, name, std::string{value->text_at({"language"})}, text->text, ""});
    return "";
}

}  // namespace

Exit read_ledger(Config const& config, std::string const& brand, TakeText const& take, Terminal const& terminal)
{
    auto const view = store::StoreView::open(store_options_of(config));
    if (!view) {
        terminal.err << "consentry: " << view.error().detail << '\n';
        return exit_for(view.error().fault);
    }
    std::string last;  // The events of one message follow each other: one for each scope.
    consent::Seq after = 0;
    for (bool more = true; more;) {
        consent::EventPage const page = (*view)->reader().events(brand, after, page_events);
        for (consent::Event const& event : page.events) {
            after = event.seq;
            if (!was_typed(event) || (!event.message_key.empty() && event.message_key == last))
                continue;
            last = event.message_key;
            take(kept_text(event));
        }
        more = page.more && !page.events.empty();
    }
    return Exit::done;
}

Exit read_journal_texts(Config const& config, TakeText const& take, Terminal const& terminal)
try {
    meta::Decoder decoder;
    if (!std::filesystem::exists(config.journal.path)) {
        terminal.err << "consentry: there is no journal at " << config.journal.path.string()
                     << "; consentry makes it when it first runs with this configuration\n";
        return Exit::usage;
    }
    std::size_t damaged = 0;
    store::read_journal(config.journal.path, [&](store::JournalLine const& line) {
        if (line.trouble.empty())
            take_items(line, decoder, take);
        else
            ++damaged;
    });
    if (damaged > 0)
        terminal.err << "consentry: " << damaged << " records of the journal are damaged and left out; "
                     << "`consentry journal list` names them\n";
    return Exit::done;
} catch (std::filesystem::filesystem_error const& error) {
    terminal.err << "consentry: the journal cannot be read: " << error.what()
                 << "; read it as the user that consentry runs as\n";
    return Exit::failed;
}

Exit read_lines(std::string const& file, TakeText const& take, Terminal const& terminal)
{
    std::ifstream opened;
    if (file != "-")
        opened.open(file);
    std::istream& in = file == "-" ? terminal.in : opened;
    if (!in || (file != "-" && std::filesystem::is_directory(file))) {
        terminal.err << "consentry: " << file << " cannot be read as a file of lines\n";
        return Exit::usage;
    }
    Exit exit = Exit::done;
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        std::string const flaw = take_line(line, file, number, take);
        if (flaw.empty())
            continue;
        terminal.err << shown(file) << ": line " << number << ' ' << flaw << '\n';
        exit = Exit::no;
    }
    return exit;
}

}  // namespace consentry::app

#include "app/doctor_local.hpp"

#include "app/translate.hpp"

#include "app/store_choice.hpp"
#include "consentry/base/json_value.hpp"

#include <sys/timex.h>

#include <filesystem>

namespace consentry::app {
namespace {

constexpr std::uintmax_t room_wanted = std::uintmax_t{500} * 1000 * 1000;

/// The folder itself, or the next one above that is there already.
std::filesystem::path nearest_existing(std::filesystem::path path)
{
    std::error_code error;
    while (
        !path.empty() && !std::filesystem::exists(path, error) && path.has_parent_path() && path != path.parent_path())
        path = path.parent_path();
    return path;
}

void examine_store(Config const& config, Diagnoses& found)
{
    auto const view = store::StoreView::open(store_options_of(config));
    std::string const file = config.store.file.string();
    if (view)
        found.push_back(good("store", file + " can be read, and the key is its own"));
    else if (view.error().fault == Fault::not_found)
        found.push_back(
            advice("store", "there is none at " + file, "It is made when the server starts for the first time"));
    else
        found.push_back(trouble("store", view.error().detail, "Without its store consentry does not start"));
}

/// Whoever reads the suppression key and the store finds every phone number; whoever reads the signing key can sign a
/// ledger of their own.
void examine_key(std::filesystem::path const& file, Diagnoses& found)
{
    std::error_code error;
    auto const status = std::filesystem::status(file, error);
    if (file.empty() || error || !std::filesystem::exists(status))
        return;
    using std::filesystem::perms;
    bool const open = (status.permissions() & (perms::group_all | perms::others_all)) != perms::none;
    if (open)
        found.push_back(
            trouble("key", "others than its owner can read " + file.string(), "chmod 600 " + file.string()));
    else
        found.push_back(good("key", file.string() + " is its owner's alone; keep a copy apart from the store"));
}

void examine_room(std::string const& about, std::filesystem::path const& path, Diagnoses& found)
{
    std::error_code error;
    auto const folder = nearest_existing(path);
    auto const space = std::filesystem::space(folder, error);
    if (error)
        return found.push_back(unknown(about, folder.string() + ": " + error.message(), "See to its owner and rights"));
    std::string const text = std::to_string(space.available / 1'000'000) + " MB are free at " + folder.string();
    if (space.available < room_wanted)
        found.push_back(trouble(about, text, "Make room: where nothing can be kept, Meta is answered 503"));
    else
        found.push_back(good(about, text));
}

void examine_clock(Diagnoses& found)
{
    timex state{};
    int const answer = ::adjtimex(&state);
    if (answer == TIME_ERROR || (state.status & STA_UNSYNC) != 0)
        found.push_back(advice("clock", "the system does not keep it synchronised",
            "Run chrony or systemd-timesyncd, here or on the host of this container"));
}

std::string admin_url(ListenConfig const& listen)
{
    std::string host = listen.admin_address.host;
    if (host == "0.0.0.0" || host == "::")
        host = host == "::" ? "::1" : "127.0.0.1";
    if (host.contains(':'))
        host = '[' + host + ']';
    return (listen.admin_tls ? "https://" : "http://") + host + ':' + std::to_string(listen.admin_address.port);
}

void report_parts(JsonValue const& page, Diagnoses& found)
{
    JsonValue const* const parts = page.find("parts");
    for (JsonValue const& part : parts == nullptr ? std::vector<JsonValue>{} : parts->items) {
        JsonValue const* const ready = part.find("ready");
        if (ready != nullptr && !ready->flag)
            found.push_back(trouble("server", part.name + ": " + std::string{part.text_at({"detail"})},
                "docs/runbook.md tells what to do"));
    }
    JsonValue const* const alarms = page.find("alarms");
    for (JsonValue const& alarm : alarms == nullptr ? std::vector<JsonValue>{} : alarms->items)
        found.push_back(advice("alarm " + std::string{alarm.text_at({"code"})}, std::string{alarm.text_at({"detail"})},
            "docs/runbook.md tells what to do"));
}

void examine_server(Config const& config, Ask const& ask, Diagnoses& found)
{
    std::string const url = admin_url(config.listen);
    http::Outgoing request;
    request.method = http::Method::get;
    request.url = url + "/readyz?verbose";
    request.allow_private_network = true;
    auto const answer = ask(std::move(request));
    if (!answer)
        return found.push_back(advice("server", "none answers at " + url + ": " + answer.error().detail,
            "Start it: consentry serve, or systemctl start consentry"));
    auto const page = parse_json(answer->body);
    if (!page || page->find("ready") == nullptr)
        return found.push_back(
            trouble("server", "what answers at " + url + " is no consentry", "Give the admin listener another port"));
    if (answer->status == 200)
        found.push_back(good("server", "it runs at " + url + " and is ready"));
    report_parts(*page, found);
}

}  // namespace

Diagnoses examine_machine(Config const& config, Ask const& ask)
{
    Diagnoses found;
    examine_store(config, found);
    for (auto const& file : {config.suppression.file, signing_key_of(config)})
        examine_key(file, found);
    examine_room("disk of the store", config.store.file, found);
    examine_room("disk of the journal", config.journal.path, found);
    if (!relays_of(config).empty())
        examine_room("disk of the relay log", config.relay.path, found);
    examine_clock(found);
    examine_server(config, ask, found);
    return found;
}

}  // namespace consentry::app

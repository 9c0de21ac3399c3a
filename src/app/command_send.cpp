#include "app/commands.hpp"

#include "app/demo.hpp"
#include "app/sample_webhook.hpp"
#include "consentry/app/config_file.hpp"
#include "consentry/base/clock.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/base/json.hpp"
#include "consentry/base/random.hpp"
#include "consentry/http/client.hpp"

#include <CLI/CLI.hpp>

#include <array>
#include <charconv>
#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    std::string url{demo::webhook_url};
    std::string secret;
    std::string file;
    std::string timestamp;
    SampleMessage message;
    bool json = false;
};

std::string secret_choice(std::string const& given)
{
    if (!given.empty())
        return given;
    auto variable = real_surroundings().environment("META_APP_SECRET");
    return variable && !variable->empty() ? *std::move(variable) : std::string{demo::app_secret};
}

std::string random_message_id()
{
    std::array<std::uint8_t, 16> octets{};
    SystemRandom{}.fill(octets);
    return "wamid." + to_base32(octets);
}

/// Seconds since 1970, or RFC 3339; now if nothing is given.
std::optional<EventTime> time_of(std::string const& text)
{
    if (text.empty())
        return event_time(SystemClock{}.now());
    std::int64_t seconds = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error == std::errc{} && end == text.data() + text.size())
        return EventTime{std::chrono::seconds{seconds}};
    auto const instant = parse_rfc3339(text);
    return instant ? std::optional{event_time(*instant)} : std::nullopt;
}

/// What is posted: the file as it is, or a message made from the options.
Result<std::string> body_of(Options const& options)
{
    bool const made = !options.message.text.empty() || !options.message.payload.empty();
    if (!options.file.empty())
        return made ? fail(Fault::malformed, "--file stands alone: it is sent as it is") : contents_of(options.file);
    auto const at = time_of(options.timestamp);
    if (!at)
        return fail(
            Fault::malformed, "--timestamp is neither seconds since 1970 nor a time such as 2026-11-22T09:30:00Z");
    SampleMessage message = options.message;
    message.at = *at;
    if (message.label.empty())
        message.label = message.payload;
    return webhook_of(message);
}

void print(http::Answer const& answer, Options const& options, std::ostream& out)
{
    std::string const id = options.file.empty() ? options.message.message_id : "";
    if (options.json) {
        JsonWriter json;
        json.open().key("status").number(answer.status).put("answer", answer.body).put_or_null("message_id", id);
        out << json.close().str() << '\n';
        return;
    }
    out << answer.status << ' ' << http::reason_phrase(answer.status) << (id.empty() ? "" : "  " + id) << '\n';
    if (!answer.body.empty())
        out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
}

Exit send(Options options, Terminal const& terminal)
{
    if (options.message.message_id.empty())
        options.message.message_id = random_message_id();
    auto body = body_of(options);
    if (!body) {
        terminal.err << "consentry: " << body.error().detail << '\n';
        return Exit::usage;
    }
    http::Outgoing request;
    request.url = options.url;
    request.headers = {{"Content-Type", "application/json"}, {"User-Agent", "consentry-send"},
        {"X-Hub-Signature-256", signature_of(*body, secret_choice(options.secret))}};
    request.body = *std::move(body);
    request.allow_private_network = true;
    auto const answer = http::fetch(std::move(request));
    if (!answer) {
        terminal.err << "consentry: " << answer.error().detail << '\n';
        return answer.error().fault == http::TransportFault::bad_url ? Exit::usage : Exit::failed;
    }
    print(*answer, options, terminal.out);
    return answer->status == 200 ? Exit::done : Exit::no;
}

}  // namespace

void add_send(Program& program)
{
    auto const options = std::make_shared<Options>();
    SampleMessage& message = options->message;
    message.number = demo::phone_number_id;
    CLI::App* const command
        = program.options.add_subcommand("send", "Sign and post a webhook as Meta would, to try things out");
    command->add_option("--url", options->url, "Where to")->capture_default_str();
    command->add_option("--secret", options->secret, "The app secret; default $META_APP_SECRET, else the demo's");
    command->add_option("--from", message.from, "The sender's phone number");
    command->add_option(
        "--user-id", message.user_id, "The sender's user id, as ES.13491208655302741918; with or without --from");
    command->add_option("--text", message.text, "What is typed");
    command->add_option("--button", message.payload, "Instead: the payload of a quick reply that is pressed");
    command->add_option("--label", message.label, "What that button shows; default its payload");
    command->add_option("--file", options->file, "Instead: a whole body, sent as it is");
    command->add_option("--number", message.number, "The phone_number_id it is sent to")->capture_default_str();
    command->add_option("--context", message.context_id, "The id of the message it answers");
    command->add_option("--id", message.message_id,
        "The message's id; default a new one. The same again, with the same --timestamp, is a duplicate");
    command->add_option(
        "--timestamp", options->timestamp, "When it was sent: seconds since 1970 or RFC 3339; default now");
    command->add_flag("--json", options->json, "Print {status, answer, message_id}");
    command->footer("Exit code 0 if the answer is 200, 1 if it is another, 3 if there is none.");
    command->callback([options, &program] { program.exit = send(*options, program.terminal); });
}

}  // namespace consentry::app

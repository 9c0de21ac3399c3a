#include "consentry/base/log.hpp"

#include "support/catch.hpp"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <thread>

using namespace consentry;

namespace {

/// Standard error goes into a pipe for as long as it lives.
class Piped {
public:
    Piped()
        : before_{dup(STDERR_FILENO)}
    {
        REQUIRE(pipe(ends_) == 0);
        dup2(ends_[1], STDERR_FILENO);
        close(ends_[1]);
    }

    ~Piped()
    {
        dup2(before_, STDERR_FILENO);
        close(before_);
        std::clearerr(stderr);
        if (reads_)
            close(ends_[0]);
    }

    /// Nobody reads any more.
    void break_off()
    {
        close(ends_[0]);
        reads_ = false;
    }

    /// Nobody writes any more.
    void end() const { dup2(before_, STDERR_FILENO); }

    /// Until the end.
    std::string read() const
    {
        std::string text;
        char part[4096];
        for (ssize_t count = 0; (count = ::read(ends_[0], part, sizeof part)) > 0;)
            text.append(part, static_cast<std::size_t>(count));
        return text;
    }

private:
    int before_;
    int ends_[2]{};
    bool reads_ = true;
};

/// The literals of the sources that name an entry of the log. Keys of the configuration look the same.
std::set<std::string> written_by_the_sources()
{
    std::regex const name{
        R"re("((?:alarm|api|delivery|destination|erasure|forward|handshake|http|journal|ledger|log|metrics|reads|relay|round|serve|store|watch|webhook)\.[a-z_]+)")re"};
    std::set<std::string> names;
    std::filesystem::path const sources{CONSENTRY_SOURCE_DIR "/src"};
    for (auto const& file : std::filesystem::recursive_directory_iterator{sources}) {
        std::string const of = file.path().filename().string();
        if (!file.is_regular_file() || of == "setup.cpp" || of.starts_with("config"))
            continue;
        std::ifstream stream{file.path()};
        std::string const text{std::istreambuf_iterator<char>{stream}, {}};
        for (std::sregex_iterator found{text.begin(), text.end(), name}; found != std::sregex_iterator{}; ++found)
            names.insert((*found)[1]);
    }
    return names;
}

std::set<std::string> told_by_the_page()
{
    std::ifstream page{CONSENTRY_SOURCE_DIR "/docs/logs.md"};
    std::set<std::string> names;
    for (std::string line; std::getline(page, line);)
        if (line.starts_with("| `") && line.find('.') < line.find('`', 3))
            names.insert(line.substr(3, line.find('`', 3) - 3));
    return names;
}

}  // namespace

TEST_CASE("an entry is one line of JSON, written by the time the log is gone")
{
    Piped standard_error;
    {
        JsonLog log;
        log.info("webhook.kept", {{"brand", "demo"}, {"signals", std::int64_t{1}}, {"late", false}});
        log.write(Severity::debug, "webhook.ignored", {});
    }
    standard_error.end();
    std::string const line = standard_error.read();
    CHECK(line.starts_with(R"({"time":"20)"));
    CHECK(line.ends_with(R"(","level":"info","event":"webhook.kept","brand":"demo","signals":1,"late":false})"
                         "\n"));
}

TEST_CASE("who reads the log slowly, or not at all, holds nobody up")
{
    auto* const before = std::signal(SIGPIPE, SIG_IGN);
    {
        Piped standard_error;
        JsonLog log;
        std::string const much(200, 'x');
        for (int line = 0; line < 20'000; ++line)  // Many times what a pipe holds.
            log.info("webhook.kept", {{"why", std::string_view{much}}});
        standard_error.break_off();
    }
    std::signal(SIGPIPE, before);
}

TEST_CASE("what was left out because nobody read is counted")
{
    Piped standard_error;
    std::string text;
    std::thread reading;
    {
        JsonLog log;
        std::string const much(1'000'000, 'x');
        for (int line = 0; line < 20; ++line)
            log.info("webhook.kept", {{"why", std::string_view{much}}});
        reading = std::thread{[&] { text = standard_error.read(); }};
    }
    standard_error.end();
    reading.join();
    CHECK(text.find(R"("event":"log.lost","lines":)") != std::string::npos);
}

TEST_CASE("its thread takes no signal that somebody else waits for")
{
    JsonLog const log;
    sigset_t stop;
    sigset_t before;
    sigemptyset(&stop);
    sigaddset(&stop, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &stop, &before);
    kill(getpid(), SIGUSR1);  // Would end us if a thread took it.
    timespec const patience{20, 0};
    CHECK(sigtimedwait(&stop, nullptr, &patience) == SIGUSR1);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST_CASE("docs/logs.md tells of every entry that the sources write, and of no other")
{
    CHECK(written_by_the_sources() == told_by_the_page());
}

TEST_CASE("a masked name tells no more than where it is from and how it ends")
{
    CHECK(masked("34600111222") == "34…22");
    CHECK(masked("ES.13491208655302741918") == "ES…18");
    CHECK(masked("1234567") == "…");
}

#pragma once

#include "forward/connector/account.hpp"

#include "stage.hpp"

namespace consentry::test {

/// Keeps tokens in memory; on disk they are when a test says so.
class HandKeeper final : public forward::TokenKeeper {
public:
    std::optional<std::string> kept_token(std::string const& name) override
    {
        if (!trouble.empty())
            throw std::runtime_error{trouble};
        auto const found = kept.find(name);
        return found == kept.end() ? std::nullopt : std::optional{found->second};
    }

    void keep_token(std::string name, std::string token, std::move_only_function<void(Result<void>)> done) override
    {
        writes.push_back({std::move(name), std::move(token), std::move(done)});
        if (!by_hand)
            settle();
    }

    /// What was to be kept is on disk, or can't be.
    void settle()
    {
        for (Write& write : std::exchange(writes, {})) {
            if (trouble.empty())
                kept[write.name] = write.token;
            write.done(trouble.empty() ? Result<void>{} : fail(Fault::unavailable, trouble));
        }
    }

    struct Write {
        std::string name;
        std::string token;
        std::move_only_function<void(Result<void>)> done;
    };

    bool by_hand = false;
    std::string trouble;
    std::vector<Write> writes;
    std::map<std::string, std::string> kept;
};

inline forward::ConnectorText text(std::string_view written) { return forward::ConnectorText::parse(written).value(); }

/// A far system with a place where tokens are got, and accounts of it.
class AccountStage {
public:
    using Pass = std::expected<forward::ConnectorAccount::Pass, forward::Ending>;

    static constexpr char const* token_url = "https://login.example.com/token";

    AccountStage() { start(); }

    /// The process begins, or begins again: what was under way is lost.
    void start()
    {
        tasks->clear();
        keeper.writes.clear();
        account.reset();
        accounts = forward::make_accounts({receivers, tasks, clock, keeper});
    }

    /// The account of a destination with that template.
    void open(forward::ConnectorTemplate made)
    {
        made.name = "far";
        connector = std::make_shared<forward::ConnectorTemplate>(std::move(made));
        open();
    }

    void open() { account = accounts->open(destination()); }

    void open(forward::ConnectorAuth auth)
    {
        forward::ConnectorTemplate made;
        made.auths.push_back(std::move(auth));
        open(std::move(made));
    }

    forward::Destination destination() const
    {
        forward::Destination made;
        made.brand = "demo";
        made.name = "crm";
        made.connector = std::make_shared<forward::ConnectorTarget>(
            forward::ConnectorTarget{.connector = connector, .settings = settings, .secrets = secrets});
        return made;
    }

    /// An authentication by a token.
    static forward::ConnectorAuth token_auth(forward::ConnectorAuth::Kind kind)
    {
        forward::ConnectorAuth auth;
        auth.kind = kind;
        auth.value = text("Bearer {{token.access_token}}");
        auth.token_url = text(token_url);
        auth.client_id = text("{{config.client}}");
        auth.client_secret = text("{{secret.client}}");
        auth.refresh_token = text("{{secret.refresh}}");
        return auth;
    }

    /// What the next requests for a token are answered.
    void answer(Reaction reaction)
    {
        receivers.reactions[token_url] = [reaction](Seen const&) { return reaction; };
    }
    void answer(std::string body) { answer(Reaction{.body = std::move(body)}); }

    /// Asks for a pass; its answer is put behind `passes`.
    void ask()
    {
        account->pass([this](Pass pass) { passes.push_back(std::move(pass)); });
    }

    /// Asks, and waits for what is under way.
    Pass pass()
    {
        ask();
        wait(std::chrono::milliseconds{10});
        return passes.back();
    }

    void wait(std::chrono::milliseconds time) { tasks->run_until(clock.at + time); }

    std::size_t asked() const { return receivers.seen.size(); }

    HandClock clock;
    std::shared_ptr<HandTasks> tasks = std::make_shared<HandTasks>(clock);
    FalseReceivers receivers{clock, *tasks};
    HandKeeper keeper;
    forward::ConnectorTarget::Values settings{{"client", "our app"}};
    forward::ConnectorTarget::Values secrets{{"client", "s3cr+t"}, {"refresh", "R0"}, {"token", "T"}};
    std::shared_ptr<forward::ConnectorTemplate const> connector;
    std::unique_ptr<forward::ConnectorAccounts> accounts;
    std::shared_ptr<forward::ConnectorAccount> account;
    std::vector<Pass> passes;
};

}  // namespace consentry::test

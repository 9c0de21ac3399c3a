// Stories are made so that what the design excepts does not happen in them: a question of one scope only where answers
// quote nothing (a binding to the only open scope stays), acknowledgements that answer nothing, and records of
// the business before all else.
#include "story.hpp"

#include <array>

namespace consentry::consent {
namespace {

constexpr int seconds = 12;
constexpr int arrivals = 100;

/// One person, with the names that Meta tells of them, and the messages that asked them something.
struct Person {
    std::vector<Alias> names;
    std::string asked_scope;  ///< Empty: every scope may be asked, and every answer quotes its question.
    std::vector<std::pair<std::string, bool>> questions;  ///< Message ids, and whether the sister brand asked.
};

class Making {
public:
    explicit Making(test::Generator& random)
        : random_{random}
    {
    }

    Story story()
    {
        int const people = 1 + random_.below(3);
        for (int i = 0; i < people; ++i)
            tell_of(person(i));
        return std::move(story_);
    }

private:
    Person person(int i)
    {
        Person made;
        Alias const number = phone("3460011122" + std::to_string(i));
        Alias const id = user("ES.1000" + std::to_string(i));
        switch (random_.below(4)) {
        case 0: made.names = {number}; break;
        case 1: made.names = {id}; break;
        default: made.names = {number, id}; break;
        }
        story_.aliases.insert(story_.aliases.end(), made.names.begin(), made.names.end());
        static constexpr std::array scopes{"marketing", "orders", ""};
        made.asked_scope = random_.one_of(scopes);
        return made;
    }

    void tell_of(Person person)
    {
        for (int left = random_.below(3); left > 0; --left)
            tell_record(person);
        for (int left = random_.below(3); left > 0; --left)
            tell_question(person);
        for (int left = 1 + random_.below(6); left > 0; --left)
            tell_item(person);
    }

    void tell_record(Person const& person)
    {
        Record record;
        record.contact = random_.one_of(person.names);
        record.scope = any_scope();
        record.opted_in = record.scope != "*" && random_.once_in(2);
        record.occurred_at = at(random_.below(seconds));
        record.may_reopen = random_.once_in(2);
        record.evidence = random_.once_in(2) ? "form" : "";
        record.wording = record.scope == "marketing" ? "v3" : record.scope == "orders" ? "o1" : "";
        add(story_.prologue, record, random_.once_in(4), record.opted_in ? "records yes" : "records no");
    }

    void tell_question(Person& person)
    {
        std::string const scope = person.asked_scope.empty() ? any_of_two() : person.asked_scope;
        bool const quotable = person.asked_scope.empty() || random_.once_in(2);
        std::string const message = quotable ? next_id("q") : "";
        // On even seconds, and answers that quote nothing on odd ones: of one second, order of arrival decides whether
        // a question was asked before its answer.
        Ask question = ask(scope, random_.below(seconds) & ~1, message, random_.one_of(person.names));
        question.expires_in = std::chrono::seconds{1 + random_.below(seconds)};
        bool const to_sister = random_.once_in(4);
        if (quotable)
            person.questions.emplace_back(message, to_sister);
        // Without a message id every telling is a question of its own, which changes no state.
        add(story_.items, question, to_sister, "asks " + scope + " " + message);
    }

    void tell_item(Person const& person)
    {
        switch (random_.below(10)) {
        case 0: return tell(person, said(Intent::opt_out));
        case 1: return tell(person, scoped(said(Intent::opt_out)));
        case 2: return tell(person, said(Intent::opt_in));
        case 3: return tell(person, weak(said(Intent::opt_out)));
        case 4: return tell(person, said(Intent::acknowledge));
        case 5: return tell_setting(person);
        case 6: return tell_send(person);
        case 7: return tell(person, addressed(said(random_.once_in(2) ? Intent::affirm : Intent::decline)));
        default: return tell_answer(person);
        }
    }

    void tell_answer(Person const& person)
    {
        Signal answer = said(random_.once_in(3) ? Intent::decline : Intent::affirm);
        bool const may_be_plain = !person.asked_scope.empty();
        bool const quotes = !person.questions.empty() && (!may_be_plain || random_.once_in(2));
        if (!quotes && !may_be_plain)
            answer.context_id = "wamid.never-asked";
        if (!quotes) {
            answer.at = at(random_.below(seconds) | 1);
            return tell(person, answer);
        }
        auto const& [message, to_sister] = random_.one_of(person.questions);
        answer.context_id = message;
        tell(person, answer, to_sister);
    }

    void tell_setting(Person const& person)
    {
        static constexpr std::array intents{Intent::meta_stop, Intent::meta_resume, Intent::meta_signup};
        bool const failed = random_.once_in(4);
        Signal made = said(failed ? Intent::meta_stop : random_.one_of(intents));
        made.source = failed ? Source::meta_status : Source::meta_preference;
        if (random_.once_in(3))
            made.number = second_number;
        tell(person, made);
    }

    /// Under one name: two that are told only where a no stands already would be learnt in some orders and not in
    /// others.
    void tell_send(Person const& person)
    {
        static constexpr std::array<std::optional<Category>, 3> categories{
            Category::marketing, Category::utility, std::nullopt};
        Send send;
        send.who = {random_.one_of(person.names)};
        send.number = first_number;
        send.message_id = next_id("s");
        send.at = at(random_.below(2 * seconds));
        send.category = random_.one_of(categories);
        add(story_.items, send, random_.once_in(4), "sends at " + rfc3339(send.at) + " to " + send.who[0].value);
    }

    Signal said(Intent intent)
    {
        Signal made = signal(intent, std::string{name_of(intent)}, random_.below(seconds), next_id("m"));
        made.number = first_number;
        return made;
    }

    Signal scoped(Signal made)
    {
        made.readings[0].scopes = {any_of_two()};
        return made;
    }

    static Signal weak(Signal made)
    {
        made.readings[0].weak = true;
        return made;
    }

    Signal addressed(Signal made)
    {
        made.readings[0].addressed = true;
        return scoped(std::move(made));
    }

    void tell(Person const& person, Signal made) { tell(person, std::move(made), random_.once_in(4)); }

    void tell(Person const& person, Signal made, bool to_sister)
    {
        made.who = person.names;
        // What leaves no entry leaves no link of two names of a stranger either.
        bool const leaves_a_link = made.readings[0].intent != Intent::acknowledge;
        if (person.names.size() == 2 && !(leaves_a_link && random_.once_in(3)))
            made.who = {random_.one_of(person.names)};
        std::string told = std::string{name_of(made.readings[0].intent)} + " at " + rfc3339(made.at);
        for (std::string const& scope : made.readings[0].scopes)
            told += " " + scope;
        if (made.context_id)
            told += " to " + *made.context_id;
        for (Alias const& alias : made.who)
            told += " " + alias.value;
        add(story_.items, std::move(made), to_sister, std::move(told));
        if (random_.once_in(10))
            say_it_ahead_of_time(story_.items.back());
    }

    /// A time later than the arrival is cut to it.
    static void say_it_ahead_of_time(Telling& telling)
    {
        telling.arrival = arrivals;
        std::get<Signal>(telling.what).at = at(arrivals + 300);
        telling.told += " (ahead of time)";
    }

    static void add(std::vector<Telling>& to, Matter::What what, bool to_sister, std::string told)
    {
        to.push_back({std::move(what), to_sister, {}, (to_sister ? "sister: " : "") + std::move(told)});
    }

    std::string next_id(char const* kind) { return std::string{"wamid."} + kind + std::to_string(++last_id_); }
    std::string any_scope()
    {
        static constexpr std::array scopes{"*", "marketing", "orders"};
        return random_.one_of(scopes);
    }
    std::string any_of_two() { return random_.once_in(2) ? "marketing" : "orders"; }

    test::Generator& random_;
    Story story_;
    int last_id_ = 0;
};

}  // namespace

Policy story_policy(std::string brand)
{
    Policy policy = demo_policy();
    policy.brand = std::move(brand);
    policy.scopes[1].valid_for = 8s;
    policy.start_scopes = {"orders"};
    policy.start_wording = "o1";
    return policy;
}

Story make_story(test::Generator& random) { return Making{random}.story(); }

}  // namespace consentry::consent

// The lives of a few people, told in any order and more than once: at the rules in memory, at a store on disk, and at a
// model of a page, which all have to say the same. What the order cannot be left out of stands still, as in
// unit/consent/naming_model_test.cpp: records of the business come first or last, names seen together are told once
// more at the end, and nobody moves twice.
#include "consentry/consent/variants.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

#include <map>

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;
using consentry::test::Generator;

namespace {

constexpr int moves_at = 500;
constexpr int last_words_at = 900;
constexpr int looked_at = 2'000;

enum class Word { stop, yes, start, told_no, told_yes };
using Words = std::map<int, Word>;  ///< By time; no two of a story are of one second.

bool is_denial(Word word) { return word == Word::stop || word == Word::told_no; }
bool is_told(Word word) { return word == Word::told_no || word == Word::told_yes; }

/// What somebody said to one brand.
struct Said {
    Words words{};
    std::map<int, bool> settings{};  ///< In WhatsApp itself: whether it was a stop.
};

struct Person {
    Alias old_phone;
    Alias new_phone;
    Alias old_user;
    Alias new_user;
    Alias parent;
    bool moves = true;
    std::map<std::string, Said> said{};          ///< By brand.
    std::map<std::string, Said> next_said{};     ///< By who has the old number after them.
    std::map<std::string, Said> earlier_said{};  ///< By who had the new number before them.
};

Person person(std::string const& n, std::string const& country, std::string old_phone, std::string new_phone)
{
    auto const id = [&](std::string const& digits) { return country + "." + digits + n; };
    return {phone(std::move(old_phone)), phone(std::move(new_phone)), user(id("1")), user(id("2")),
        {AliasKind::parent_user_id, id("ENT.")}};
}

/// A Spaniard, two Brazilians and a Mexican who may move, and two Argentine numbers that may be one.
std::vector<Person> people()
{
    std::vector<Person> made{person("1", "ES", "34600111222", "34600999888"),
        person("2", "BR", "553187654321", "5511987654321"), person("3", "BR", "5521998765432", "551187654399"),
        person("4", "MX", "5215512345678", "523312345678"), person("5", "AR", "5491123456789", ""),
        person("6", "AR", "541123456789", "")};
    made[4].moves = made[5].moves = false;
    return made;
}

// The model.

/// The word that decides: the latest, but a START takes away the denials before it, and what the business tells never
/// stands against a person's no.
std::optional<std::pair<int, Word>> deciding(Words const& words)
{
    std::optional<std::pair<int, Word>> last;
    std::optional<std::pair<int, Word>> persons;
    for (auto const& [time, word] : words) {
        bool const is_lifted = is_denial(word) && std::ranges::any_of(words, [&](auto const& other) {
            return other.second == Word::start && other.first > time;
        });
        if (word == Word::start || is_lifted)
            continue;
        last = {time, word};
        if (!is_told(word))
            persons = last;
    }
    if (last && last->second == Word::told_yes && persons && is_denial(persons->second))
        return persons;
    return last;
}

State state_of(Words const& words)
{
    auto const found = deciding(words);
    if (!found)
        return State::unknown;
    return is_denial(found->second) ? State::opted_out : State::opted_in;
}

Words of_person(Words words)
{
    std::erase_if(words, [](auto const& word) { return is_told(word.second); });
    return words;
}

/// With the denials of somebody who may have the same line.
Said sharing(Said mine, Said const& others)
{
    for (Words const& words : {others.words, of_person(others.words)}) {
        if (auto const found = deciding(words); found && is_denial(found->second))
            mine.words.insert(*found);
    }
    if (!others.settings.empty() && others.settings.rbegin()->second)
        mine.settings.insert(*others.settings.rbegin());
    return mine;
}

bool is_allowed(Said const& said)
{
    bool const stopped_in_whatsapp = !said.settings.empty() && said.settings.rbegin()->second;
    return state_of(said.words) == State::opted_in && !stopped_in_whatsapp;
}

/// The stories of all of them, told to everybody.
class Lives {
public:
    Lives()
    {
        world.add_sibling(story_policy("sister"));
        for (int left = choose.below(6); left > 0; --left)
            tell_record(choose.below(static_cast<int>(everybody.size())), ++second_);
        for (Person& one : everybody) {
            for (int left = choose.below(6); left > 0; --left)
                plan_word(one);
            for (int left = one.moves ? choose.below(3) : 0; left > 0; --left)
                plan_word_of_others(one);
            plan({help(one, ++second_), choose.once_in(3)});  // Nobody is a stranger in the end.
            plan_names(one);
        }
        choose.shuffle(items_);
        items_.insert(items_.end(), told_again_.begin(), told_again_.end());
        while (!items_.empty())
            tell_some();
    }

    void tell_record(int who, int time)
    {
        Person& one = everybody[static_cast<std::size_t>(who)];
        bool const to_sister = choose.once_in(3);
        Record record;
        record.contact = spelt(time < moves_at || !one.moves ? one.old_phone : one.new_phone);
        record.scope = "marketing";
        record.opted_in = choose.once_in(2);
        record.occurred_at = at(time);
        record.wording = record.opted_in ? "v3" : "";
        Said& said = one.said[brand(to_sister)];
        Words after = said.words;
        after[time] = record.opted_in ? Word::told_yes : Word::told_no;
        bool const refused = record.opted_in
            && (state_of(of_person(sharing(said, said_by_other(who, to_sister)).words)) == State::opted_out
                || is_left(one, brand(to_sister)));
        tell({{record, to_sister}});
        REQUIRE(last_.back().refused.has_value() == refused);
        if (!refused && state_of(after) != state_of(said.words))
            said.words = after;
    }

    /// Somebody new has the number, and agrees.
    void tell_next_owner(Person& moved)
    {
        moved.next_said["demo"].words[last_words_at] = Word::yes;
        tell({{word(Word::yes, {spelt(moved.old_phone)}, last_words_at), false}});
    }

    /// Whether a no stays with the new number: who had it before said no, and who has it now has not spoken yet.
    static bool is_left(Person const& one, std::string const& brand)
    {
        auto const words_in = [&](std::map<std::string, Said> const& said) {
            auto const found = said.find(brand);
            return found == said.end() ? Words{} : found->second.words;
        };
        return one.moves && state_of(words_in(one.earlier_said)) == State::opted_out
            && of_person(words_in(one.said)).empty();
    }

    /// What was said to the brand by who may have the same line as everybody[who].
    Said said_by_other(int who, bool to_sister)
    {
        return who < 4 ? Said{} : everybody[static_cast<std::size_t>(9 - who)].said[brand(to_sister)];
    }

    CheckAnswer check(Alias const& name, bool to_sister)
    {
        Policy const& policy = to_sister ? *sample.sister : *sample.demo;
        CheckQuestion const question{name, policy.scope("marketing"), {}};
        return sample.store->reader().check(policy, {&question, 1}, at(looked_at)).front();
    }

    Alias spelt(Alias const& name)
    {
        auto const other = other_spelling(name);
        return other && choose.once_in(2) ? *other : name;
    }

    static std::string brand(bool to_sister) { return to_sister ? "sister" : "demo"; }

    Generator choose;
    std::vector<Person> everybody = people();
    SampleStore sample;
    World world{story_policy("demo")};

private:
    using Item = std::pair<Matter::What, bool>;

    void plan_word(Person& one)
    {
        bool const before = !one.moves || choose.once_in(2);
        bool const to_sister = choose.once_in(3);
        int const time = ++second_ + (before ? 0 : moves_at);
        std::vector<Alias> const names{
            spelt(before ? one.old_phone : one.new_phone), before ? one.old_user : one.new_user, one.parent};
        std::vector<Alias> who{choose.one_of(names)};
        if (choose.once_in(4))
            who = {names[0], names[1]};
        plan_word(one.said[brand(to_sister)], who, time, to_sister);
    }

    /// Strangers, under the number alone, whenever they are heard.
    void plan_word_of_others(Person& one)
    {
        bool const is_next = choose.once_in(2);
        bool const to_sister = choose.once_in(3);
        Said& said = (is_next ? one.next_said : one.earlier_said)[brand(to_sister)];
        plan_word(
            said, {spelt(is_next ? one.old_phone : one.new_phone)}, ++second_ + (is_next ? moves_at : 0), to_sister);
    }

    void plan_word(Said& said, std::vector<Alias> const& who, int time, bool to_sister)
    {
        if (choose.once_in(4)) {
            bool const stops = said.settings[time] = choose.once_in(2);
            Signal setting = word(Word::stop, who, time);
            setting.readings = consent::setting(stops ? Intent::meta_stop : Intent::meta_resume, time).readings;
            setting.source = Source::meta_preference;
            return plan({setting, to_sister});
        }
        static constexpr std::array choices{Word::stop, Word::stop, Word::yes, Word::yes, Word::start};
        plan({word(said.words[time] = choose.one_of(choices), who, time), to_sister});
    }

    /// Seen together, by whatever Meta tells; a contact that was asked for is no more than that, either.
    void plan_names(Person const& one)
    {
        std::vector<Naming> namings{
            together({spelt(one.old_phone), one.old_user}, 400), together({one.old_user, one.parent}, 401)};
        if (one.moves) {
            Naming move = together({spelt(one.new_phone), one.new_user}, moves_at);
            move.former = {spelt(one.old_phone), one.old_user};
            move.stamped = at(moves_at);
            move.source = Source::system;
            move.identity = "system/" + one.old_phone.value;
            move.strangers = true;
            plan({move, choose.once_in(3)});  // Told once, whenever it comes.
            namings.insert(namings.end(),
                {together({spelt(one.new_phone), one.new_user}, 600), together({one.new_user, one.parent}, 601)});
        }
        for (Naming const& naming : namings) {
            if (choose.once_in(2))
                plan({naming, choose.once_in(3)});
            told_again_.emplace_back(naming, choose.once_in(3));
        }
    }

    void plan(Item const& item)
    {
        items_.push_back(item);
        if (choose.once_in(4))
            items_.push_back(item);
    }

    static Naming together(std::vector<Alias> who, int time)
    {
        Naming naming;
        naming.who = std::move(who);
        naming.at = at(time);
        return naming;
    }

    static Signal help(Person const& one, int time)
    {
        Signal made = signal(Intent::help, "ayuda", time, "wamid.help" + std::to_string(time));
        made.who = {one.old_phone};
        return made;
    }

    static Signal word(Word word, std::vector<Alias> who, int time)
    {
        Intent const intent = word == Word::stop ? Intent::opt_out
            : word == Word::yes                  ? Intent::affirm
                                                 : Intent::opt_in;
        Signal made = signal(intent, std::string{name_of(intent)}, time, "wamid." + std::to_string(time));
        made.who = std::move(who);
        if (word == Word::yes) {
            made.source = Source::whatsapp_button;
            made.readings.front().addressed = true;
            made.readings.front().scopes = {"marketing"};
            made.readings.front().wording = "v3";  // As the business's records: nothing else would be new in them.
        }
        return made;
    }

    /// As many as one webhook may bring.
    void tell_some()
    {
        auto const some = items_.begin() + std::min(1 + choose.below(4), static_cast<int>(items_.size()));
        tell({items_.begin(), some});
        items_.erase(items_.begin(), some);
    }

    void tell(std::vector<Item> const& items)
    {
        ++arrival_;
        sample.clock.set(seen_at(arrival_));
        Unit unit;
        for (auto const& [what, to_sister] : items) {
            unit.matters.push_back(std::move(sample.unit_of(what, to_sister).matters.front()));
            to_sister ? world.apply_to_sibling(what, arrival_) : world.apply(what, arrival_);
        }
        last_ = sample.commit(std::move(unit)).value();
    }

    std::vector<Item> items_;
    std::vector<Item> told_again_;
    std::vector<Outcome> last_;
    int second_ = 0;
    int arrival_ = 1'000;
};

/// Every name of a person leads to the same, in memory and on disk.
void compare(Lives& told, int who, bool to_sister)
{
    Person& one = told.everybody[static_cast<std::size_t>(who)];
    Said const& own = one.said[Lives::brand(to_sister)];
    Said const all = sharing(own, told.said_by_other(who, to_sister));
    std::vector<Alias> names{one.old_user, one.parent, told.spelt(one.moves ? one.new_phone : one.old_phone)};
    if (one.moves)
        names.push_back(one.new_user);
    for (Alias const& name : names) {
        INFO(name.value << " at " << Lives::brand(to_sister) << ", " << own.words.size() << " words");
        auto const known = told.world.known(name, Lives::brand(to_sister));
        if (known)
            REQUIRE(fold(known->facts, "marketing", at(looked_at)).state == state_of(own.words));
        CheckAnswer const found = told.check(name, to_sister);
        bool const is_left = Lives::is_left(one, Lives::brand(to_sister));
        REQUIRE(found.state == (is_left ? State::opted_out : state_of(all.words)));
        REQUIRE(found.allowed == (!is_left && is_allowed(all)));
    }
}

/// The old number is the next owner's. Until they speak, a no stays with it.
void compare_left(Lives& told, Person& moved)
{
    Words words = moved.said["demo"].words;
    std::erase_if(words, [](auto const& word) { return word.first >= moves_at; });
    Words const& next = moved.next_said["demo"].words;
    State const left = state_of(words) == State::opted_out ? State::opted_out : State::unknown;
    INFO(moved.old_phone.value << ", left behind");
    REQUIRE(told.check(told.spelt(moved.old_phone), false).state == (next.empty() ? left : state_of(next)));
}

}  // namespace

TEST_CASE(
    "whatever people say under whichever name, in any order: memory, disk and model agree, and the store is sound")
{
    for (int round = 0; round < 12; ++round) {
        Lives told;
        INFO("CONSENTRY_TEST_SEED=" << told.choose.seed());
        for (int who = 0; who < 6; ++who) {
            for (bool const to_sister : {false, true})
                compare(told, who, to_sister);
        }
        for (int who = 0; who < 4; ++who)
            compare_left(told, told.everybody[static_cast<std::size_t>(who)]);

        // What the business tells last is refused where the person said no.
        for (int left = 4; left > 0; --left) {
            int const who = told.choose.below(6);
            told.tell_record(who, 700 + left);
            compare(told, who, false);
        }

        // The next owner of a number is somebody else, whatever the spelling.
        int const who = told.choose.below(4);
        Person& moved = told.everybody[static_cast<std::size_t>(who)];
        told.tell_next_owner(moved);
        REQUIRE(told.check(told.spelt(moved.old_phone), false).allowed == is_allowed(moved.next_said["demo"]));
        compare(told, who, false);

        check_sound(told.sample);
    }
}

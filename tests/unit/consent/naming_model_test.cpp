// Who is who, in whatever order Meta tells it: compared with a model of a few lines.
//
// What the order cannot be left out of, and so stands still here:
// - Names of strangers seen together are not kept. So that is told once more at the end, as Meta's statuses do with
// each
//   message. A change of names is told once, whenever it comes.
// - Of two changes of one person the later can come first only if the names between them are known. So there is one.
#include "generator.hpp"
#include "support/catch.hpp"
#include "unit/consent/world.hpp"

#include <map>

using namespace consentry;
using namespace consentry::consent;
using consentry::test::Generator;

namespace {

constexpr int moves_at = 500;

/// Somebody who moves from one phone number, and user id, to another.
struct Someone {
    Alias old_phone;
    Alias old_user;
    Alias new_phone;
    Alias new_user;
    std::map<int, Intent> said{};          ///< The model: by time.
    std::map<int, Intent> next_said{};     ///< By who has the old number after them.
    std::map<int, Intent> earlier_said{};  ///< By who had the new number before them.
};

Someone someone(int i)
{
    std::string const n = std::to_string(i);
    return {phone("3460011100" + n), {AliasKind::user_id, "ES.1" + n}, phone("3460022200" + n),
        {AliasKind::user_id, "ES.2" + n}};
}

Naming names(std::vector<Alias> who, int second)
{
    Naming naming;
    naming.who = std::move(who);
    naming.at = at(second);
    return naming;
}

Naming move_of(Someone const& one)
{
    Naming naming = names({one.new_phone, one.new_user}, moves_at);
    naming.former = {one.old_phone, one.old_user};
    naming.strangers = true;
    naming.stamped = at(moves_at);
    naming.source = Source::system;
    naming.identity = "system/" + one.old_phone.value;
    return naming;
}

/// A STOP, or a YES by a button that carries its question with it.
Signal words(Intent intent, Alias who, int second)
{
    Signal made = signal(intent, intent == Intent::opt_out ? "baja" : "sí", second, "wamid." + std::to_string(second));
    made.who = {std::move(who)};
    if (intent == Intent::affirm) {
        made.source = Source::whatsapp_button;
        made.readings.front().addressed = true;
        made.readings.front().scopes = {"marketing"};
    }
    return made;
}

State expected(std::map<int, Intent> const& said)
{
    if (said.empty())
        return State::unknown;
    return said.rbegin()->second == Intent::opt_out ? State::opted_out : State::opted_in;
}

/// What the ones before and after say, under the number alone: strangers to each other, whenever they are heard.
std::vector<Matter::What> words_of_others(Generator& choose, Someone& one, int& second)
{
    std::vector<Matter::What> items;
    for (int left = choose.below(3); left > 0; --left) {
        bool const is_next = choose.once_in(2);
        Intent const intent = choose.once_in(2) ? Intent::opt_out : Intent::affirm;
        int const when = ++second + (is_next ? moves_at : 0);
        (is_next ? one.next_said : one.earlier_said)[when] = intent;
        items.emplace_back(words(intent, is_next ? one.old_phone : one.new_phone, when));
    }
    return items;
}

}  // namespace

TEST_CASE("in whatever order names, changes of names and words come, the latest word holds under every name")
{
    Generator choose;
    INFO("CONSENTRY_TEST_SEED=" << choose.seed());
    for (int round = 0; round < 200; ++round) {
        World world;
        std::vector<Someone> people{someone(1), someone(2), someone(3)};
        std::vector<Matter::What> items;
        std::vector<Matter::What> told_again;
        int second = 0;
        for (Someone& one : people) {
            for (int left = choose.below(5); left > 0; --left) {
                bool const before = choose.once_in(2);
                Intent const intent = choose.once_in(2) ? Intent::opt_out : Intent::affirm;
                int const when = before ? ++second : moves_at + ++second;
                Alias const& name = choose.once_in(2) ? (before ? one.old_phone : one.new_phone)
                                                      : (before ? one.old_user : one.new_user);
                one.said[when] = intent;
                items.push_back(words(intent, name, when));
                if (choose.once_in(3))
                    items.push_back(words(intent, name, when));
            }
            std::ranges::move(words_of_others(choose, one, second), std::back_inserter(items));
            items.push_back(move_of(one));
            for (Naming const& naming :
                {names({one.old_phone, one.old_user}, 400), names({one.new_phone, one.new_user}, 600)}) {
                if (choose.once_in(2))
                    items.push_back(naming);
                told_again.push_back(naming);
            }
        }
        choose.shuffle(items);
        for (auto const* const part : {&items, &told_again}) {
            for (Matter::What const& item : *part)
                world.apply(item);
        }
        for (Someone const& one : people) {
            INFO("round " << round << ", " << one.old_phone.value << ", " << one.said.size() << " words");
            for (Alias const& name : {one.new_phone, one.new_user, one.old_user})
                REQUIRE(world.state("marketing", name) == expected(one.said));
            REQUIRE(world.state("marketing", one.old_phone) == expected(one.next_said));
        }

        // The next owner of a number is somebody else.
        Someone const& moved = people.front();
        world.apply(words(Intent::affirm, moved.old_phone, 900));
        REQUIRE(world.state("marketing", moved.new_phone) == expected(moved.said));
        REQUIRE(world.state("marketing", moved.old_phone) == State::opted_in);
    }
}

// What the store tells of its names: as it is opened, and as more of them become known.
#include "sample_store.hpp"

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;

namespace {

/// A store that tells its names, opened once more before each answer.
struct StoreThatTells : SampleStore {
    explicit StoreThatTells(bool again)
        : SampleStore{false}
        , again_{again}
    {
        options.known_names = &*known_;
        open();
    }

    /// Whether who goes by the name may have said no; for all that a store just opened tells, or for what it told as it
    /// was used.
    bool may_deny(Alias const& name)
    {
        if (again_) {
            close();
            known_.emplace(0);
            options.known_names = &*known_;
            open();
        }
        CHECK(known_->may_know("demo", name.kind, name.value));
        return known_->may_deny("demo", name.kind, name.value);
    }

private:
    bool again_;
    std::optional<intake::KnownNames> known_{std::in_place, 0};
};

}  // namespace

TEST_CASE("who said no is known by every name, and who agreed is no such person")
{
    StoreThatTells store{GENERATE(false, true)};
    store.tell(from({phone(), user()}, signal(Intent::opt_out, "stop", 10)));
    store.tell(told_of(phone("34600999888"), true, 10));
    CHECK(store.may_deny(phone()));
    CHECK(store.may_deny(user()));
    CHECK_FALSE(store.may_deny(phone("34600999888")));
}

TEST_CASE("every kind of no is told, whoever told it")
{
    auto const again = GENERATE(false, true);
    StoreThatTells store{again};
    SECTION("a record of the business")
    {
        store.tell(told_of(phone(), false, 10));
        CHECK(store.may_deny(phone()));
    }
    SECTION("Meta's own setting")
    {
        store.tell(setting(Intent::meta_stop, 10));
        CHECK(store.may_deny(phone()));
    }
    SECTION("what is held")
    {
        Signal perhaps = signal(Intent::opt_out, "cancelar", 10);
        perhaps.readings[0].hold = true;
        store.tell(perhaps);
        CHECK(store.may_deny(phone()));
    }
    SECTION("a NO to a question")
    {
        store.tell(ask("marketing", 5));
        CHECK_FALSE(store.may_deny(phone()));
        store.tell(signal(Intent::decline, "no", 10));
        CHECK(store.may_deny(phone()));
    }
}

TEST_CASE("a name that is learnt of somebody who said no denies, too")
{
    StoreThatTells store{GENERATE(false, true)};
    store.tell(from(phone(), signal(Intent::opt_out, "stop", 10)));
    store.tell(seen_together({phone(), user()}, 20));
    CHECK(store.may_deny(user()));
}

TEST_CASE("of two who turn out to be one, one of whom said no to the sister brand, every name denies")
{
    StoreThatTells store{GENERATE(false, true)};
    store.tell(from(phone(), signal(Intent::opt_out, "stop", 10)), true);
    store.tell(from(user(), signal(Intent::help, "ayuda", 11, "wamid.help")));
    CHECK_FALSE(store.may_deny(user()));
    store.tell(seen_together({phone(), user()}, 20));
    CHECK(store.may_deny(user()));
}

TEST_CASE("who moves to another number takes the no along, and the next owner is asked about as well")
{
    StoreThatTells store{GENERATE(false, true)};
    store.tell(from(phone(), signal(Intent::opt_out, "stop", 10)));
    store.tell(changed({phone()}, {phone("34600333444")}, 20));
    CHECK(store.may_deny(phone("34600333444")));
    store.tell(from({phone(), user("ES.2")}, signal(Intent::help, "ayuda", 30, "wamid.help")));
    CHECK(store.may_deny(user("ES.2")));
}

TEST_CASE("who may have the line of somebody who said no is asked about under every name")
{
    StoreThatTells store{GENERATE(false, true)};
    store.tell(from(phone("5491123456789"), signal(Intent::opt_out, "stop", 10)));
    store.tell(from({phone("541123456789"), user("AR.1")}, signal(Intent::help, "ayuda", 11, "wamid.help")));
    CHECK(store.may_deny(user("AR.1")));
}

TEST_CASE("a send after a no is entered, found sound by verify, and told once")
{
    SampleStore store;
    store.tell(from(phone(), signal(Intent::opt_out, "stop", 10)));
    Send const send{{phone()}, "106540352242922", "wamid.campaign", at(20), Category::marketing};
    CHECK(store.tell(send).violated);
    store.close();
    store.open();
    CHECK(store.tell(send).duplicate);
    auto const page = store.store->reader().history(*store.demo, phone(), 0, 10);
    REQUIRE(page.events.size() == 2);
    CHECK(page.events[1].type == EventType::violated);
    CHECK(page.events[1].violation->event == page.events[0].id);
    CHECK_FALSE(store.check("marketing").allowed);
    store.close();
    check_sound(store);
}

#include "meta/people.hpp"

#include "bodies.hpp"

#include "support/catch.hpp"

using namespace consentry::meta;
using namespace consentry::meta::bodies;

namespace {

/// Who said it, when a message with `names` comes with `contacts`.
Person sender(std::string_view names, std::string_view contacts)
{
    return only_item(
        webhook(change(array("contacts", contacts) + ","
            + messages("{" + std::string{names} + R"("id":"wamid.1","type":"text","text":{"body":"x"}})"))))
        .person;
}

}  // namespace

TEST_CASE("a name that a message lacks is found in the contacts by one that it has")
{
    std::string_view const contacts
        = R"({"wa_id":"1","user_id":"US.1"},{"profile":{},"wa_id":"2","user_id":"US.2","parent_user_id":"US.ENT.2"},{"user_id":"US.3"},7,null,{"wa_id":"4"})";
    CHECK(sender(R"("from":"2",)", contacts) == Person{"2", "US.2", "US.ENT.2"});
    CHECK(sender(R"("from_user_id":"US.1",)", contacts) == Person{"1", "US.1", {}});
    CHECK(sender(R"("from":"4",)", contacts) == Person{"4", {}, {}});
    CHECK(sender(R"("from":"5",)", contacts) == Person{"5", {}, {}});
    CHECK(sender(R"("from":"2","from_user_id":"US.2","from_parent_user_id":"US.ENT.9",)", contacts)
        == Person{"2", "US.2", "US.ENT.9"});
}

TEST_CASE("contacts are never matched by their position")
{
    CHECK(sender(R"("from":"5",)", R"({"wa_id":"6","user_id":"US.6"})") == Person{"5", {}, {}});
    CHECK(sender(R"("from":"5",)", R"({"user_id":"US.6"})") == Person{"5", {}, {}});
    CHECK(sender("", R"({"wa_id":"6"},{"wa_id":"7"})").nameless());
}

TEST_CASE("the only contact speaks when a message names nobody")
{
    CHECK(sender("", R"({"wa_id":"6","user_id":"US.6"})") == Person{"6", "US.6", {}});
    CHECK(sender(R"("from":null,"from_user_id":"",)", R"({"profile":{"name":"Ana"},"user_id":"US.6"})")
        == Person{{}, "US.6", {}});
}

TEST_CASE("a contact with the same number and another user id is somebody else")
{
    CHECK(
        sender(R"("from":"1","from_user_id":"US.9",)", R"({"wa_id":"1","user_id":"US.1","parent_user_id":"US.ENT.1"})")
        == Person{"1", "US.9", {}});
}

TEST_CASE("a user id that stands where a number should is one")
{
    CHECK(sender(R"("from":"US.13491208655302741918",)", "") == Person{{}, "US.13491208655302741918", {}});
    CHECK(sender(R"("from":"US.ENT.11815799212886844830",)", "") == Person{{}, {}, "US.ENT.11815799212886844830"});
    CHECK(sender(R"("from":"US.1","from_user_id":"US.1",)", R"({"wa_id":"US.1","profile":{}})")
        == Person{{}, "US.1", {}});
    CHECK(sender(R"("from":"ES.1",)", R"({"wa_id":"34600111222","user_id":"ES.1"})")
        == Person{"34600111222", "ES.1", {}});
    for (auto const* const other : {"us.1", "US.", "US1", "USA.1", "US.1 2", "+34600111222", "34600111222"})
        CHECK(sender("\"from\":" + in_quotes(other) + ",", "") == Person{other, {}, {}});
    CHECK(sender("\"from\":" + in_quotes("US." + std::string(129, '1')) + ",", "").user_id.empty());
}

TEST_CASE("numbers and ids may come as numbers")
{
    Item const item = only_item(
        R"({"object":"whatsapp_business_account","entry":[{"id":102290129340398,"changes":[{"value":{"metadata":{"phone_number_id":106540352242922},)"
        R"("messages":[{"from":34600111222,"id":"w","timestamp":1795339800,"type":"text","text":{"body":"x"}}]},"field":"messages"}]}]})");
    CHECK(item.waba == waba);
    CHECK(item.number == number);
    CHECK(item.person.wa_id == ana);
}

TEST_CASE("a thousand contacts in another order than their messages are told apart")
{
    std::string contacts;
    std::string said;
    for (int i = 0; i < 1000; ++i) {
        auto const n = std::to_string(1000 + i);
        auto const back = std::to_string(1999 - i);
        contacts += (i ? "," : "") + std::string(R"({"wa_id":")") + n + R"(","user_id":"US.)" + n + "\"}";
        said += (i ? "," : "") + std::string(i % 2 ? R"({"from":")" : R"({"from_user_id":"US.)") + back
            + R"(","id":"w","type":"text","text":{"body":"x"}})";
    }
    Decoder decoder;
    // Contacts may also come behind the messages.
    for (std::string const& value :
        {array("contacts", contacts) + "," + messages(said), messages(said) + "," + array("contacts", contacts)}) {
        Webhook const read = decoder.decode(webhook(change(value)));
        REQUIRE(read.items.size() == 1000);
        bool all_right = true;
        for (Item const& item : read.items)
            all_right &= item.person.user_id == "US." + std::string{item.person.wa_id};
        CHECK(all_right);
    }
}

TEST_CASE("statuses are completed from the contacts as well")
{
    Item const item = only_item(webhook(change(R"("contacts":[{"wa_id":"34600111222","user_id":"ES.1"}],)"
        + statuses(R"({"id":"w","status":"sent","recipient_id":"34600111222"})"))));
    CHECK(item.person == Person{ana, "ES.1", {}});
}

TEST_CASE("a change of number tells the names before and after")
{
    Item const item = only_message(
        R"({"from":"34600111222","id":"wamid.1","timestamp":"1795339800","type":"system","system":{"body":"User Ana changed from 34600111222 to 34699888777",)"
        R"("type":"user_changed_number","wa_id":"34699888777","user_id":"ES.2","previous_user_id":"ES.1","parent_user_id":"ES.ENT.2","previous_parent_user_id":"ES.ENT.1"}})");
    CHECK(item.kind == Kind::system);
    CHECK(item.subtype == "user_changed_number");
    CHECK_FALSE(item.scan);
    CHECK(item.why == "system");
    CHECK(item.person == Person{"34600111222", "ES.1", "ES.ENT.1"});
    CHECK(item.successor == Person{"34699888777", "ES.2", "ES.ENT.2"});
}

TEST_CASE("older changes of number have other names for it")
{
    Item const item = only_message(
        R"({"from":"34600111222","id":"w","type":"system","system":{"body":"x","new_wa_id":"34699888777","type":"customer_changed_number"}})");
    CHECK(item.person == Person{"34600111222", {}, {}});
    CHECK(item.successor == Person{"34699888777", {}, {}});
    Item const customer = only_message(
        R"({"id":"w","type":"system","system":{"customer":"34600111222","wa_id":"34699888777","type":"customer_changed_number"}})");
    CHECK(customer.person.wa_id == "34600111222");
    CHECK(customer.successor.wa_id == "34699888777");
}

TEST_CASE("a change of user id without a phone number")
{
    Item const item = only_message(
        R"({"id":"w","type":"system","from_user_id":"ES.2","system":{"body":"User Ana changed from ES.1 to ES.2","type":"user_changed_user_id","user_id":"ES.2","previous_user_id":"ES.1"}})");
    CHECK(item.person == Person{{}, "ES.1", {}});
    CHECK(item.successor == Person{{}, "ES.2", {}});

    Item const told_in_words = only_message(
        R"({"id":"w","type":"system","system":{"body":"User Ana changed from ES.1 to ES.2","type":"user_changed_user_id","user_id":"ES.2"}})");
    CHECK(told_in_words.person == Person{{}, "ES.1", {}});
    CHECK(told_in_words.successor == Person{{}, "ES.2", {}});

    Item const untold = only_message(
        R"({"id":"w","type":"system","from_user_id":"ES.2","system":{"body":"changed","type":"user_changed_user_id","user_id":"ES.2"}})");
    CHECK(untold.person.nameless());
    CHECK(untold.successor == Person{{}, "ES.2", {}});
}

TEST_CASE("a name that stays is no change")
{
    Item const item = only_message(
        R"({"from":"34600111222","id":"w","type":"system","system":{"type":"user_changed_user_id","wa_id":"34600111222","user_id":"ES.1","previous_user_id":"ES.1"}})");
    CHECK(item.person == Person{"34600111222", "ES.1", {}});
    CHECK(item.successor.nameless());
}

TEST_CASE("the field that Meta withdrew is still understood, since providers send it")
{
    Item const item = only_item(webhook(change(
        R"("user_id_update":[{"wa_id":"34600111222","detail":"x","user_id":{"previous":"ES.1","current":"ES.2"},"parent_user_id":{"previous":"ES.ENT.1","current":"ES.ENT.2"},"timestamp":"1795339800"}])",
        "user_id_update")));
    CHECK(item.kind == Kind::system);
    CHECK(item.person == Person{ana, "ES.1", "ES.ENT.1"});
    CHECK(item.successor == Person{{}, "ES.2", "ES.ENT.2"});
    CHECK(item.timestamp.has_value());
}

namespace {

/// Who sent a card, when nothing but a user id is told of them.
Person sender_of(std::string_view card, std::string_view more = "")
{
    return only_message(R"({"from_user_id":"ES.1","id":"w","type":"contacts",)" + std::string{more} + R"("contacts":[)"
        + std::string{card} + "]}")
        .person;
}

}  // namespace

TEST_CASE("a contact that was asked for tells the sender's own number, in whichever way it holds it")
{
    auto const* const card = GENERATE(R"({"origin":"contact_request","phones":[{"wa_id":"34600111222","phone":"x"}]})",
        R"({"phones":[{"phone":"600"},{"wa_id":"34600111222"},{"wa_id":"34699888777"}],"origin":"contact_request"})",
        R"({"origin":"contact_request","vcard":"BEGIN:VCARD\nTEL;type=CELL;waid=34600111222:+34 600 11 12 22\nEND:VCARD"})",
        R"({"origin":"other","phones":[{"wa_id":"34699888777"}]},{"origin":"contact_request","phones":[{"wa_id":"34600111222"}]})");
    INFO(card);
    CHECK(sender_of(card) == Person{"34600111222", "ES.1", {}});
}

TEST_CASE("a card without a WhatsApp account counts if its number is international")
{
    CHECK(sender_of(R"({"origin":"contact_request","phones":[{"phone":"+34 600 11-12-22"}]})").wa_id
        == "+34 600 11-12-22");
    CHECK(
        sender_of(R"({"origin":"contact_request","vcard":"BEGIN:VCARD\r\nTEL;type=CELL:+34 600 111 222\r\nEND:VCARD"})")
            .wa_id
        == "+34 600 111 222");
    CHECK(sender_of(R"({"origin":"contact_request","vcard":"NOTE:+1 TEL\nitem1.TEL;VALUE=uri:tel:+34-600-111-222\n"})")
              .wa_id
        == "+34-600-111-222");
    for (auto const* const card : {R"({"origin":"contact_request","phones":[{"phone":"600 111 222"}]})",
             R"({"origin":"contact_request","vcard":"BEGIN:VCARD\nTEL:600 111 222\nX-TEL:+34600111222\nEND:VCARD"})",
             R"({"origin":"contact_request"})", R"({"phones":[{"wa_id":"34600111222"}]})"}) {
        INFO(card);
        CHECK(sender_of(card).wa_id.empty());
    }
}

TEST_CASE("a card that was passed on, or sent to a group, tells nothing of who sent it")
{
    std::string_view const card = R"({"origin":"contact_request","phones":[{"wa_id":"34600111222"}]})";
    CHECK(sender_of(card, R"("context":{"forwarded":true},)").wa_id.empty());
    CHECK(sender_of(card, R"("group_id":"g",)").wa_id.empty());
}

TEST_CASE("a parent id is one wherever it stands, and finds the contact")
{
    CHECK(sender(R"("from_user_id":"ES.ENT.1",)", "") == Person{{}, {}, "ES.ENT.1"});
    CHECK(
        sender(R"("from_parent_user_id":"ES.ENT.1",)",
            R"({"wa_id":"1","user_id":"ES.3","parent_user_id":"ES.ENT.3"},{"wa_id":"2","user_id":"ES.1","parent_user_id":"ES.ENT.1"})")
        == Person{"2", "ES.1", "ES.ENT.1"});
    CHECK(sender(R"("from":"2",)", R"({"wa_id":"2","user_id":"ES.ENT.1"})") == Person{"2", {}, "ES.ENT.1"});
}

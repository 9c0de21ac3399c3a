#include "consentry/consent/contact.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <array>

using namespace consentry;
using namespace consentry::consent;

namespace {

using Country = std::optional<std::string_view>;
constexpr Country no_country;

/// The number as `wa_id`, or "refused": most tests compare just that.
std::string read(std::string_view text, Country country = {})
{
    auto const contact = parse_contact(text, country);
    if (!contact)
        return contact.error().fault == Fault::malformed ? "refused" : "another fault";
    return contact->kind == AliasKind::phone ? contact->value : "no phone";
}

std::string refusal(std::string_view text, Country country = {})
{
    auto const contact = parse_contact(text, country);
    return contact ? "accepted as " + contact->value : contact.error().detail;
}

bool mentions(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("one number, in all the ways the contract names")
{
    for (Country const country : {no_country, Country{"ES"}, Country{"DE"}, Country{"US"}, Country{"IN"}}) {
        for (auto const* const text : {"+34600111222", "34600111222", "0034600111222", " 34600111222",
                 "+34 600 111 222", "+34-600-111-222", "(+34) 600.111.222", "+34/600111222", "  +34600111222  ",
                 "+34\u00a0600\u00a0111\u00a0222", "+34\u202f600\u2009111\u2009222", "+34\u2011600\u2013111\u2212222",
                 "\u202a+34 600 111 222\u202c", "00 34 600 111 222", "+34600111222\r\n"}) {
            INFO(text << " for a brand of " << country.value_or("no country"));
            CHECK(read(text, country) == "34600111222");
        }
    }
    CHECK(parse_contact("+34600111222", {}) == Alias{AliasKind::phone, "34600111222"});
    CHECK(e164({AliasKind::phone, "34600111222"}) == "+34600111222");
}

TEST_CASE("a user id is kept whole, in its own case")
{
    CHECK(parse_contact("ES.13491208655302741918", "ES") == Alias{AliasKind::user_id, "ES.13491208655302741918"});
    CHECK(parse_contact(" US.aBc9 ", {}) == Alias{AliasKind::user_id, "US.aBc9"});
    CHECK(parse_contact("US.ENT.aBc9", {}) == Alias{AliasKind::parent_user_id, "US.ENT.aBc9"});
    CHECK(parse_contact("US.ENTaBc9", {}) == Alias{AliasKind::user_id, "US.ENTaBc9"});
}

TEST_CASE("what has the shape of a user id, and what has not")
{
    std::string const longest(128, '7');
    for (auto const& id : {"ES.1", "ES.z", "ES.ENT.1"})
        CHECK(looks_like_user_id(id));
    CHECK(looks_like_user_id("ES." + longest));
    CHECK(looks_like_user_id("ES.ENT." + longest));
    CHECK_FALSE(looks_like_user_id("ES." + longest + "7"));
    CHECK_FALSE(looks_like_user_id("ES.ENT." + longest + "7"));
    for (auto const& text : {"", "ES", "ES.", "es.1", "E.1", "ESP.1", "ES.ENT.", "ES.ent.1", "ES.1-2", "ES.1 ", " ES.1",
             "ES.\xc3\xb1", "34600111222", "E1.1"})
        CHECK_FALSE(looks_like_user_id(text));
}

TEST_CASE("national form needs the brand's country, and only that country's form counts")
{
    struct Example {
        std::string_view country;
        std::string_view text;
        std::string_view wa_id;
    };
    for (auto const& [country, text, wa_id] : std::to_array<Example>({
             {"ES", "600 111 222", "34600111222"},         // No trunk prefix: the bare number is the national form.
             {"GB", "07911 123456", "447911123456"},       // Trunk 0 …
             {"GB", "7911 123456", "447911123456"},        // … which spreadsheets love to lose.
             {"GB", "(020) 7946 0018", "442079460018"},    //
             {"DE", "0151 23456789", "4915123456789"},     //
             {"DE", "030 1234567", "49301234567"},         //
             {"IT", "06 1234 5678", "390612345678"},       // Italy's landlines keep their 0 …
             {"IT", "393 312 3456", "393933123456"},       // … and its mobiles may begin like its calling code.
             {"HU", "06 30 123 4567", "36301234567"},      // Trunk 06.
             {"RU", "8 (912) 345-67-89", "79123456789"},   // Trunk 8.
             {"BY", "8 029 123-45-67", "375291234567"},    // Trunk 80.
             {"US", "1-415-555-0123", "14155550123"},      // Trunk 1, which is the calling code too.
             {"US", "(415) 555-0123", "14155550123"},      //
             {"MX", "55 1234 5678", "525512345678"},       //
             {"BR", "(011) 91234-5678", "5511912345678"},  //
             {"BR", "55 99123-4567", "5555991234567"},     // An area of Brazil that is numbered like its calling code.
             {"CI", "07 07 12 34 56", "2250707123456"},    // A 0 that is part of the number.
             {"FR", "06 12 34 56 78", "33612345678"},      //
             {"IN", "98765 43210", "919876543210"},        //
         })) {
        INFO(text << " for a brand of " << country);
        CHECK(read(text, country) == wa_id);
    }
    for (auto const* const text : {"600 111 222", "07911 123456", "06 1234 5678", "8 (912) 345-67-89"})
        CHECK(read(text) == "refused");
    CHECK(read("07911 123456", "ES") == "refused");
    CHECK(read("600 111 22", "ES") == "refused");
    CHECK(read("600 111 222 3", "ES") == "refused");
    CHECK(read("600 111 222", "ZZ") == "refused");
}

TEST_CASE("two readings that differ are refused: nobody's consent is recorded for somebody else")
{
    struct Example {
        std::string_view country;
        std::string_view text;
        std::string_view one;
        std::string_view other;
    };
    for (auto const& [country, text, one, other] : std::to_array<Example>({
             {"US", "2025550123", "+20…23 (EG)", "+1…23 (US, CA)"},   // Cairo without its plus, or Washington.
             {"US", "6588123456", "+65…56 (SG)", "+1…56 (JM)"},       // A `wa_id` of Singapore, or Jamaica.
             {"ES", "681123456", "+681…56 (WF)", "+34…56 (ES)"},      //
             {"RU", "84951234567", "+84…67 (VN)", "+7…67 (RU)"},      // Hanoi's country, or Moscow with its trunk 8.
             {"DE", "15223456789", "+1…89 (US, CA)", "+49…89 (DE)"},  // A German mobile that lost its 0 is no American.
         })) {
        auto const sentence = refusal(text, country);
        INFO(sentence);
        CHECK(mentions(sentence, one));
        CHECK(mentions(sentence, other));
        CHECK(mentions(sentence, "write it with a plus"));
        CHECK_FALSE(mentions(sentence, text.substr(3, 5)));
    }
    CHECK(read("+2025550123", "US") == "2025550123");
    CHECK(read("+12025550123", "US") == "12025550123");
    CHECK(read("12025550123", "US") == "12025550123");
    CHECK(read("015223456789", "DE") == "4915223456789");
}

TEST_CASE("whatever the brand's country, a number is read as itself or refused, never as another's")
{
    struct Person {
        std::string_view country;
        std::string_view wa_id;
        std::string_view national;
    };
    constexpr std::array<Person, 34> people{{
        {"US", "14155550123", "4155550123"},
        {"CA", "16045550123", "6045550123"},
        {"DO", "18095550123", "8095550123"},
        {"EG", "201001234567", "01001234567"},
        {"ZA", "27821234567", "0821234567"},
        {"GR", "306912345678", "6912345678"},
        {"NL", "31612345678", "0612345678"},
        {"BE", "32470123456", "0470123456"},
        {"FR", "33612345678", "0612345678"},
        {"ES", "34600111222", "600111222"},
        {"HU", "36301234567", "06301234567"},
        {"IT", "393401234567", "3401234567"},
        {"RO", "40712345678", "0712345678"},
        {"CH", "41791234567", "0791234567"},
        {"AT", "436641234567", "06641234567"},
        {"GB", "447911123456", "07911123456"},
        {"DK", "4520123456", "20123456"},
        {"SE", "46701234567", "0701234567"},
        {"NO", "4740612345", "40612345"},
        {"PL", "48512345678", "512345678"},
        {"DE", "4917012345678", "017012345678"},
        {"MX", "5215512345678", "5512345678"},
        {"AR", "5491123456789", "01123456789"},
        {"BR", "5511961234567", "011961234567"},
        {"CL", "56961234567", "961234567"},
        {"CO", "573211234567", "3211234567"},
        {"ID", "6281234567890", "081234567890"},
        {"SG", "6591234567", "91234567"},
        {"RU", "79123456789", "89123456789"},
        {"KZ", "77011234567", "87011234567"},
        {"IN", "919876543210", "09876543210"},
        {"CI", "2250707123456", "0707123456"},
        {"LU", "352621123456", "621123456"},
        {"HK", "85251234567", "51234567"},
    }};
    for (Person const& home : people) {
        for (Person const& person : people) {
            auto const as_whatsapp_writes = read(person.wa_id, home.country);
            INFO(person.wa_id << " or " << person.national << " for a brand of " << home.country);
            CHECK((as_whatsapp_writes == person.wa_id || as_whatsapp_writes == "refused"));
            CHECK(read("+" + std::string{person.wa_id}, home.country) == person.wa_id);
        }
        CHECK(read(home.wa_id, home.country) == home.wa_id);  // Its own contacts are never refused …
        CHECK(read(home.wa_id) == home.wa_id);                // … nor anybody's where no country is set.
        auto const written_at_home = read(home.national, home.country);
        bool const differs_on_purpose = home.country == "MX" || home.country == "AR";
        CHECK((written_at_home == home.wa_id || written_at_home == "refused" || differs_on_purpose));
    }
}

TEST_CASE("the older and the mobile form of a number stay what they are: variants are judged elsewhere")
{
    CHECK(read("+5215512345678") == "5215512345678");
    CHECK(read("5215512345678", "MX") == "5215512345678");
    CHECK(read("15512345678", "MX") == "15512345678");  // The 1 exists behind +52 only: this is a North American.
    CHECK(read("551187654321", "BR") == "551187654321");
    CHECK(read("011 2345-6789", "AR") == "541123456789");
    CHECK(read("22507123456", "CI") == "22507123456");
}

TEST_CASE("a plus is believed: every number that WhatsApp knows can be named")
{
    CHECK(read("+3460011122") == "3460011122");            // Too short for Spain, and still what the caller says.
    CHECK(read("3460011122") == "refused");                // Without the plus it is taken for a slip.
    CHECK(read("+6834000") == "6834000");                  // Niue: 7 digits are the fewest …
    CHECK(read("+683400") == "refused");                   //
    CHECK(read("+491701234567890") == "491701234567890");  // … and 15 the most.
    CHECK(read("+4917012345678901") == "refused");         //
    CHECK(read("+882131234567") == "882131234567");        // A worldwide network.
    for (auto const* const text : {"+999123456789", "+210123456789", "+0034600111222", "000034600111222"})
        CHECK(mentions(refusal(text), "calling code"));
}

TEST_CASE("a trunk zero behind the calling code is left out only where it cannot belong to the number")
{
    CHECK(read("+44 (0)20 7946 0018") == "442079460018");
    CHECK(read("+49 0151 23456789") == "4915123456789");
    CHECK(read("+36 06 30 123 4567") == "36301234567");
    CHECK(read("+39 06 1234 5678") == "390612345678");
    CHECK(read("+225 07 07 12 34 56") == "2250707123456");
    CHECK(mentions(refusal("+34 0600 111 222"), "leave the 0 out"));
    CHECK(mentions(refusal("+36 0 30 123 4567"), "leave the 0 out"));
    CHECK(mentions(refusal("+44 0020 7946 0018"), "leave the 0 out"));
}

TEST_CASE("a plus that a URL made a blank is a plus, unless that makes no number")
{
    CHECK(read(" 4520123456", "US") == "4520123456");
    CHECK(read("4520123456", "US") == "refused");
    CHECK(read(" 2025550123", "US") == "2025550123");
    CHECK(read(" 600111222", "ES") == "34600111222");
    CHECK(read("  2025550123", "US") == "refused");
}

TEST_CASE("what is no contact is refused in words that help and repeat nothing")
{
    for (auto const* const text : {"", "   ", "+", "()", "-"})
        CHECK(mentions(refusal(text), "missing"));
    for (auto const* const text : {"ana", "34600111222x5", "tel:+34600111222", "+34600+111222", "34+600111222",
             "++34600111222", "+34\n600111222", "\xff\xfe", "+34600111\xf0\x9f\x9b\x91",
             "\xc0\xa0"
             "34600111222",
             "+34600111222,+34600111223", "\xd9\xa3\xd9\xa4", "es.13491208655302741918", "34600111222\xc2"}) {
        auto const sentence = refusal(text, "ES");
        INFO(sentence);
        CHECK(mentions(sentence, "+34600111222 or a user id"));
    }
    CHECK(mentions(refusal(std::string(257, '1')), "256 bytes"));
    CHECK(mentions(refusal("600111222"), "country of the brand"));
    CHECK(mentions(refusal("12345678", "GB"), "leading 0"));
    CHECK(mentions(refusal("12345678", "ES"), "+34…"));
    CHECK_FALSE(mentions(refusal("12345678", "ES"), "leading"));
    CHECK_FALSE(mentions(refusal("612345678901234567", "GB"), "3456"));
}

TEST_CASE("the calling code is the one the digits begin with")
{
    for (auto const& [digits, code] :
        std::to_array<std::pair<std::string_view, std::string_view>>({{"14155550123", "1"}, {"79123456789", "7"},
            {"34600111222", "34"}, {"351912345678", "351"}, {"390612345678", "39"}, {"34", "34"}, {"35", ""}, {"3", ""},
            {"", ""}, {"0", ""}, {"999123", ""}, {"379123456", ""}, {"ES.1", ""}}))
        CHECK(calling_code(digits) == code);
}

TEST_CASE("a national number is what stands behind the calling code")
{
    CHECK(national_digits("34600111222") == "600111222");
    CHECK(national_digits("14155550123") == "4155550123");
    CHECK(national_digits("34") == "");
    CHECK(national_digits("999123") == "999123");
    CHECK(national_digits("") == "");
}

TEST_CASE("no calling code is the beginning of another, so a number has at most one")
{
    for (int code = 1; code < 1000; ++code) {
        auto const text = std::to_string(code);
        for (std::size_t length = 1; calling_code(text) == text && length < text.size(); ++length)
            CHECK(calling_code(text.substr(0, length)).empty());
    }
}

TEST_CASE("countries that share a calling code are told apart where their area codes do it")
{
    using Countries = std::vector<std::string_view>;
    CHECK(countries_of("34600111222") == Countries{"ES"});
    CHECK(countries_of("14155550123") == Countries{"US", "CA"});
    CHECK(countries_of("18095550123") == Countries{"DO"});
    CHECK(countries_of("18765550123") == Countries{"JM"});
    CHECK(countries_of("79123456789") == Countries{"RU"});
    CHECK(countries_of("77011234567") == Countries{"KZ"});
    CHECK(countries_of("447911123456") == Countries{"GB"});
    CHECK(countries_of("441534123456") == Countries{"JE"});
    CHECK(countries_of("390669812345") == Countries{"VA"});
    CHECK(countries_of("590690123456") == Countries{"GP", "BL", "MF"});
    CHECK(countries_of("882131234567").empty());
    CHECK(countries_of("999").empty());
    CHECK(country_of("34600111222") == "ES");
    CHECK(country_of("393401234567") == "IT");
    CHECK(country_of("17875550123") == "PR");
    CHECK_FALSE(country_of("14155550123").has_value());
    CHECK_FALSE(country_of("882131234567").has_value());
    CHECK_FALSE(country_of("").has_value());
}

TEST_CASE("a country is named by its ISO code in capitals")
{
    for (auto const* const iso : {"ES", "US", "CA", "VA", "XK", "SJ", "CW", "TW", "GB"})
        CHECK(is_country(iso));
    for (auto const* const iso : {"", "es", "UK", "ZZ", "ESP", "34"})
        CHECK_FALSE(is_country(iso));
}

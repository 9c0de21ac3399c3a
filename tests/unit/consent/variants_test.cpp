#include "consentry/consent/variants.hpp"

#include "generator.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <set>

using namespace consentry::consent;
using consentry::test::Generator;

namespace {

Alias phone(std::string digits) { return {AliasKind::phone, std::move(digits)}; }

std::optional<std::string> other(std::string digits)
{
    auto const found = other_spelling(phone(std::move(digits)));
    return found ? std::optional{found->value} : std::nullopt;
}

std::set<std::string> sharing(std::string digits)
{
    std::set<std::string> values;
    std::vector<Alias> const names{phone(std::move(digits))};
    for (Alias const& name : sharing_denials(names))
        values.insert(name.value);
    return values;
}

using Digits = std::set<std::string>;

}  // namespace

TEST_CASE("a Brazilian mobile number with and without its ninth digit is one line")
{
    auto const [with, without] = GENERATE(table<std::string, std::string>({
        {"5511987654321", "551187654321"},
        {"5531961234567", "553161234567"},
        {"5521998765432", "552198765432"},
        {"5599971234567", "559971234567"},
    }));
    CHECK(other(with) == without);
    CHECK(other(without) == with);
    CHECK(dialled(phone(with)) == "+" + with);
    CHECK(dialled(phone(without)) == "+" + with);
    CHECK(sharing(with).empty());
}

TEST_CASE("a Brazilian landline, and whatever else only looks like a mobile number, has one spelling")
{
    auto const digits = GENERATE(as<std::string>{},  //
        "551133334444",                              // A landline.
        "5511933334444",                             // A mobile number of the years since; without the 9 a landline.
        "5511952345678", "552123456789",             //
        "552087654321", "5520987654321",             // There is no area 20,
        "550087654321", "553987654321",              // nor 00, nor 39,
        "555287654321", "557687654321",              // nor 52, nor 76.
        "5508001234567", "558001234567",             // Free of charge: 0800.
        "55118765432", "55119876543210",             // Too short, too long.
        "5511887654321",                             // A digit that is no 9.
        "55", "5", "", "551");
    INFO(digits);
    CHECK_FALSE(other(digits));
    CHECK(variants_of(digits).empty());
    CHECK(dialled(phone(digits)) == "+" + digits);
}

TEST_CASE("every area code of Brazil, and no other, has mobile numbers of two spellings")
{
    int areas = 0;
    for (int area = 0; area < 100; ++area) {
        std::string const code = (area < 10 ? "0" : "") + std::to_string(area);
        areas += other("55" + code + "87654321") == "55" + code + "987654321" ? 1 : 0;
    }
    CHECK(areas == 67);
}

TEST_CASE("a Mexican number with and without the 1 of former times is one line")
{
    CHECK(other("5215512345678") == "525512345678");
    CHECK(other("525512345678") == "5215512345678");
    CHECK(dialled(phone("5215512345678")) == "+525512345678");
    CHECK(dialled(phone("525512345678")) == "+525512345678");
    for (auto const* const digits : {"521551234567", "52551234567", "5201234567890", "52155123456789", "521123456789"})
        CHECK_FALSE(other(digits));
}

TEST_CASE("an Argentine number shares denials with its spellings, of which one may be somebody's landline")
{
    CHECK(sharing("5491123456789") == Digits{"541123456789", "54111523456789"});
    CHECK(sharing("541123456789") == Digits{"5491123456789", "54111523456789"});
    CHECK(sharing("54111523456789") == Digits{"5491123456789", "541123456789"});
    // Córdoba 351 and Río Gallegos 2966: from abroad nobody sees where the area ends.
    CHECK(sharing("5493514123456") == Digits{"543514123456", "54351154123456", "54351415123456"});
    CHECK(sharing("54351154123456") == Digits{"543514123456", "5493514123456", "54351415123456"});
    CHECK(sharing("54296615412345") == Digits{"542966412345", "5492966412345", "54296156412345"});
    CHECK_FALSE(other("5491123456789"));
    for (auto const* const digits : {"54912345678", "5441234567890", "54911234567890", "541234567890"})
        CHECK(sharing(digits).empty());
    CHECK(dialled(phone("541123456789")) == "+541123456789");
}

TEST_CASE("a number of the Ivory Coast shares denials with its spelling of before, by the operator that had it")
{
    auto const [now, before] = GENERATE(table<std::string, std::string>({
        {"2250101234567", "22501234567"},
        {"2250143215478", "22543215478"},
        {"2250504112233", "22504112233"},
        {"2250595112233", "22595112233"},
        {"2250707112233", "22507112233"},
        {"2250788112233", "22588112233"},
        {"2252720301122", "22520301122"},
        {"2252520001122", "22520001122"},
        {"2252121801122", "22521801122"},
    }));
    CHECK(sharing(now) == Digits{before});
    CHECK(sharing(before) == Digits{now});
}

TEST_CASE("an Ivorian number that another operator had, or that was given out since, has one spelling")
{
    for (auto const* const digits :
        {"2250501234567", "2250107112233", "2250700112233", "2250710112233", "22510112233", "22560112233"})
        CHECK(sharing(digits).empty());
}

TEST_CASE("a number of Benin shares denials with its spelling of before")
{
    CHECK(sharing("2290197123456") == Digits{"22997123456"});
    CHECK(sharing("22997123456") == Digits{"2290197123456"});
    CHECK(sharing("2290101123456").empty());
    CHECK(sharing("2290297123456").empty());
}

TEST_CASE("numbers of other countries have no variants")
{
    for (auto const* const digits : {"34600111222", "12125550123", "6281234567890", "5712345678", "22112345678",
             "22612345678", "5930123456", "56912345678", "50212345678"})
        CHECK(variants_of(digits).empty());
}

TEST_CASE("names that are no phone numbers have no spelling, and lines are compared as names are")
{
    Alias const user{AliasKind::user_id, "551187654321"};
    CHECK_FALSE(other_spelling(user));
    CHECK(same_line(user, user));
    CHECK_FALSE(same_line(user, phone("551187654321")));
    CHECK(same_line(phone("551187654321"), phone("5511987654321")));
    CHECK(same_line(phone("34600111222"), phone("34600111222")));
    CHECK_FALSE(same_line(phone("541123456789"), phone("5491123456789")));
}

TEST_CASE("a user id tells whether its phone number may share denials")
{
    for (auto const* const name : {"AR.1", "CI.1", "BJ.ENT.1"})
        CHECK(may_share_denials({AliasKind::user_id, name}));
    CHECK_FALSE(may_share_denials({AliasKind::user_id, "BR.1"}));
    CHECK_FALSE(may_share_denials({AliasKind::user_id, "54"}));
    CHECK(may_share_denials(phone("5491123456789")));
    CHECK_FALSE(may_share_denials(phone("5511987654321")));
}

TEST_CASE("whatever the digits, variants are mutual, of one kind, and none is the number itself")
{
    Generator random;
    INFO("CONSENTRY_TEST_SEED=" << random.seed());
    static constexpr std::array codes{"55", "52", "521", "54", "549", "225", "22501", "22505", "22507", "229", "22901"};
    int with_variants = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string digits = random.one_of(codes);
        for (int left = 7 + random.below(6); left > 0; --left)
            digits += static_cast<char>('0' + random.below(10));
        auto const variants = variants_of(digits);
        with_variants += variants.empty() ? 0 : 1;
        for (Variant const& variant : variants) {
            if (variant.digits == digits || variant.kinship != variants.front().kinship)
                FAIL(digits << " and " << variant.digits);
            auto const back = variants_of(variant.digits);
            if (std::ranges::find(back, digits, &Variant::digits) == back.end() || back.size() != variants.size())
                FAIL(variant.digits << " does not lead back to " << digits);
        }
    }
    CHECK(with_variants > 1'000);
}

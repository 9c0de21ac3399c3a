// What a template says of answers: which are good, which are tried again, and when.
#include "forward/connector/reading.hpp"

#include <limits>

namespace consentry::forward {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

/// Numbers are compared as they are written, so that no digit of an id is lost.
void read_value(TemplateReading& reading, Spot const& spot, std::vector<std::string>& into)
{
    switch (spot.node.kind) {
    case Node::Kind::text: into.push_back(spot.node.text); break;
    case Node::Kind::integer: into.push_back(std::to_string(spot.node.integer)); break;
    case Node::Kind::boolean: into.emplace_back(spot.node.boolean ? "true" : "false"); break;
    default: reading.is(Node::Kind::text, spot, "Write a text, a whole number, or true or false");
    }
}

/// A flag that only says that a test is asked for.
void expect_true(TemplateReading& reading, Spot const& spot)
{
    bool said = true;
    reading.flag(spot, said);
    if (!said)
        reading.problem(spot, "says nothing as false", "Write true: \"present\" and \"absent\" are opposites");
}

void read_predicate(TemplateReading& reading, Spot const& spot, Predicate& into)
{
    std::size_t tests = 0;
    auto const of = [&](Predicate::Test test, std::function<void(Spot const&)> read) {
        return [&into, &tests, test, take = std::move(read)](Spot const& value) {
            ++tests;
            into.test = test;
            take(value);
        };
    };
    auto const bound = [&](std::int64_t min) {
        return [&reading, &into, min](Spot const& value) {
            into.bound = reading.whole(value, min, std::numeric_limits<std::int64_t>::max()).value_or(0);
        };
    };
    reading.table(spot,
        {{"pointer", [&](Spot const& value) { reading.pointer(value, into.pointer); }, "where in the answer it looks"},
            {"equals",
                of(Predicate::Test::equals, [&](Spot const& value) { read_value(reading, value, into.values); })},
            {"in",
                of(Predicate::Test::equals,
                    [&](Spot const& value) {
                        reading.items(value, [&](Spot const& item) { read_value(reading, item, into.values); });
                    })},
            {"present", of(Predicate::Test::present, [&](Spot const& value) { expect_true(reading, value); })},
            {"absent", of(Predicate::Test::absent, [&](Spot const& value) { expect_true(reading, value); })},
            {"length", of(Predicate::Test::length, bound(0))},
            {"below", of(Predicate::Test::below, bound(std::numeric_limits<std::int64_t>::min()))}});
    if (tests != 1 && spot.node.kind == Node::Kind::table)
        reading.problem(spot, tests == 0 ? "asks nothing" : "asks several things",
            "Write one of equals, in, present, absent, length and below beside the pointer");
}

void read_predicates(TemplateReading& reading, Spot const& spot, std::vector<Predicate>& into)
{
    reading.items(spot, [&](Spot const& item) { read_predicate(reading, item, into.emplace_back()); });
}

std::vector<TemplateKey> class_keys(TemplateReading& reading, AnswerClass& into)
{
    return {{"status", [&](Spot const& value) { reading.statuses(value, into.statuses); }},
        {"all", [&](Spot const& value) { read_predicates(reading, value, into.all); }},
        {"any", [&](Spot const& value) { read_predicates(reading, value, into.any); }},
        {"text", [&](Spot const& value) { reading.text(value, into.text, 1024); }}};
}

/// Whether the table has one of these keys, well written or not.
bool has_any(Node const& table, std::initializer_list<std::string_view> names)
{
    return std::ranges::any_of(
        table.members, [&](Node const& member) { return std::ranges::find(names, member.name) != names.end(); });
}

void refuse_empty(TemplateReading& reading, Spot const& spot)
{
    if (spot.node.kind == Node::Kind::table && !has_any(spot.node, {"status", "all", "any", "text"}))
        reading.problem(spot, "would be every answer", "Say which with status, all, any or text");
}

void read_cost(TemplateReading& reading, Spot const& spot, RetryClass::Cost& into)
{
    reading.table(spot,
        {{"need", [&](Spot const& value) { reading.pointer(value, into.need); },
             "where the answer says what was asked"},
            {"have", [&](Spot const& value) { reading.pointer(value, into.have); }, "where it says what there is"},
            {"per_second", [&](Spot const& value) { reading.pointer(value, into.per_second); },
                "where it says how much comes back each second"}});
}

}  // namespace

void read_answer_class(TemplateReading& reading, Spot const& spot, AnswerClass& into)
{
    reading.table(spot, class_keys(reading, into));
    refuse_empty(reading, spot);
}

void read_retry_unit(TemplateReading& reading, Spot const& spot, RetryClass::Unit& into)
{
    using Unit = RetryClass::Unit;
    constexpr std::array<std::pair<std::string_view, Unit>, 3> units{
        {{"seconds", Unit::seconds}, {"milliseconds", Unit::milliseconds}, {"unix_seconds", Unit::unix_seconds}}};
    reading.choice(spot, units, into);
}

void read_retry(TemplateReading& reading, Spot const& spot, RetryClass& into)
{
    std::vector<TemplateKey> keys = class_keys(reading, into.when);
    keys.push_back({"wait",
        [&](Spot const& value) { reading.duration(value, seconds{1}, wait_max, into.wait.emplace(seconds{1})); }});
    keys.push_back({"wait_header", [&](Spot const& value) {
                        reading.table(value,
                            {{"name", [&](Spot const& name) { reading.header_name(name, into.header); },
                                 "the header that says when"},
                                {"unit", [&](Spot const& unit) { read_retry_unit(reading, unit, into.unit); }}});
                    }});
    keys.push_back({"wait_cost", [&](Spot const& value) { read_cost(reading, value, into.cost.emplace()); }});
    keys.push_back({"counts", [&](Spot const& value) { reading.flag(value, into.counts); }});
    reading.table(spot, keys);
    refuse_empty(reading, spot);
}

void read_limit(TemplateReading& reading, Spot const& spot, ConnectorLimit& into)
{
    auto const read_rate = [&](Spot const& value) {
        std::string written;
        reading.text(value, written, 64);
        auto const rate = parse_rate(written);
        if (rate)
            into.rate = *rate;
        else if (!written.empty())
            reading.problem(value, '"' + written + "\" is no rate",
                "Write how many and in how long, such as \"10/s\", \"100/10s\" or \"300/min\"");
    };
    reading.table(spot,
        {{"rate", read_rate, "how many requests in how long, such as \"100/10s\""},
            {"remaining", [&](Spot const& value) { reading.header_name(value, into.remaining_header); }},
            {"reset", [&](Spot const& value) { reading.header_name(value, into.reset_header); }},
            {"reset_unit", [&](Spot const& value) { read_retry_unit(reading, value, into.reset_unit); }}});
    if (!into.reset_header.empty() && into.remaining_header.empty())
        reading.problem(spot.node.line, under(spot.path, "reset"), "has no effect without \"remaining\"",
            "Add remaining: the header that says how many requests are left");
}

}  // namespace consentry::forward

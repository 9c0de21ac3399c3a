#include "api/calls.hpp"
#include "api/json.hpp"
#include "consentry/api/replay.hpp"

#include <algorithm>

namespace consentry::api {
namespace {

/// What a webhook says stands in its body, which is no matter of this list.
void put(JsonWriter& json, intake::JournalRecord const& record)
{
    json.open().put("id", record.id).put("received_at", record.received_at).open_list("gaps");
    for (intake::Gap const gap : record.gaps)
        json.text(name_of(gap));
    json.close_list().put_or_null("brand", record.brand).put("bytes", record.body.size()).close();
}

}  // namespace

Answered list_journal(Call const& call)
{
    auto const limit = call.limit(page_usual, page_most);
    if (!limit)
        return std::unexpected(limit.error());
    std::string const after = call.parameter("after").value_or("");
    if (!after.empty() && !after.contains('@'))
        return fail(Fault::malformed, "after: has to be the `next` of the page before");
    JsonWriter json;
    json.open().open_list("records");
    std::string last;
    std::size_t count = 0;
    bool more = false;
    call.services.journal.for_each(after, [&](intake::JournalRecord const& record) {
        more = count == *limit;
        if (more)
            return false;
        put(json, record);
        last = record.id;
        ++count;
        return true;
    });
    json.close_list().put_or_null("next", more ? last : std::string{}).put("more", more).close();
    return json_response(json, 200);
}

Answered apply_journal(Call const& call)
{
    auto const replayed = replay(call.services.journal, call.services.brands, call.services.ledger);
    if (!replayed.trouble.empty())
        return fail(Fault::unavailable, replayed.trouble);
    JsonWriter json;
    json.open()
        .put("settled", replayed.settled)
        .put("waiting", replayed.waiting)
        .put("untrusted", replayed.untrusted)
        .put("events", replayed.events)
        .close();
    return json_response(json, 200);
}

}  // namespace consentry::api

// Somebody is taken out of the journal: files that name them are written anew without them.
#include "consentry/base/encoding.hpp"
#include "store/journal_blanking.hpp"
#include "store/journal_slice.hpp"
#include "store/journal_state.hpp"

#include <algorithm>
#include <future>

namespace consentry::store {
namespace {

using intake::JournalRecord;

/// Overwrites the hex digits of one member of a record's first line.
void put_digest(std::string& text, std::size_t line, std::string_view member, Digest const& digest)
{
    std::string const hex = to_hex(digest);
    std::size_t const at = text.find(member, line) + member.size();
    text.replace(at, hex.size(), hex);
}

/// One file's contents without somebody.
struct Rewritten {
    std::string contents;
    bool changed = false;
    bool all = true;  ///< No record had to be left as it is.
};

class Rewriting {
public:
    Rewriting(std::string contents, std::set<std::size_t> const& settled, Forgetting const& forgetting)
        : settled_{settled}
        , forgetting_{forgetting}
    {
        result_.contents = std::move(contents);
    }

    Rewritten run() &&
    {
        std::vector<SliceRecord> const records = read_slice(result_.contents);
        for (std::size_t i = 0; i < records.size(); ++i) {
            std::size_t const end = i + 1 < records.size() ? records[i + 1].offset : result_.contents.size();
            if (records[i].trouble.empty())
                rewrite(records[i]);
            else
                cross_out_damaged(records[i].offset, end);
        }
        return std::move(result_);
    }

private:
    void rewrite(SliceRecord const& found)
    {
        JournalRecord const& record = found.record;
        std::string const body = without(record.body, forgetting_.names);
        if (body == record.body)
            return;
        std::optional<Digest> const signature = forgetting_.sign(record, body);
        // Without a signature it would never be heard again, and there may be others' words in it.
        if (!signature && !forgetting_.at_any_rate && !settled_.contains(found.offset)) {
            result_.all = false;
            return;
        }
        std::string& text = result_.contents;
        std::size_t const begin = text.find('\n', found.offset) + 1;
        text.replace(begin, body.size(), body);
        put_digest(text, found.offset, " sha256=", sha256(body));
        if (signature)
            put_digest(text, found.offset, " signature=", *signature);
        result_.changed = true;
    }

    void cross_out_damaged(std::size_t begin, std::size_t end)
    {
        std::string const before = result_.contents.substr(begin, end - begin);
        std::string after = before;
        cross_out(after, forgetting_.names);
        result_.contents.replace(begin, after.size(), after);
        result_.changed = result_.changed || after != before;
    }

    std::set<std::size_t> const& settled_;
    Forgetting const& forgetting_;
    Rewritten result_;
};

bool names_any(std::string_view contents, std::span<std::string const> names)
{
    return std::ranges::any_of(
        names, [&](std::string const& name) { return contents.find(name) != std::string_view::npos; });
}

}  // namespace

bool FileJournal::forget(Forgetting const& forgetting)
{
    std::vector<std::string> slices;
    {
        std::lock_guard const lock{state_->mutex};
        for (auto const& [name, one] : state_->slices)
            slices.push_back(name);
    }
    bool all = true;
    for (std::string const& slice : slices) {
        if (names_any(contents_of_slice(state_->folder, slice), forgetting.names))
            all = state_->on_own_thread([&] { return state_->forget(slice, forgetting); }) && all;
    }
    return all;
}

/// On the journal's thread: nobody else writes to its files.
bool FileJournal::State::forget(std::string const& name, Forgetting const& forgetting)
{
    std::set<std::size_t> settled;
    {
        std::lock_guard const lock{mutex};
        auto const found = slices.find(name);
        if (found == slices.end())
            return true;
        settled = found->second.settled;
    }
    Rewritten rewritten = Rewriting{contents_of_slice(folder, name), settled, forgetting}.run();
    if (rewritten.changed) {
        if (file && slice == name)
            leave_file();
        replace_slice(folder, name, rewritten.contents);
    }
    return rewritten.all;
}

/// What `act` returns; false if the journal has stopped, or it failed.
bool FileJournal::State::on_own_thread(std::function<bool()> act)
try {
    auto const promise = std::make_shared<std::promise<bool>>();
    auto outcome = promise->get_future();
    {
        std::lock_guard const lock{mutex};
        if (stopping)
            return false;
        pings.push_back([promise, act = std::move(act)] {
            try {
                promise->set_value(act());
            } catch (...) {
                promise->set_exception(std::current_exception());
            }
        });
        woken.notify_one();
    }
    return outcome.get();
} catch (std::exception const& trouble) {
    alarms.report(AlarmCode::journal_failing, "", trouble.what(), std::chrono::hours{1});
    return false;
}

}  // namespace consentry::store

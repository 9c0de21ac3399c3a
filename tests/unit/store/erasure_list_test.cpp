// A backup brings nobody back who was erased since it was made.
#include "consentry/store/backup.hpp"
#include "consentry/store/verify.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

#include <fstream>
#include <sstream>

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;

namespace {

constexpr int erased_at = 5'000;

void erase(SampleStore& sample, Alias contact)
{
    Erase made;
    made.contact = std::move(contact);
    made.brands = {"demo", "sister"};
    sample.clock.set(seen_at(erased_at));
    REQUIRE_FALSE(sample.tell(made).events.empty());
}

void purge(SampleStore& sample)
{
    REQUIRE(sample.store->upkeep().purge(
        sample.clock.now(), {}, [](std::vector<std::string> const&, bool) { return true; }));
}

std::string contents(std::filesystem::path const& file)
{
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}

BackupReport put_back(SampleStore& sample, std::filesystem::path const& from)
{
    sample.close();
    Result<BackupReport> report = restore(sample.options, from, true, at(6'000));
    REQUIRE(report);
    std::filesystem::remove(report->set_aside);
    sample.open();
    return *report;
}

}  // namespace

TEST_CASE("whoever was erased since a backup was made is erased in it once more")
{
    SampleStore sample;
    sample.tell(from({phone(), user()}, signal(Intent::opt_out, "baja", 1, "wamid.1")));
    sample.tell(signal(Intent::opt_in, "start", 2, "wamid.2"), true);
    sample.tell(from(phone("34600111333"), signal(Intent::opt_out, "baja", 3, "wamid.3")));
    std::filesystem::path const copy = sample.folder / "copy.db";
    REQUIRE(backup(sample.options, copy));
    erase(sample, phone());
    purge(sample);

    CHECK(put_back(sample, copy).erased_again == 1);
    CHECK(sample.check("marketing").reason == Reason::erased);
    CHECK(sample.check("marketing").since == at(erased_at));
    CHECK(sample.check("marketing", user()).reason == Reason::erased);
    CHECK(sample.check("marketing", phone("34600111333")).state == State::opted_out);
    for (char const* const brand : {"demo", "sister"})
        CHECK(sample.store->reader().events(brand, 0, 10).events.back().type == EventType::erased);
    purge(sample);
    CHECK(contents(sample.options.path).find(user().value) == std::string::npos);
    CHECK(verify(sample.options)->problems == std::vector<std::string>{});
}

TEST_CASE("a backup that knows of an erasure, or whose people came anew since, is left as it is")
{
    SampleStore sample;
    sample.tell(signal(Intent::opt_out, "baja", 1, "wamid.1"));
    erase(sample, phone());
    purge(sample);
    sample.clock.set(seen_at(erased_at + 100));
    sample.tell(signal(Intent::opt_out, "baja", erased_at + 50, "wamid.2"));
    std::filesystem::path const copy = sample.folder / "copy.db";
    REQUIRE(backup(sample.options, copy));
    CHECK(put_back(sample, copy).erased_again == 0);
    CHECK(sample.check("marketing").state == State::opted_out);
    CHECK(verify(sample.options)->problems == std::vector<std::string>{});
}

TEST_CASE("the list of erasures names nobody, and a crash in the middle of a line costs that line only")
{
    SampleStore sample;
    std::filesystem::path const list = sample.options.path.string() + ".erasures";
    sample.tell(from({phone(), user()}, signal(Intent::opt_out, "baja", 1, "wamid.1")));
    sample.tell(from(phone("34600111333"), signal(Intent::opt_out, "baja", 2, "wamid.2")));
    std::ofstream{list} << "2026-11-22T09:30:00Z demo sub_cut";
    erase(sample, phone());
    purge(sample);
    erase(sample, phone("34600111333"));
    purge(sample);
    std::string const text = contents(list);
    CHECK(text.find(phone().value) == std::string::npos);
    CHECK(text.find(user().value) == std::string::npos);
    CHECK(std::ranges::count(text, ',') == 1);
    sample.close();
    sample.open();
    purge(sample);
    CHECK(contents(list) == text);
}

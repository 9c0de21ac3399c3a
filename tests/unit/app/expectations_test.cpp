#include "app/expectations.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <fstream>

using namespace consentry;
using namespace consentry::app;

namespace {

std::string line_of(consent::Seq count)
{
    std::array<std::uint8_t, SigningKey::seed_size> seed{};
    consent::Checkpoint made{"demo", count, sha256("head"), sha256("root"), EventTime{std::chrono::seconds{1}}};
    consent::sign(made, SigningKey{seed});
    return consent::to_line(made);
}

}  // namespace

TEST_CASE("a checkpoint is expected by its line, or by a file of lines, or by a log")
{
    test::TemporaryFolder const folder;
    CHECK(checkpoints_in(line_of(7)).value().at(0).count == 7);
    std::string const file = folder / "kept.txt";
    std::ofstream{file} << "kept by the notary\n"
                        << line_of(8) << "\r\n{\"event\":\"ledger.checkpoint\",\"line\":\"" << line_of(9)
                        << "\",\"level\":\"info\"}\nconsentry-checkpoint/1 torn\n";
    auto const found = checkpoints_in(file).value();
    REQUIRE(found.size() == 2);
    CHECK(found[0].count == 8);
    CHECK(found[1].count == 9);
}

TEST_CASE("what holds no checkpoint, or no key, is told")
{
    test::TemporaryFolder const folder;
    std::string const file = folder / "empty.txt";
    std::ofstream{file} << "nothing\n";
    CHECK(checkpoints_in(file).error().fault == Fault::malformed);
    CHECK(checkpoints_in("nonsense").error().fault == Fault::malformed);
    CHECK(public_key_in("nonsense").error().fault == Fault::malformed);
    CHECK(public_key_in(file).error().fault == Fault::malformed);
}

TEST_CASE("a public key is given as text or as the file that begins with it")
{
    test::TemporaryFolder const folder;
    std::string const text = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    std::string const file = folder / "key.txt";
    std::ofstream{file} << text << "  21fe31dfa154a261  since 2026-11-22T09:30:00Z\n";
    CHECK(consent::to_text(public_key_in(text).value()) == text);
    CHECK(public_key_in(file).value() == public_key_in(text).value());
}

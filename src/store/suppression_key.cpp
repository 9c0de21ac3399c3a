#include "store/suppression_key.hpp"

#include "consentry/base/digest.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace consentry::store {
namespace {

std::string words_of(int error) { return std::generic_category().message(error); }

std::unexpected<Error> refuse(Fault fault, std::filesystem::path const& file, std::string const& why)
{
    return fail(fault, "the suppression key " + file.string() + " " + why);
}

/// Tells whether a key is the right one without telling the key.
std::string check_value(Bytes const& key)
{
    Digest const digest = Hmac{key}({"consentry suppression key"});
    return to_hex(std::span{digest}.first(16));
}

std::optional<std::string> stored_check(Database& database)
{
    return database.prepare("SELECT value FROM installation WHERE key = 'suppression_key_check'").first([](Row row) {
        return std::string{row.text(0)};
    });
}

bool has_entries(Database& database) { return database.integer("SELECT EXISTS (SELECT 1 FROM entry)") != 0; }

/// Writes all of it and flushes it.
bool write_durably(int descriptor, std::string const& line)
{
    return ::write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size())
        && ::fsync(descriptor) == 0;
}

/// A name is on disk when its folder is: no entry may outlive the key that it was made with.
bool flush_folder(std::filesystem::path const& file)
{
    std::filesystem::path const folder = file.has_parent_path() ? file.parent_path() : ".";
    int const descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool const flushed = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0)
        ::close(descriptor);
    return flushed;
}

Result<Bytes> fitting(Database& database, std::filesystem::path const& file, Result<Bytes> key)
{
    auto const check = stored_check(database);
    if (!has_entries(database))
        return key;
    if (!key && key.error().fault == Fault::not_found)
        return refuse(Fault::unprocessable, file,
            "is missing, but the store has entries that were made with it; restore it from its backup");
    if (key && (!check || *check != check_value(*key)))
        return refuse(Fault::unprocessable, file,
            "is not the one that the store's entries were made with; restore the right one from its backup");
    return key;
}

}  // namespace

Result<Bytes> read_suppression_key(std::filesystem::path const& file)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return refuse(Fault::not_found, file, "is not there");
    std::ifstream stream{file, std::ios::binary};
    std::string line;
    if (!stream || !std::getline(stream, line))
        return refuse(Fault::unprocessable, file, "cannot be read; see to its owner and rights");
    while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
        line.pop_back();
    auto key = from_base64(line);
    if (!key || key->size() != suppression_key_size)
        return refuse(Fault::unprocessable, file, "is not one line of base64 for 32 bytes; restore it from its backup");
    return std::move(*key);
}

Result<Bytes> make_suppression_key(std::filesystem::path const& file, Random& random)
{
    std::array<std::uint8_t, suppression_key_size> octets{};
    random.fill(octets);
    // It gets its name when it is whole: half a key, after a power cut, would be refused for ever.
    std::string const unfinished = file.string() + ".unfinished";
    int const descriptor = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return refuse(Fault::unavailable, file, "cannot be made: " + words_of(errno));
    bool const written = write_durably(descriptor, to_base64(octets) + "\n");
    ::close(descriptor);
    bool const named = written && ::link(unfinished.c_str(), file.c_str()) == 0;
    int const why = errno;
    ::unlink(unfinished.c_str());
    if (!written)
        return refuse(Fault::unavailable, file, "cannot be written; is the disk full?");
    if (!named)
        return refuse(Fault::unavailable, file, "cannot be made: " + words_of(why));
    if (!flush_folder(file))
        return refuse(Fault::unavailable, file, "cannot be flushed to disk");
    return Bytes{as_text(octets)};
}

Result<Bytes> open_suppression_key(Database& database, std::filesystem::path const& file, Random& random)
{
    Result<Bytes> key = fitting(database, file, read_suppression_key(file));
    if (!key && key.error().fault == Fault::not_found)
        key = make_suppression_key(file, random);
    if (!key)
        return key;
    if (std::string const check = check_value(*key); stored_check(database) != check)
        database
            .prepare("INSERT INTO installation (key, value) VALUES ('suppression_key_check', ?1) "
                     "ON CONFLICT (key) DO UPDATE SET value = excluded.value")
            .run(check);
    return key;
}

Result<Bytes> open_suppression_key(Database& database, std::filesystem::path const& file)
{
    return fitting(database, file, read_suppression_key(file));
}

}  // namespace consentry::store

#include "store/key_file.hpp"

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

}  // namespace

Result<Bytes> KeyFile::read() const
{
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        return refuse(Fault::not_found, "is not there");
    std::ifstream stream{path, std::ios::binary};
    std::string line;
    if (!stream || !std::getline(stream, line))
        return refuse(Fault::unprocessable, "cannot be read; see to its owner and rights");
    while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
        line.pop_back();
    auto key = from_base64(line);
    if (!key || key->size() != octets)
        return refuse(Fault::unprocessable, "is not one line of base64 for 32 bytes; restore it from its backup");
    return std::move(*key);
}

Result<Bytes> KeyFile::make(Random& random) const
{
    std::array<std::uint8_t, octets> key{};
    random.fill(key);
    // It gets its name when it is whole: half a key, after a power cut, would be refused for ever.
    std::string const unfinished = path.string() + ".unfinished";
    int const descriptor = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return refuse(Fault::unavailable, "cannot be made: " + words_of(errno));
    bool const written = write_durably(descriptor, to_base64(key) + "\n");
    ::close(descriptor);
    bool const named = written && ::link(unfinished.c_str(), path.c_str()) == 0;
    int const why = errno;
    ::unlink(unfinished.c_str());
    if (!written)
        return refuse(Fault::unavailable, "cannot be written; is the disk full?");
    if (!named)
        return refuse(Fault::unavailable, "cannot be made: " + words_of(why));
    if (!flush_folder(path))
        return refuse(Fault::unavailable, "cannot be flushed to disk");
    return Bytes{as_text(key)};
}

std::unexpected<Error> KeyFile::refuse(Fault fault, std::string const& why) const
{
    return fail(fault, "the " + std::string{noun} + " " + path.string() + " " + why);
}

}  // namespace consentry::store

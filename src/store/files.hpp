#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

/// Files that are there, whole, after a power cut. Everything here throws what the file system throws.
namespace consentry::store {

/// Makes the folder, for its owner only, if it is not there.
void make_folder(std::filesystem::path const& folder);

/// A name in a folder is on disk when the folder is.
void flush_folder(std::filesystem::path const& folder);

/// The whole file; empty if it is gone.
std::string contents_of(std::filesystem::path const& path);

/// Puts other contents in the place of a file's, or makes it (0600): all of it or nothing.
void replace_file(std::filesystem::path const& path, std::string_view contents);

/// Removes what a crash has left of replace_file().
void remove_unfinished(std::filesystem::path const& folder);

/// A file that is only ever written at its end, and flushed.
class AppendedFile {
public:
    /// Makes it (0600) if it is not there.
    explicit AppendedFile(std::filesystem::path const& path);
    AppendedFile(AppendedFile const&) = delete;
    AppendedFile& operator=(AppendedFile const&) = delete;
    ~AppendedFile();

    /// Writes and flushes all of it or, as far as the file shows, nothing. Throws std::system_error.
    void append(std::string_view text);

    std::uint64_t size() const { return size_; }

private:
    struct Opened {
        int descriptor;
    };
    explicit AppendedFile(Opened opened);
    void write_all(std::string_view text) const;

    int descriptor_;
    std::uint64_t size_ = 0;
};

}  // namespace consentry::store

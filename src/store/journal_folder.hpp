#pragma once

#include "consentry/base/result.hpp"
#include "consentry/intake/gap.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace consentry::store {

/// A file of the journal, and how much of it is settled.
struct Slice {
    std::uint64_t bytes = 0;
    std::size_t records = 0;
    std::set<std::size_t> settled{};  ///< Offsets.

    bool all_settled() const { return settled.size() >= records; }
};

inline constexpr std::string_view slice_suffix = ".journal";
inline constexpr std::string_view settled_suffix = ".settled";

/// `2026-11-25T07-0003@1234`: the file of a record and where in it the record begins.
std::string journal_id(std::string_view slice, std::size_t offset);

/// The two parts of an id; nothing if it is none.
std::optional<std::pair<std::string, std::size_t>> parts_of(std::string_view id);

/// The files of the folder by name, without their suffix, the oldest first. Nothing if there is no such folder. Throws
/// std::filesystem::filesystem_error if it cannot be read.
std::map<std::string, Slice> slices_in(std::filesystem::path const& folder);

/// The whole file; empty if it is gone.
std::string contents_of_slice(std::filesystem::path const& folder, std::string const& slice);

/// Puts other contents in the place of a file's, all of it or nothing. Throws what the file system throws.
void replace_slice(std::filesystem::path const& folder, std::string const& slice, std::string_view contents);

}  // namespace consentry::store

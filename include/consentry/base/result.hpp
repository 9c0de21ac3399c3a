#pragma once

#include <expected>
#include <string>

namespace consentry {

/// What the caller can do about a failed step; the HTTP status and the exit code follow from it.
enum class Fault {
    malformed,      ///< The input is wrong; saying it again the same way will not help.
    unauthentic,    ///< Nobody we know signed or asked this.
    forbidden,      ///< Known, but not allowed.
    not_found,      ///< What was named does not exist.
    conflict,       ///< Something already recorded stands against it.
    unprocessable,  ///< Well formed, but it contradicts an earlier request under the same key.
    too_large,      ///< Over a limit that the detail names.
    braked,         ///< More than usual; somebody has to look first.
    busy,           ///< Somebody else has it; ask again in a moment, or when they are done.
    unavailable,    ///< A part of the machine fails; ask again later.
};

struct Error {
    Fault fault;
    std::string detail;  ///< A sentence for the person who has to act: what is wrong and what to do.
};

/// The outcome of a step that may well fail. Trouble of the machine (a full disk) is an exception instead.
template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Fault fault, std::string detail)
{
    return std::unexpected(Error{fault, std::move(detail)});
}

}  // namespace consentry

#pragma once

#include <cstddef>

namespace consentry::meta {

/// Puts `null` and blanks for each number of JSON that is too large for a double: nothing we read is one, and the
/// reader refuses a whole body for it. The length stays as it is.
void mend_numbers(char* json, std::size_t size);

}  // namespace consentry::meta

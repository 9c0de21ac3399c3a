#pragma once

#include "keywords/pack_entries.hpp"

namespace consentry::keywords {

/// The section [reply] of a pack's document; what is wrong with it is told to `lists`.
ReplyWords read_reply(toml::table const& document, EntryReader& lists);

}  // namespace consentry::keywords

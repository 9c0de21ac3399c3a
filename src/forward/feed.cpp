#include "consentry/forward/feed.hpp"

#include <array>

namespace consentry::forward {
namespace {

constexpr std::array kinds{Feed::Kind::live, Feed::Kind::replay, Feed::Kind::snapshot};

}  // namespace

std::string_view name_of(Feed::Kind kind)
{
    switch (kind) {
    case Feed::Kind::live: return "live";
    case Feed::Kind::replay: return "replay";
    case Feed::Kind::snapshot: return "snapshot";
    }
    return "live";
}

std::optional<Feed::Kind> feed_kind_of(std::string_view name)
{
    for (Feed::Kind const kind : kinds) {
        if (name_of(kind) == name)
            return kind;
    }
    return {};
}

}  // namespace consentry::forward

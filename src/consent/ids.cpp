#include "consent/ids.hpp"

#include "consentry/base/encoding.hpp"
#include "consentry/consent/event_id.hpp"

#include <algorithm>
#include <array>

namespace consentry::consent {
namespace {

constexpr std::string_view event_prefix = "evt_";
constexpr std::string_view subject_prefix = "sub_";

/// The place, then what stands in the last eight octets.
std::string event_id_at(Seq seq, std::array<std::uint8_t, 16> octets)
{
    auto place = static_cast<std::uint64_t>(seq);
    for (std::size_t i = 8; i-- > 0; place >>= 8)
        octets[i] = static_cast<std::uint8_t>(place & 0xff);
    return std::string{event_prefix} + to_base32(octets);
}

}  // namespace

std::string new_subject_id(Random& random)
{
    std::array<std::uint8_t, 16> octets{};
    random.fill(octets);
    return std::string{subject_prefix} + to_base32(octets);
}

std::string new_event_id(Random& random, Seq seq)
{
    std::array<std::uint8_t, 16> octets{};
    random.fill(std::span{octets}.last(8));
    return event_id_at(seq, octets);
}

std::string snapshot_id(Seq at, Digest const& of_person)
{
    std::array<std::uint8_t, 16> octets{};
    std::ranges::copy(std::span{of_person}.first(8), octets.begin() + 8);
    return event_id_at(at, octets);
}

std::optional<Seq> seq_of_event(std::string_view event_id)
{
    if (!event_id.starts_with(event_prefix))
        return {};
    auto const octets = from_base32(event_id.substr(event_prefix.size()), 16);
    if (!octets)
        return {};
    std::uint64_t place = 0;
    for (std::uint8_t const octet : as_octets(*octets).first(8))
        place = place << 8 | octet;
    if (place == 0 || place > static_cast<std::uint64_t>(INT64_MAX))
        return {};
    return static_cast<Seq>(place);
}

}  // namespace consentry::consent

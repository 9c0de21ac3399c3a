#pragma once

#include "consentry/meta/item.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace consentry::meta {

/// What a body holds. Belongs to the decoder: it holds until that decodes again.
struct Webhook {
    std::span<Item const> items;  ///< In the order of the body, over all entries, changes and arrays.
    bool complete = true;         ///< The body is JSON to its end. If not, `items` are those complete before the break.
    std::size_t broke_at = 0;     ///< The octet of the body where it broke.
    std::string_view broke_by;    ///< In a few words why.
    std::string_view object;      ///< `whatsapp_business_account`; bodies of Meta's other products have no items.
};

/// Whether it is read what a message is priced as, and so of which category it is: statuses are most of the traffic,
/// and nearly all of them are of no use to who asks.
enum class Prices { read, skipped };

/// Reads Meta's webhooks. One object per thread; it keeps its memory, so that once it has grown nothing is allocated.
class Decoder {
public:
    explicit Decoder(Prices prices = Prices::read);
    ~Decoder();
    Decoder(Decoder&&) noexcept;
    Decoder& operator=(Decoder&&) noexcept;

    /// Never fails: an item that is broken costs itself only, and a body that is broken says so. Takes time in
    /// proportion to the body, whatever it holds. The body is copied; it need not outlive the call.
    Webhook decode(std::string_view body);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace consentry::meta

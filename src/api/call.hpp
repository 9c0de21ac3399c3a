#pragma once

#include "consentry/api/services.hpp"
#include "consentry/http/query.hpp"

namespace consentry::api {

struct Repeat;

/// Which page of a brand's list is asked for.
struct PageAsked {
    intake::Brand const* brand = nullptr;
    consent::Seq after = 0;  ///< Behind this one; 0: from the beginning.
    std::size_t limit = 0;

    std::string const& brand_name() const { return brand->policy->brand; }
};

/// How many a list tells at once, and at the most.
inline constexpr std::size_t page_usual = 100;
inline constexpr std::size_t page_most = 1000;

/// One call of the admin API with a good key: values of its own, so that it can go on in another thread.
struct Call {
    std::shared_ptr<Services const> kept;  ///< What it began with stays as long as it goes on, whatever is reloaded.
    Services const& services;
    Key const& key;
    std::vector<std::string> path;  ///< The parts that the route left open, decoded.
    std::vector<http::QueryPair> query;
    std::string body;
    std::shared_ptr<Repeat> repeat{};  ///< Set if it may come again, and must be carried out once.

    /// A parameter of the query; nothing if it is absent.
    std::optional<std::string> parameter(std::string_view name) const;

    /// The brand that the call is about: the one it names, else the only one of the key. Fault::malformed if there are
    /// several, Fault::forbidden if the key has no business with it.
    Result<intake::Brand const*> brand(std::optional<std::string> const& named) const;

    /// The brand of the parameter `brand`.
    Result<intake::Brand const*> brand() const { return brand(parameter("brand")); }

    /// Which page of a list of that brand is asked for: the parameters `brand`, `after` and `limit`.
    Result<PageAsked> page() const;

    /// `limit`, between 1 and `most`.
    Result<std::size_t> limit(std::size_t usual, std::size_t most) const;

    /// `after`: an event id, or the cursor of the page before; 0 if absent.
    Result<consent::Seq> after() const;

    Result<bool> flag(std::string_view name) const;  ///< `1`, `true`, `0`, `false`; false if absent.
};

/// The contact that a text names, in the brand's country where it is in national form.
Result<consent::Alias> contact_in(std::string_view text, intake::Brand const& brand, std::string_view field);

/// The configured scope; Fault::malformed lists what there is.
Result<consent::Scope const*> scope_in(std::string_view name, intake::Brand const& brand);

/// Fault::malformed if the brand lists its numbers and this is none of them. Empty is fine.
Result<void> check_number(std::string_view number, intake::Brand const& brand);

/// Fault::malformed if the id of a message has more than 1,024 octets or a control character. Empty is fine.
Result<void> check_message_id(std::string_view id, std::string_view field);

/// How a contact is shown: `+34…`, or the user id.
std::string shown(consent::Alias const& contact);

}  // namespace consentry::api

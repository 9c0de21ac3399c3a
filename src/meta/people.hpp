#pragma once

#include "consentry/meta/item.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace consentry::meta {

/// The people named in the `contacts[]` of one change.
class Contacts {
public:
    void clear();
    void add(Person person);

    /// Adds to `person` the names it lacks, from the contact with the same number or user id; never by position. A
    /// person without any name is the contact if there is only one.
    void complete(Person& person);

private:
    Person const* with(std::string_view Person::* name, std::string_view value);

    std::vector<Person> people_;
    std::vector<Person const*> by_wa_id_;    // Sorted when first needed.
    std::vector<Person const*> by_user_id_;  // The same.
    std::vector<Person const*> by_parent_user_id_;
    std::size_t next_ = 0;  // Where the next contact is looked for first: the arrays often are parallel.
};

/// A contact that somebody sent, as far as it may be their own.
struct SharedCard {
    std::string_view origin;
    std::string_view wa_id;
    std::string_view phone;
    std::string_view vcard;
};

/// The sender's own number: of a card that was shared because the business asked for it (`contact_request`). Any other
/// card is somebody else's. Empty if there is none.
std::string_view own_number(SharedCard const& card);

/// A user id may stand where a number is expected, and a parent's where a user id is: moves it to where it belongs.
void put_in_place(Person& person);

/// Settles who a `system` item is about: `previous` is what it says of the names up to now, `body` its sentence for
/// people, which in bodies of April to August 2026 alone tells the old user id.
void settle_renaming(Item& item, Person const& previous, std::string_view body);

}  // namespace consentry::meta

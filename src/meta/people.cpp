#include "meta/people.hpp"

#include <algorithm>
#include <utility>

namespace consentry::meta {
namespace {

/// `^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$`, which no phone number is.
bool is_user_id(std::string_view text)
{
    auto const is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    auto const is_alphanumeric
        = [&](char c) { return is_upper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (text.size() < 4 || !is_upper(text[0]) || !is_upper(text[1]) || text[2] != '.')
        return false;
    text.remove_prefix(3);
    if (text.starts_with("ENT."))
        text.remove_prefix(4);
    return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, is_alphanumeric);
}

bool is_parent(std::string_view user_id) { return user_id.substr(3).starts_with("ENT."); }

/// The first user id among the words of `sentence`, or nothing.
std::string_view user_id_in(std::string_view sentence)
{
    while (!sentence.empty()) {
        auto const word = sentence.substr(0, sentence.find(' '));
        sentence.remove_prefix(std::min(word.size() + 1, sentence.size()));
        if (is_user_id(word))
            return word;
    }
    return {};
}

void take(std::string_view& name, std::string_view other)
{
    if (name.empty())
        name = other;
}

/// The number in international form that begins with the first plus of `text`, separators and all; nothing if it has
/// none. Of a national form nobody knows the country.
std::string_view international_in(std::string_view text)
{
    std::size_t const plus = text.find('+');
    if (plus == std::string_view::npos)
        return {};
    text.remove_prefix(plus);
    text = text.substr(0, text.find_first_not_of("0123456789 -.()", 1));
    return text.substr(0, text.find_last_of("0123456789") + 1);
}

/// The number of the first TEL property of a vCard: `TEL;type=CELL:+34 600 111 222`, `item1.TEL;VALUE=uri:tel:+34…`.
std::string_view telephone_in(std::string_view vcard)
{
    while (!vcard.empty()) {
        std::string_view const line = vcard.substr(0, vcard.find_first_of("\r\n"));
        vcard.remove_prefix(std::min(line.size() + 1, vcard.size()));
        std::string_view const name = line.substr(0, line.find_first_of(";:"));
        if (name != "TEL" && !name.ends_with(".TEL"))
            continue;
        if (auto const number = international_in(line.substr(name.size())); !number.empty())
            return number;
    }
    return {};
}

}  // namespace

void Contacts::clear()
{
    people_.clear();
    by_wa_id_.clear();
    by_user_id_.clear();
    by_parent_user_id_.clear();
    next_ = 0;
}

void Contacts::add(Person person)
{
    put_in_place(person);
    if (!person.nameless())
        people_.push_back(person);
}

void Contacts::complete(Person& person)
{
    if (people_.empty() || (!person.wa_id.empty() && !person.user_id.empty() && !person.parent_user_id.empty()))
        return;
    Person const* contact = person.nameless() && people_.size() == 1 ? &people_.front() : nullptr;
    if (!person.user_id.empty())
        contact = with(&Person::user_id, person.user_id);
    if (contact == nullptr && !person.wa_id.empty())
        contact = with(&Person::wa_id, person.wa_id);
    if (contact == nullptr && !person.parent_user_id.empty())
        contact = with(&Person::parent_user_id, person.parent_user_id);
    if (contact == nullptr)
        return;
    // Who answers to one of the names and has another one where the item has its own is somebody else.
    bool const is_same = (person.user_id.empty() || contact->user_id.empty() || person.user_id == contact->user_id)
        && (person.wa_id.empty() || contact->wa_id.empty() || person.wa_id == contact->wa_id);
    if (!is_same)
        return;
    take(person.wa_id, contact->wa_id);
    take(person.user_id, contact->user_id);
    take(person.parent_user_id, contact->parent_user_id);
}

Person const* Contacts::with(std::string_view Person::* name, std::string_view value)
{
    if (next_ < people_.size() && people_[next_].*name == value)
        return &people_[next_++];
    auto& sorted = name == &Person::wa_id ? by_wa_id_ : name == &Person::user_id ? by_user_id_ : by_parent_user_id_;
    auto const by_name = [name](Person const* person) { return person->*name; };
    if (sorted.empty()) {
        for (Person const& person : people_)
            sorted.push_back(&person);
        // Of two contacts of one name the first counts, so the position decides among equals.
        std::ranges::sort(sorted, {}, [name](Person const* person) { return std::pair{person->*name, person}; });
    }
    auto const found = std::ranges::lower_bound(sorted, value, {}, by_name);
    if (found == sorted.end() || (*found)->*name != value)
        return nullptr;
    next_ = static_cast<std::size_t>(*found - people_.data()) + 1;
    return *found;
}

std::string_view own_number(SharedCard const& card)
{
    constexpr std::string_view account = "waid=";  // How a vCard tells the WhatsApp account of a number.
    if (card.origin != "contact_request")
        return {};
    if (!card.wa_id.empty())
        return card.wa_id;
    if (std::size_t const at = card.vcard.find(account); at != std::string_view::npos) {
        std::string_view const rest = card.vcard.substr(at + account.size());
        return rest.substr(0, rest.find_first_not_of("0123456789"));
    }
    std::string_view const phone = international_in(card.phone);
    return phone.empty() ? telephone_in(card.vcard) : phone;
}

void put_in_place(Person& person)
{
    if (is_user_id(person.user_id) && is_parent(person.user_id)) {
        take(person.parent_user_id, person.user_id);
        person.user_id = {};
    }
    if (person.wa_id.empty() || (person.wa_id.front() >= '0' && person.wa_id.front() <= '9')
        || !is_user_id(person.wa_id))
        return;
    take(is_parent(person.wa_id) ? person.parent_user_id : person.user_id, person.wa_id);
    person.wa_id = {};
}

void settle_renaming(Item& item, Person const& previous, std::string_view body)
{
    put_in_place(item.successor);
    if (!previous.user_id.empty())
        item.person.user_id = previous.user_id;
    else if (auto const told = user_id_in(body); !told.empty() && !is_parent(told) && told != item.successor.user_id)
        item.person.user_id = told;
    if (!previous.parent_user_id.empty())
        item.person.parent_user_id = previous.parent_user_id;
    take(item.person.wa_id, previous.wa_id);

    // Where only the new name is told, nothing is known of the old one; and a name that stays is no change.
    if (item.person.user_id == item.successor.user_id)
        (previous.user_id.empty() ? item.person : item.successor).user_id = {};
    if (item.person.parent_user_id == item.successor.parent_user_id)
        (previous.parent_user_id.empty() ? item.person : item.successor).parent_user_id = {};
    if (item.person.wa_id == item.successor.wa_id)
        item.successor.wa_id = {};
}

}  // namespace consentry::meta

#include "meta/gather.hpp"

#include "consentry/meta/utf8.hpp"
#include "meta/judge.hpp"

#include <charconv>

namespace consentry::meta {
namespace {

/// A webhook of thousands of items is rare: what it needs is given back before the next one.
constexpr std::size_t items_kept_max = 2048;

Kind kind_at(Place place)
{
    switch (place) {
    case Place::message: return Kind::message;
    case Place::echo: return Kind::echo;
    case Place::past: return Kind::history;
    case Place::status: return Kind::status;
    case Place::preference: return Kind::preference;
    case Place::renaming: return Kind::system;
    default: return Kind::unknown;
    }
}

bool is_fraction(std::string_view text)
{
    return text.starts_with('.') && text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

/// Seconds since 1970, or milliseconds from 10^12 on. Nothing if it is no such number, or a time before WhatsApp or
/// after the year 9999: an opt-out of that date would be outvoted by whatever came since.
std::optional<EventTime> parse_timestamp(std::string_view text)
{
    constexpr std::int64_t milliseconds_from = 1'000'000'000'000;
    constexpr std::int64_t year_2009 = 1'230'768'000;
    constexpr std::int64_t year_10000 = 253'402'300'800;
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    std::string_view const rest = text.substr(static_cast<std::size_t>(end - text.data()));
    if (error != std::errc{} || !(rest.empty() || is_fraction(rest)))
        return {};
    if (number >= milliseconds_from)
        number /= 1000;
    if (number < year_2009 || number >= year_10000)
        return {};
    return EventTime{std::chrono::seconds{number}};
}

template <class T>
std::span<T const> taken(std::vector<T> const& all, std::size_t& next, std::size_t count)
{
    auto const share = std::span{all}.subspan(next, count);
    next += count;
    return share;
}

}  // namespace

void Gather::start(unsigned depth_max)
{
    depth_max_ = depth_max;
    if (items_.capacity() > items_kept_max)
        items_ = {};
    items_.clear();
    shares_.clear();
    texts_.clear();
    payloads_.clear();
    errors_.clear();
    mended_.clear();
    top_ = stack_.data();
    *top_ = {Place::root, true};
    rule_ = nullptr;
    depth_ = skipped_ = 0;
    object_ = waba_ = {};
    in_entry_ = in_change_ = in_item_ = in_standby_ = false;
    entry_begin_ = change_begin_ = 0;
}

std::span<Item const> Gather::finish()
{
    if (in_change_)
        end_broken_change();
    if (in_entry_)
        end_entry();
    if (!object_.empty() && object_ != "whatsapp_business_account")
        return {};
    std::size_t text = 0;
    std::size_t payload = 0;
    std::size_t error = 0;
    for (std::size_t i = 0; i < items_.size(); ++i) {
        items_[i].texts = taken(texts_, text, shares_[i].texts);
        items_[i].payloads = taken(payloads_, payload, shares_[i].payloads);
        items_[i].errors = taken(errors_, error, shares_[i].errors);
        judge(items_[i]);
    }
    return items_;
}

/// Whether the reader is in a list of items, or in one of them.
bool Gather::among_items() const
{
    auto const lists_items = [](Frame const& frame) { return frame.is_array && is_item(frame.place); };
    auto const open = static_cast<std::size_t>(top_ - stack_.data()) + 1;
    return in_item_ || std::ranges::any_of(std::span{stack_}.first(open), lists_items);
}

/// A break among the items is one bad item, and must not lose its neighbours. Of a change that was torn behind them
/// nothing is acted on: what came of it is no webhook that Meta has made. Without any item so far it is none that could
/// be counted.
void Gather::end_broken_change()
{
    bool const torn = !among_items();
    if (in_item_)
        drop_item();
    if (items_.size() == change_begin_)
        return;
    end_change();
    for (std::size_t i = change_begin_; i < items_.size(); ++i) {
        items_[i].torn = torn;
        items_[i].cut = field_.empty();
    }
}

void Gather::enter(Place place)
{
    if (is_item(place)) {
        in_item_ = true;
        draft_ = {};
        draft_.kind = kind_at(place);
        draft_.standby = in_standby_;
        held_ = {};
        previous_ = {};
        notice_to_people_ = {};
        own_number_ = {};
    } else if (place == Place::shared) {
        card_ = {};
    } else if (place == Place::contact) {
        contact_ = {};
    } else if (place == Place::standby) {
        in_standby_ = true;
    } else if (place == Place::change) {
        in_change_ = true;
        change_begin_ = items_.size();
        field_ = number_ = display_ = event_ = account_ = {};
        contacts_.clear();
        notices_.clear();
    } else if (place == Place::entry) {
        in_entry_ = true;
        entry_begin_ = items_.size();
        waba_ = {};
    }
}

void Gather::leave(Place place)
{
    if (is_item(place))
        end_item();
    else if (place == Place::shared && own_number_.empty())
        own_number_ = own_number(card_);
    else if (place == Place::contact)
        contacts_.add(contact_);
    else if (place == Place::standby)
        in_standby_ = false;
    else if (place == Place::change)
        end_change();
    else if (place == Place::entry)
        end_entry();
}

void Gather::store(Field field, std::string_view raw)
{
    std::string_view const value = valid(raw);
    switch (field) {
    case Field::none: break;
    case Field::object: object_ = value; break;
    case Field::field: field_ = value; break;
    case Field::waba: waba_ = value; break;
    case Field::number: number_ = value; break;
    case Field::display: display_ = value; break;
    case Field::message_id: draft_.message_id = value; break;
    case Field::timestamp: draft_.timestamp = parse_timestamp(value); break;
    case Field::type: draft_.type = value; break;
    case Field::subtype: draft_.subtype = value; break;
    case Field::wa_id: draft_.person.wa_id = value; break;
    case Field::user_id: draft_.person.user_id = value; break;
    case Field::parent_user_id: draft_.person.parent_user_id = value; break;
    case Field::customer: previous_.wa_id = value; break;
    case Field::successor_wa_id: draft_.successor.wa_id = value; break;
    case Field::successor_user_id: draft_.successor.user_id = value; break;
    case Field::successor_parent_user_id: draft_.successor.parent_user_id = value; break;
    case Field::previous_user_id: previous_.user_id = value; break;
    case Field::previous_parent_user_id: previous_.parent_user_id = value; break;
    case Field::notice_to_people: notice_to_people_ = value; break;
    case Field::contact_wa_id: contact_.wa_id = value; break;
    case Field::contact_user_id: contact_.user_id = value; break;
    case Field::contact_parent_user_id: contact_.parent_user_id = value; break;
    case Field::body: add_text(value, "text", false); break;
    case Field::caption: add_text(value, "caption", false); break;
    case Field::order_text: add_text(value, "order", false); break;
    case Field::button_label: add_text(value, "button", true); break;
    case Field::button_payload: add_payload(value, "button"); break;
    case Field::reply_label: add_text(value, "reply", true); break;
    case Field::reply_id: add_payload(value, "reply"); break;
    case Field::flow_response:
        draft_.flow_response = value;
        draft_.why = "flow";
        break;
    case Field::context_id: draft_.context_id = value; break;
    case Field::original_id: draft_.original_id = value; break;
    case Field::forwarded: draft_.forwarded |= value == "true"; break;
    case Field::group: draft_.group = true; break;
    case Field::recipient_type: draft_.group = value == "group"; break;
    case Field::status: draft_.status = value; break;
    case Field::callback_data: draft_.callback_data = value; break;
    case Field::error_code: add_error(errors_, value); break;
    case Field::notice_code: add_error(notices_, value); break;
    case Field::preference: draft_.preference = value; break;
    case Field::category: draft_.category = value; break;
    // What Meta prices is the message itself; the conversation may have been opened by another one.
    case Field::conversation_category: draft_.category = draft_.category.empty() ? value : draft_.category; break;
    case Field::event: event_ = value; break;
    case Field::account: account_ = value; break;
    case Field::origin: card_.origin = value; break;
    case Field::vcard: card_.vcard = value; break;
    // Of several numbers on a card the first is the one that was asked for.
    case Field::shared_wa_id: card_.wa_id = card_.wa_id.empty() ? value : card_.wa_id; break;
    case Field::shared_phone: card_.phone = card_.phone.empty() ? value : card_.phone; break;
    }
}

void Gather::add_text(std::string_view value, std::string_view why, bool is_label)
{
    texts_.push_back({value, is_label});
    ++held_.texts;
    if (draft_.why.empty())
        draft_.why = why;
}

void Gather::add_payload(std::string_view value, std::string_view why)
{
    payloads_.push_back(value);
    ++held_.payloads;
    if (draft_.why.empty())
        draft_.why = why;
}

void Gather::add_error(std::vector<std::int64_t>& codes, std::string_view value)
{
    std::int64_t code = 0;
    auto const [end, error] = std::from_chars(value.data(), value.data() + value.size(), code);
    if (error != std::errc{} || end != value.data() + value.size())
        return;
    codes.push_back(code);
    if (&codes == &errors_)
        ++held_.errors;
}

void Gather::add_item(Item const& item)
{
    items_.push_back(item);
    shares_.push_back(held_);
}

/// A long list of such things is counted once: it must not cost more memory than it is worth.
void Gather::add_broken()
{
    if (items_.size() > change_begin_ && items_.back().why == broken)
        return;
    Item item;
    item.why = broken;
    held_ = {};
    add_item(item);
}

void Gather::end_item()
{
    in_item_ = false;
    put_in_place(draft_.person);
    // A card that was passed on is another's.
    if (draft_.type == "contacts" && draft_.person.wa_id.empty() && !draft_.forwarded && !draft_.group)
        draft_.person.wa_id = own_number_;
    bool const says_nothing = draft_.message_id.empty() && draft_.type.empty() && draft_.person.nameless()
        && draft_.successor.nameless() && previous_.nameless() && draft_.why.empty() && draft_.status.empty()
        && draft_.preference.empty() && held_.errors == 0;
    if (says_nothing)
        return add_broken();
    if (draft_.kind == Kind::system || draft_.type == "system")
        settle_renaming(draft_, previous_, notice_to_people_);
    if (draft_.kind == Kind::status && draft_.group)
        draft_.person = {};  // The recipient is the group.
    add_item(draft_);
}

void Gather::drop_item()
{
    in_item_ = false;
    texts_.resize(texts_.size() - held_.texts);
    payloads_.resize(payloads_.size() - held_.payloads);
    errors_.resize(errors_.size() - held_.errors);
}

void Gather::end_change()
{
    in_change_ = in_standby_ = false;
    // What Meta tells the business of itself is an item beside the others, too.
    if (items_.size() == change_begin_ || !notices_.empty()) {
        errors_.insert(errors_.end(), notices_.begin(), notices_.end());
        held_ = {0, 0, static_cast<std::uint32_t>(notices_.size())};
        add_item(placeholder(field_, !notices_.empty()));
    }
    for (std::size_t i = change_begin_; i < items_.size(); ++i) {
        Item& item = items_[i];
        item.field = field_;
        item.number = number_;
        item.display = display_;
        item.event = event_;
        item.account = account_;
        item.standby |= field_ == "standby";
        bool const is_person = (item.kind == Kind::message && item.type != "system") || item.kind == Kind::status
            || item.kind == Kind::preference;
        if (is_person && !(item.kind == Kind::status && item.group))
            contacts_.complete(item.person);
    }
}

void Gather::end_entry()
{
    in_entry_ = false;
    for (std::size_t i = entry_begin_; i < items_.size(); ++i)
        items_[i].waba = waba_;
}

std::string_view Gather::valid(std::string_view text)
{
    return is_utf8(text) ? text : mended_.emplace_back(mended_utf8(text));
}

}  // namespace consentry::meta

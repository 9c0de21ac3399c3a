#pragma once

#include "consentry/meta/decode.hpp"
#include "meta/people.hpp"
#include "meta/shape.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::meta {

/// Takes the events of a JSON reader and gathers items. It follows the shape of a webhook down to what we read; all
/// else is skipped by counting brackets. The names of the events are the reader's. All text given to it must stay where
/// it is for as long as the items are used.
class Gather {
public:
    explicit Gather(Prices prices)
        : last_read_{prices == Prices::read ? Place::origin : Place::account}
    {
    }

    /// Forgets everything of the body before. The reader is stopped where the next one is nested deeper than that.
    void start(unsigned depth_max);

    /// Settles all items that are complete. Returns those of a WhatsApp account's webhook.
    std::span<Item const> finish();

    std::string_view object() const { return object_; }

    bool Null() { return scalar({}); }
    bool Bool(bool truth)
    {
        return scalar(truth && rule_ != nullptr && rule_->field == Field::forwarded ? "true" : "");
    }
    bool RawNumber(char const* text, std::uint32_t size, bool) { return scalar({text, size}); }
    bool String(char const* text, std::uint32_t size, bool) { return scalar({text, size}); }

    bool Key(char const* name, std::uint32_t size, bool)
    {
        if (skipped_ == 0)
            rule_ = shape.find(top_->place, {name, size});
        return true;
    }

    bool StartObject() { return open(false); }
    bool StartArray() { return open(true); }
    bool EndObject(std::uint32_t) { return close(); }
    bool EndArray(std::uint32_t) { return close(); }

    // Never called, since numbers come as their text; the reader wants them to exist.
    bool Int(int) { return true; }
    bool Uint(unsigned) { return true; }
    bool Int64(std::int64_t) { return true; }
    bool Uint64(std::uint64_t) { return true; }
    bool Double(double) { return true; }

private:
    /// An open object or array on the way to where the reader is. Of an array `place` is that of its elements.
    struct Frame {
        Place place;
        bool is_array;
    };

    /// What an item has of the vectors that all items share.
    struct Share {
        std::uint32_t texts;
        std::uint32_t payloads;
        std::uint32_t errors;
    };

    bool scalar(std::string_view value)
    {
        if (skipped_ > 0)
            return true;
        if (top_->is_array) {
            if (is_item(top_->place) || top_->place == Place::entry || top_->place == Place::change)
                add_broken();
        } else if (rule_ != nullptr && rule_->field != Field::none && !value.empty()) {
            store(rule_->field, value);
        }
        return true;
    }

    /// False stops the reader: the body is nested too deeply.
    bool open(bool is_array)
    {
        if (++depth_ > depth_max_)
            return false;
        Place const place = top_->is_array ? top_->place : rule_ != nullptr ? rule_->enters : Place::nowhere;
        if (skipped_ > 0 || !is_read(place) || top_ + 1 == stack_.data() + stack_.size()) {
            ++skipped_;
            return true;
        }
        *++top_ = {place, is_array};
        rule_ = nullptr;
        if (!is_array)
            enter(place);
        return true;
    }

    bool close()
    {
        --depth_;
        if (skipped_ > 0) {
            --skipped_;
            return true;
        }
        Frame const closed = *top_--;
        if (!closed.is_array)
            leave(closed.place);
        return true;
    }

    /// One comparison for both, since nearly all that a body holds is skipped here.
    bool is_read(Place place) const { return static_cast<unsigned>(place) - 1 < static_cast<unsigned>(last_read_); }

    void enter(Place place);
    void leave(Place place);
    void store(Field field, std::string_view raw);
    void add_text(std::string_view value, std::string_view why, bool is_label);
    void add_payload(std::string_view value, std::string_view why);
    void add_error(std::vector<std::int64_t>& codes, std::string_view value);
    void add_item(Item const& item);
    void add_broken();
    void end_item();
    void drop_item();
    void end_change();
    void end_broken_change();
    bool among_items() const;
    void end_entry();
    std::string_view valid(std::string_view text);

    Place const last_read_;          // Those behind it are as good as nowhere.
    std::array<Frame, 64> stack_{};  // The first frame stands for what is around the body.
    Frame* top_ = stack_.data();
    Rule const* rule_ = nullptr;  // Of the member whose value comes next.
    unsigned depth_ = 0;
    unsigned depth_max_ = 0;
    unsigned skipped_ = 0;  // Levels open below the last frame.

    std::vector<Item> items_;
    std::vector<Share> shares_;  // One for each item.
    std::vector<Text> texts_;
    std::vector<std::string_view> payloads_;
    std::vector<std::int64_t> errors_;
    std::deque<std::string> mended_;  // Text that was no UTF-8.

    std::string_view object_;
    std::string_view waba_;
    std::size_t entry_begin_ = 0;  // The first item of the entry, and below of the change.
    std::size_t change_begin_ = 0;
    bool in_entry_ = false;
    bool in_change_ = false;
    bool in_item_ = false;
    std::string_view field_;
    std::string_view number_;
    std::string_view display_;
    std::string_view event_;
    std::string_view account_;
    Contacts contacts_;
    Person contact_;
    std::vector<std::int64_t> notices_;

    Item draft_;  // The item that the reader is in.
    Share held_{};
    Person previous_;
    std::string_view notice_to_people_;
    SharedCard card_;
    std::string_view own_number_;  // Of the card that the person shared because it was asked for.
    bool in_standby_ = false;
};

}  // namespace consentry::meta

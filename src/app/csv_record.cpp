#include "app/csv_record.hpp"

namespace consentry::app {
namespace {

/// Goes along a record value by value.
class Cutting {
public:
    Cutting(std::string_view text, char separator, bool last)
        : text_{text}
        , separator_{separator}
        , last_{last}
    {
    }

    CsvRecord cut() &&
    {
        while (value()) { }
        return std::move(record_);
    }

private:
    /// One value and what ends it; false when the record is at its end, or the text is.
    bool value()
    {
        std::string& value = record_.values.emplace_back();
        if (at('"')) {
            if (!quoted(value))
                return false;
        } else {
            std::size_t const end = std::min(text_.find_first_of(ends(), at_), text_.size());
            value.append(text_.substr(at_, end - at_));
            at_ = end;
            // The break of Windows: its first half is no part of the value.
            if (value.ends_with('\r') && (at('\n') || (last_ && at_ == text_.size())))
                value.pop_back();
        }
        return goes_on();
    }

    bool quoted(std::string& value)
    {
        for (++at_;;) {
            std::size_t const quote = text_.find('"', at_);
            bool const may_be_doubled = quote + 1 == text_.size() && !last_;
            if (quote == std::string_view::npos || may_be_doubled)
                return false;  // It goes on behind the text.
            value.append(text_.substr(at_, quote - at_));
            at_ = quote + 1;
            if (!at('"'))
                break;
            value += '"';
            ++at_;
        }
        std::size_t const end = std::min(text_.find_first_of(ends(), at_), text_.size());
        std::string_view const behind = text_.substr(at_, end - at_);
        if (!behind.empty() && behind != "\r")
            record_.trouble = "a value goes on behind its closing quote; write \"\" for a quote within";
        at_ = end;
        return true;
    }

    bool goes_on()
    {
        if (at(separator_)) {
            ++at_;
            return true;
        }
        bool const at_break = at('\n');
        record_.whole = at_break || last_;
        record_.size = at_break && at_ > 0 && text_[at_ - 1] == '\r' ? at_ - 1 : at_;
        record_.size_with_break = at_break ? at_ + 1 : at_;
        return false;
    }

    bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }
    std::string_view ends() const { return separator_ == ';' ? ";\n" : separator_ == '\t' ? "\t\n" : ",\n"; }

    std::string_view text_;
    char separator_;
    bool last_;
    std::size_t at_ = 0;
    CsvRecord record_;
};

}  // namespace

CsvRecord cut_csv(std::string_view text, char separator, bool last) { return Cutting{text, separator, last}.cut(); }

}  // namespace consentry::app

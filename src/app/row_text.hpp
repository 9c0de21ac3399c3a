#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <string_view>

namespace consentry::app {

/// A long text that is read piece by piece: what is looked at stands in memory, what was taken does not.
class RowText {
public:
    explicit RowText(std::istream& in)
        : in_{in}
    {
    }

    /// What was read and not taken yet; good until the next call of anything else.
    std::string_view rest() const { return std::string_view{buffer_}.substr(begin_); }

    /// Reads on behind it; false at the end of the text. Throws std::runtime_error if it cannot be read.
    bool read_on();

    /// Takes so many octets off the front, whose lines then are behind us.
    void take(std::size_t octets);

    /// Goes on at an offset where that line begins; the stream has to be a file.
    void go_to(std::uint64_t offset, std::size_t line);

    std::uint64_t offset() const { return offset_; }  ///< Of the first octet that was not taken.
    std::size_t line() const { return line_; }        ///< Which line it is in, from 1.

private:
    std::istream& in_;
    std::string buffer_;
    std::size_t begin_ = 0;
    std::uint64_t offset_ = 0;
    std::size_t line_ = 1;
};

}  // namespace consentry::app

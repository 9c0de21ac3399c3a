#include "app/row_text.hpp"

#include <algorithm>
#include <stdexcept>

namespace consentry::app {
namespace {

constexpr std::size_t piece = 256 * 1024;

}  // namespace

bool RowText::read_on()
{
    buffer_.erase(0, begin_);
    begin_ = 0;
    std::size_t const before = buffer_.size();
    buffer_.resize(before + piece);
    in_.read(buffer_.data() + before, piece);
    buffer_.resize(before + static_cast<std::size_t>(in_.gcount()));
    if (in_.bad())
        throw std::runtime_error{"the rows cannot be read any further"};
    return buffer_.size() > before;
}

void RowText::take(std::size_t octets)
{
    line_ += static_cast<std::size_t>(std::ranges::count(rest().substr(0, octets), '\n'));
    begin_ += octets;
    offset_ += octets;
}

void RowText::go_to(std::uint64_t offset, std::size_t line)
{
    in_.clear();
    in_.seekg(static_cast<std::streamoff>(offset));
    buffer_.clear();
    begin_ = 0;
    offset_ = offset;
    line_ = line;
}

}  // namespace consentry::app

#include "store/delivery_rows.hpp"

namespace consentry::store {
namespace {

std::optional<Instant> optional_instant(Row row, int column)
{
    if (row.is_null(column))
        return {};
    return row.instant(column);
}

}  // namespace

forward::Delivery read_delivery(Row row)
{
    auto const state = forward::delivery_state_of(row.text(3));
    if (!state)
        throw StoreError{SQLITE_CORRUPT, "the store is damaged: a delivery has no state that this version knows"};
    forward::Delivery delivery;
    delivery.id = {row.integer(0), row.integer(1)};
    delivery.subject = row.integer(2);
    delivery.state = *state;
    delivery.attempts = static_cast<unsigned>(row.integer(4));
    delivery.recorded_at = row.instant(5);
    delivery.first_attempt_at = optional_instant(row, 6);
    delivery.due_at = optional_instant(row, 7);
    delivery.delivered_at = optional_instant(row, 8);
    delivery.last_status = static_cast<unsigned>(row.integer(9));
    delivery.last_error = row.text(10);
    return delivery;
}

}  // namespace consentry::store

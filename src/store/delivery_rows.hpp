#pragma once

#include "consentry/forward/delivery.hpp"
#include "store/statement.hpp"

namespace consentry::store {

/// The columns that `read_delivery` expects, of `delivery` joined with its destination and the entry it carries. Of a
/// snapshot there is no entry: `seq` is the subject itself.
inline constexpr std::string_view delivery_columns
    = "delivery.destination, delivery.seq, "
      "CASE destination.feed WHEN 'snapshot' THEN delivery.seq ELSE entry.subject END, delivery.state, "
      "delivery.attempts, delivery.recorded_at, "
      "delivery.first_attempt_at, delivery.due_at, delivery.delivered_at, delivery.last_status, delivery.last_error";

inline constexpr std::string_view delivery_tables
    = "delivery JOIN destination ON destination.id = delivery.destination "
      "LEFT JOIN entry ON destination.feed <> 'snapshot' AND entry.place = (destination.brand << 40) + delivery.seq";

/// The same without the bulk, which is delivered. The index is named because the planner would rather read all of it
/// than sort a few rows.
inline constexpr std::string_view undelivered_tables
    = "delivery INDEXED BY delivery_undelivered JOIN destination ON destination.id = delivery.destination "
      "LEFT JOIN entry ON destination.feed <> 'snapshot' AND entry.place = (destination.brand << 40) + delivery.seq";

/// Reads a row of `delivery_columns`. Throws StoreError if the state is none.
forward::Delivery read_delivery(Row row);

}  // namespace consentry::store

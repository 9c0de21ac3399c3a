#pragma once

namespace consentry::store {

/// The forwarder's tables, part of version 1. What was delivered is the bulk, is written in the order of the ledger and
/// stands in no index of its own: a receipt dirties the last leaf only.
inline constexpr char const* deliveries_schema = R"sql(
CREATE TABLE destination (
    id     INTEGER PRIMARY KEY,
    brand  INTEGER NOT NULL,
    name   TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    UNIQUE (brand, name)
) STRICT;

CREATE TABLE delivery (
    destination      INTEGER NOT NULL,
    seq              INTEGER NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('queued', 'waiting', 'delivered', 'dead')),
    attempts         INTEGER NOT NULL,
    recorded_at      INTEGER NOT NULL,
    first_attempt_at INTEGER,
    due_at           INTEGER,
    delivered_at     INTEGER,
    last_status      INTEGER NOT NULL,
    last_error       TEXT NOT NULL,
    PRIMARY KEY (destination, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_undelivered ON delivery (destination, state, seq) WHERE state <> 'delivered';
)sql";

}  // namespace consentry::store

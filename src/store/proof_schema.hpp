#pragma once

namespace consentry::store {

/// What the ledger is proved with, part of version 3: signed checkpoints, the keys that signed them, the nodes of the
/// Merkle tree over full blocks of entries, and every wording that an entry names, word for word.
inline constexpr char const* proof_schema = R"sql(
CREATE TABLE signing_key (
    id            TEXT PRIMARY KEY,
    public_key    BLOB NOT NULL,
    since         INTEGER NOT NULL,
    former        TEXT NOT NULL,
    own_signature BLOB NOT NULL,
    endorsement   BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
    brand       INTEGER NOT NULL,
    count       INTEGER NOT NULL,
    head        BLOB NOT NULL,
    root        BLOB NOT NULL,
    at          INTEGER NOT NULL,
    signing_key TEXT NOT NULL,
    signature   BLOB NOT NULL,
    PRIMARY KEY (brand, count)
) STRICT, WITHOUT ROWID;

CREATE TABLE merkle (
    brand    INTEGER NOT NULL,
    level    INTEGER NOT NULL,
    position INTEGER NOT NULL,
    node     BLOB NOT NULL,
    PRIMARY KEY (brand, level, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE wording (
    digest   BLOB PRIMARY KEY,
    scope    TEXT NOT NULL,
    version  TEXT NOT NULL,
    language TEXT NOT NULL,
    text     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace consentry::store

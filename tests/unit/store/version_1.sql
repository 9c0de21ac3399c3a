-- The tables as the first version made them. They are history: nothing here ever changes.

CREATE TABLE installation (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE brand (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE portfolio (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE subject (
    id          INTEGER PRIMARY KEY,
    portfolio   INTEGER NOT NULL,
    public_id   TEXT NOT NULL,
    merged_into INTEGER
) STRICT;

CREATE TABLE alias_key (
    key       INTEGER PRIMARY KEY,
    tag       INTEGER NOT NULL,
    portfolio INTEGER NOT NULL,
    subject   INTEGER NOT NULL
) STRICT;

CREATE TABLE alias (
    subject INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    key     INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    value   TEXT NOT NULL,
    since   INTEGER NOT NULL,
    PRIMARY KEY (subject, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE seen (
    key   INTEGER PRIMARY KEY,
    tag   INTEGER NOT NULL,
    place INTEGER NOT NULL
) STRICT;

CREATE TABLE entry (
    place           INTEGER PRIMARY KEY,
    brand           INTEGER GENERATED ALWAYS AS (place >> 40) VIRTUAL,
    seq             INTEGER GENERATED ALWAYS AS (place & 1099511627775) VIRTUAL,
    subject         INTEGER NOT NULL,
    fields          TEXT NOT NULL,
    who_commitment  BLOB NOT NULL,
    said_commitment BLOB NOT NULL,
    hash            BLOB NOT NULL
) STRICT;
CREATE INDEX entry_by_subject ON entry (subject);

CREATE TABLE personal (
    place     INTEGER PRIMARY KEY,
    who_salt  BLOB NOT NULL,
    who       TEXT NOT NULL,
    said_salt BLOB NOT NULL,
    said      TEXT NOT NULL
) STRICT;

CREATE TABLE fact (
    brand       INTEGER NOT NULL,
    subject     INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    scope       TEXT NOT NULL,
    at          INTEGER NOT NULL,
    valid_until INTEGER,
    authority   TEXT NOT NULL,
    number      TEXT NOT NULL,
    annuls      INTEGER NOT NULL,
    PRIMARY KEY (brand, subject, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE prompt (
    brand       INTEGER NOT NULL,
    subject     INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    scope       TEXT NOT NULL,
    wording     TEXT NOT NULL,
    language    TEXT NOT NULL,
    asked_at    INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    message_key BLOB,
    PRIMARY KEY (brand, subject, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE answer (
    brand       INTEGER NOT NULL,
    subject     INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    intent      TEXT NOT NULL,
    language    TEXT NOT NULL,
    at          INTEGER NOT NULL,
    kept        INTEGER NOT NULL,
    context_key BLOB,
    PRIMARY KEY (brand, subject, seq)
) STRICT, WITHOUT ROWID;

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

#include "store/migrations.hpp"

#include "store/schema.hpp"

#include <array>

namespace consentry::store {
namespace {

// A STOP of somebody new dirties two leaves at random places, `seen` and `alias_key`; all else grows at its end. Those
// two hold nothing but numbers made of keyed hashes, since what is unique must stay when what is personal goes.
constexpr char const* version_1 = R"sql(
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

INSERT INTO installation VALUES ('epoch', '0');
)sql";

// A name may end; and whoever has opted out under a user id alone is listed until there is a phone number.
constexpr char const* version_2 = R"sql(
ALTER TABLE alias_key ADD COLUMN until INTEGER;
ALTER TABLE alias_key ADD COLUMN formerly_until INTEGER;
ALTER TABLE alias ADD COLUMN until INTEGER;
CREATE INDEX alias_that_ended ON alias (key, until) WHERE until IS NOT NULL;

CREATE TABLE unlinked (
    subject INTEGER NOT NULL,
    brand   INTEGER NOT NULL,
    since   INTEGER NOT NULL,
    PRIMARY KEY (subject, brand)
) STRICT, WITHOUT ROWID;
CREATE INDEX unlinked_by_brand ON unlinked (brand, subject);

INSERT INTO unlinked (subject, brand, since)
    SELECT subject, brand, min(at) FROM fact WHERE kind IN ('opt_out', 'meta_stop')
        AND NOT EXISTS (SELECT 1 FROM alias WHERE alias.subject = fact.subject AND kind = 'phone')
    GROUP BY subject, brand;
)sql";

// What a grant rests on decides whether it still counts; a hold waits in a queue; grants that end are told of.
constexpr char const* version_3 = R"sql(
ALTER TABLE fact ADD COLUMN wording TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN asked_at INTEGER;
ALTER TABLE fact ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE fact ADD COLUMN event TEXT NOT NULL DEFAULT '';
UPDATE fact SET
    wording = coalesce((SELECT json_extract(fields, '$.wording') FROM entry WHERE place = (fact.brand << 40) + fact.seq), ''),
    asked_at = (SELECT CAST(strftime('%s', json_extract(fields, '$.prompt.asked_at')) AS INTEGER)
        FROM entry WHERE place = (fact.brand << 40) + fact.seq)
    WHERE kind = 'grant';
UPDATE fact SET event
    = coalesce((SELECT json_extract(fields, '$.id') FROM entry WHERE place = (fact.brand << 40) + fact.seq), '');
CREATE INDEX fact_grant ON fact (brand, scope, subject) WHERE kind = 'grant';
CREATE INDEX fact_end ON fact (brand, valid_until) WHERE valid_until IS NOT NULL;

CREATE TABLE hold (
    brand   INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    subject INTEGER NOT NULL,
    PRIMARY KEY (brand, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX hold_by_subject ON hold (subject);
INSERT INTO hold (brand, seq, subject) SELECT brand, seq, subject FROM fact WHERE kind = 'hold';

CREATE TABLE tally (
    brand   INTEGER NOT NULL,
    scope   TEXT NOT NULL,
    wording TEXT NOT NULL,
    type    TEXT NOT NULL,
    count   INTEGER NOT NULL,
    PRIMARY KEY (brand, scope, wording, type)
) STRICT, WITHOUT ROWID;
INSERT INTO tally SELECT brand, json_extract(fields, '$.prompt.scope'),
    coalesce(json_extract(fields, '$.prompt.wording'), ''), json_extract(fields, '$.type'), count(*) FROM entry
    WHERE json_extract(fields, '$.type') IN ('consent.opted_in', 'consent.declined', 'consent.opted_out')
            AND json_extract(fields, '$.prompt') IS NOT NULL
        OR json_extract(fields, '$.type') = 'consent.prompted' AND json_extract(fields, '$.prompt.seq') = seq
    GROUP BY 1, 2, 3, 4;

CREATE TABLE round (
    brand INTEGER NOT NULL,
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (brand, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE brake (
    brand          INTEGER NOT NULL,
    source         TEXT NOT NULL,
    direction      TEXT NOT NULL,
    began          INTEGER NOT NULL,
    counted        INTEGER NOT NULL,
    earlier        INTEGER NOT NULL,
    held_since     INTEGER,
    stopped        INTEGER NOT NULL,
    expected       INTEGER NOT NULL,
    expected_until INTEGER NOT NULL,
    released_by    TEXT NOT NULL,
    reason         TEXT NOT NULL,
    PRIMARY KEY (brand, source, direction)
) STRICT, WITHOUT ROWID;

-- Who was erased stays suppressed by the keys of the names that led there, which lead to nobody now.
ALTER TABLE alias_key ADD COLUMN erased INTEGER;

CREATE TABLE erasure (
    subject INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    purged  INTEGER
) STRICT;
CREATE INDEX erasure_pending ON erasure (subject) WHERE purged IS NULL;

CREATE TABLE erasure_name (
    subject INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (subject, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE data_read (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    key     TEXT NOT NULL,
    call    TEXT NOT NULL,
    brand   INTEGER NOT NULL,
    subject TEXT NOT NULL,
    first   INTEGER NOT NULL,
    last    INTEGER NOT NULL
) STRICT;

CREATE TABLE receipt (
    key    BLOB PRIMARY KEY,
    body   BLOB NOT NULL,
    at     INTEGER NOT NULL,
    answer BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_by_age ON receipt (at);

CREATE TABLE halted (destination INTEGER PRIMARY KEY) STRICT;
)sql";

// What a receiver had no use for is told apart from what it took; a replay and a snapshot are destinations for a time,
// fed from a place of their own. SQLite changes no CHECK in place, so the rows move.
constexpr char const* version_4 = R"sql(
ALTER TABLE destination ADD COLUMN parent INTEGER;
ALTER TABLE destination ADD COLUMN feed TEXT NOT NULL DEFAULT 'live' CHECK (feed IN ('live', 'replay', 'snapshot'));
ALTER TABLE destination ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE destination ADD COLUMN from_at INTEGER;
ALTER TABLE destination ADD COLUMN to_at INTEGER;
ALTER TABLE destination ADD COLUMN subject INTEGER NOT NULL DEFAULT 0;
ALTER TABLE destination ADD COLUMN ended INTEGER NOT NULL DEFAULT 0;

CREATE TABLE delivery_next (
    destination      INTEGER NOT NULL,
    seq              INTEGER NOT NULL,
    state            TEXT NOT NULL
        CHECK (state IN ('queued', 'waiting', 'delivered', 'dead', 'skipped', 'unknown')),
    attempts         INTEGER NOT NULL,
    recorded_at      INTEGER NOT NULL,
    first_attempt_at INTEGER,
    due_at           INTEGER,
    delivered_at     INTEGER,
    last_status      INTEGER NOT NULL,
    last_error       TEXT NOT NULL,
    PRIMARY KEY (destination, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO delivery_next SELECT * FROM delivery;
DROP TABLE delivery;
ALTER TABLE delivery_next RENAME TO delivery;
CREATE INDEX delivery_undelivered ON delivery (destination, state, seq) WHERE state <> 'delivered';
)sql";

// A far system may give a new refresh token for the one that it was asked with, which is void from then on.
constexpr char const* version_5 = R"sql(
CREATE TABLE token (
    key    BLOB PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array all{version_1, version_2, version_3, version_4, version_5};
static_assert(all.size() == schema_version);

}  // namespace

std::span<char const* const> migrations() { return all; }

}  // namespace consentry::store

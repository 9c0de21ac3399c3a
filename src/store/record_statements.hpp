#pragma once

#include "store/sqlite_records.hpp"

namespace consentry::store {

/// Everything that the writer has prepared.
struct SqliteRecords::Statements {
    Statement find_brand;
    Statement add_brand;
    Statement find_portfolio;
    Statement add_portfolio;
    Statement epoch;
    Statement head;
    Statement find_seen;
    Statement add_seen;
    Statement add_subject;
    Statement put_alias_key;
    Statement add_alias;
    Statement earlier_alias;
    Statement drop_alias;
    Statement later_end;
    Statement formerly;
    Statement end_alias;
    Statement end_alias_key;
    Statement unlinked;
    Statement no_longer_unlinked;
    Statement add_entry;
    Statement add_personal;
    Statement add_fact;
    Statement add_hold;
    Statement requeue_holds;
    Statement any_hold;
    Statement settle_holds;
    Statement count;
    Statement owner;
    Statement add_prompt;
    Statement correct_prompt;
    Statement add_answer;
    Statement drop_answer;
    Statement brands_of;
    Statement names_of;

    explicit Statements(Database const& db)
        : find_brand{db.prepare("SELECT id FROM brand WHERE name = ?1")}
        , add_brand{db.prepare("INSERT INTO brand (name) VALUES (?1)")}
        , find_portfolio{db.prepare("SELECT id FROM portfolio WHERE name = ?1")}
        , add_portfolio{db.prepare("INSERT INTO portfolio (name) VALUES (?1)")}
        , epoch{db.prepare("SELECT CAST(value AS INTEGER) FROM installation WHERE key = 'epoch'")}
        , head{db.prepare("SELECT place, hash FROM entry WHERE place BETWEEN ?1 AND ?2 ORDER BY place DESC LIMIT 1")}
        , find_seen{db.prepare("SELECT tag FROM seen WHERE key = ?1")}
        , add_seen{db.prepare("INSERT INTO seen (key, tag, place) VALUES (?1, ?2, ?3)")}
        , add_subject{db.prepare("INSERT INTO subject (portfolio, public_id) VALUES (?1, ?2)")}
        , put_alias_key{db.prepare(
              "INSERT INTO alias_key (key, tag, portfolio, subject, until) VALUES (?1, ?2, ?3, ?4, ?5) "
              "ON CONFLICT (key) DO UPDATE SET subject = excluded.subject, until = excluded.until, "
              "formerly_until = nullif(max(coalesce(formerly_until, 0), coalesce(until, 0)), 0)")}
        , add_alias{db.prepare(
              "INSERT INTO alias (subject, number, key, kind, value, since, until) VALUES (?1, "
              "(SELECT coalesce(max(number), 0) + 1 FROM alias WHERE subject = ?1), ?2, ?3, ?4, ?5, ?6)")}
        , earlier_alias{db.prepare(
              "UPDATE alias SET since = min(since, ?3) WHERE subject = ?1 AND key = ?2 AND until IS ?4")}
        , drop_alias{db.prepare("DELETE FROM alias WHERE subject = ?1 AND key = ?2")}
        , later_end{db.prepare(
              "UPDATE alias SET since = min(since, ?3), until = max(until, ?4) WHERE subject = ?1 "
              "AND key = ?2 AND until = (SELECT max(until) FROM alias WHERE subject = ?1 AND key = ?2)")}
        , formerly{db.prepare(
              "UPDATE alias_key SET formerly_until = max(coalesce(formerly_until, ?2), ?2) WHERE key = ?1")}
        , end_alias{db.prepare(
              "UPDATE alias SET until = ?3 WHERE subject = ?1 AND number = (SELECT min(number) FROM alias "
              "WHERE subject = ?1 AND key = ?2 AND until IS ?4)")}
        , end_alias_key{db.prepare("UPDATE alias_key SET until = ?2 WHERE key = ?1")}
        , unlinked{db.prepare(
              "INSERT OR REPLACE INTO unlinked (subject, brand, since) SELECT subject, brand, min(at) FROM fact "
              "WHERE brand IN (SELECT id FROM brand) AND subject = ?1 AND kind IN ('opt_out', 'meta_stop') "
              "AND NOT EXISTS (SELECT 1 FROM alias WHERE alias.subject = ?1 AND kind = 'phone' AND until IS NULL) "
              "GROUP BY subject, brand")}
        , no_longer_unlinked{db.prepare("DELETE FROM unlinked WHERE subject = ?1")}
        , add_entry{db.prepare("INSERT INTO entry (place, subject, fields, who_commitment, said_commitment, hash) "
                               "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")}
        , add_personal{db.prepare(
              "INSERT INTO personal (place, who_salt, who, said_salt, said) VALUES (?1, ?2, ?3, ?4, ?5)")}
        , add_fact{db.prepare("INSERT INTO fact (brand, subject, seq, kind, scope, at, valid_until, authority, "
                              "number, annuls, wording, asked_at, confirmed, event) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
                              "?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)")}
        , add_hold{db.prepare("INSERT INTO hold (brand, seq, subject) VALUES (?1, ?2, ?3)")}
        , requeue_holds{db.prepare(
              "INSERT OR IGNORE INTO hold (brand, seq, subject) SELECT brand, seq, subject FROM fact "
              "WHERE brand = ?1 AND subject = ?2 AND kind = 'hold' AND NOT EXISTS (SELECT 1 FROM fact AS "
              "other WHERE other.brand = ?1 AND other.subject = ?2 AND other.annuls = fact.seq)")}
        , any_hold{db.prepare("SELECT 1 FROM hold WHERE subject = ?1 LIMIT 1")}
        , settle_holds{db.prepare("DELETE FROM hold WHERE subject = ?2 AND brand = ?1 AND seq IN (SELECT seq FROM fact "
                                  "WHERE brand = ?1 AND subject = ?2 AND kind = 'hold' AND (seq = ?4 OR (at <= ?5 "
                                  "AND (scope = ?3 OR ?3 = '*'))))")}
        , count{db.prepare("INSERT INTO tally (brand, scope, wording, type, count) VALUES (?1, ?2, ?3, ?4, 1) "
                           "ON CONFLICT DO UPDATE SET count = count + 1")}
        , owner{db.prepare("SELECT subject FROM entry WHERE place = ?1 AND subject <> 0")}
        , add_prompt{db.prepare("INSERT INTO prompt (brand, subject, seq, scope, wording, language, asked_at, "
                                "expires_at, message_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")}
        , correct_prompt{db.prepare("UPDATE prompt SET asked_at = ?4, expires_at = ?5 "
                                    "WHERE brand = ?1 AND subject = ?2 AND seq = ?3")}
        , add_answer{db.prepare("INSERT INTO answer (brand, subject, seq, intent, language, at, kept, context_key) "
                                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")}
        , drop_answer{db.prepare("DELETE FROM answer WHERE brand = ?1 AND subject = ?2 AND seq = ?3")}
        , brands_of{db.prepare("SELECT name FROM brand WHERE EXISTS (SELECT 1 FROM entry WHERE subject = ?1 "
                               "AND place BETWEEN brand.id << 40 AND (brand.id << 40) + 1099511627775) ORDER BY name")}
        , names_of{db.prepare("SELECT kind, value, since, until FROM alias WHERE subject = ?1 ORDER BY number")}
    {
    }
};

}  // namespace consentry::store

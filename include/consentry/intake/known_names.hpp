#pragma once

#include "consentry/consent/contact.hpp"
#include "consentry/intake/name_filter.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace consentry::intake {

/// Which names are known to the store, and which of them are of people who said no, so that what says nothing costs no
/// look at it: statuses are most of the traffic, and nearly all of them are about people who never said anything, or
/// agreed. Never the truth about anybody: of a name it may say yes wrongly, which costs a look, and never no. Safe from
/// every thread.
class KnownNames {
public:
    /// A few bits for each of `names`; it takes more, and errs more often then.
    explicit KnownNames(std::size_t names);

    /// The name, and any other spelling of the same line.
    void add(std::string_view portfolio, consent::AliasKind kind, std::string_view name);
    bool may_know(std::string_view portfolio, consent::AliasKind kind, std::string_view name) const;

    /// Makes room for so many names of people who said no, and as many again; those that were told are forgotten. The
    /// less it takes the quicker is a look at it. To be called before there is a second thread.
    void expect_denied(std::size_t names);

    /// Somebody who goes by the name has said no, or may have: it counts under every spelling of the line, and of one
    /// that may be the same. That they have taken it back since nobody needs to tell: it costs a look.
    void deny(std::string_view portfolio, consent::AliasKind kind, std::string_view name);
    bool may_deny(std::string_view portfolio, consent::AliasKind kind, std::string_view name) const;

    /// These are of one person: what may be denied under one of them may be so under all.
    void relate(std::string_view portfolio, std::span<consent::Alias const> names);

    /// What stands for these names together; two that differ have two, as far as 64 bits tell.
    std::uint64_t pair_of(std::string_view portfolio, std::span<consent::Alias const> names) const;

    /// The store has said that the names of a pair belong together: nobody needs to tell it again. Of many pairs the
    /// older ones are forgotten.
    void settle(std::uint64_t pair);
    bool is_settled(std::uint64_t pair) const;

    /// A name is somebody's no more, so what was settled may be so no longer: every pair that was made up before stands
    /// for nothing from here on. Told before it is committed: a pair that is made up later waits behind it.
    void unsettle();

private:
    static constexpr std::size_t pairs_kept = std::size_t{1} << 16;

    std::uint64_t hash(std::string_view portfolio, consent::AliasKind kind, std::string_view name) const;

    std::uint64_t const seed_;
    NameFilter known_;
    NameFilter denied_;
    std::unique_ptr<std::atomic<std::uint64_t>[]> const pairs_;
    std::atomic<std::uint64_t> generation_{0};
};

}  // namespace consentry::intake

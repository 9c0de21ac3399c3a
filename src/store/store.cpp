#include "consentry/store/store.hpp"

#include "store/deliveries.hpp"
#include "store/delivery_reader.hpp"
#include "store/lock.hpp"
#include "store/names_told.hpp"
#include "store/purge.hpp"
#include "store/receipts.hpp"
#include "store/schema.hpp"
#include "store/signing_key.hpp"
#include "store/sqlite_proofs.hpp"
#include "store/sqlite_reader.hpp"
#include "store/sqlite_states.hpp"
#include "store/sqlite_tokens.hpp"
#include "store/sqlite_worklists.hpp"
#include "store/suppression_key.hpp"
#include "store/writer.hpp"

#include <future>
#include <thread>

namespace consentry::store {
namespace {

/// A look at a queue now and then.
constexpr std::size_t worklist_connections = 2;
/// A proof is asked for now and then; the round that makes checkpoints is the other one who reads.
constexpr std::size_t proof_readers = 2;

/// The connection that will write, with tables of this version and the keys that belong to them.
struct Opened {
    Database database;
    Bytes suppression_key;
    std::optional<SigningKey> signing_key{};
};

Result<Opened> open_for_writing(Location const& location, Options const& options, Random& random, EventTime now)
{
    if (Result<void> const ours = recognise(location); !ours)
        return std::unexpected(ours.error());
    try {
        Database database{location, Access::write};
        migrate(database);
        database.settle_log();
        if (Result<void> const whole = inspect(database); !whole)
            return std::unexpected(whole.error());
        Result<Bytes> key = open_suppression_key(database, options.suppression_key, random);
        if (!key)
            return std::unexpected(key.error());
        std::optional<SigningKey> signing_key;
        if (!options.signing_key.empty()) {
            Result<SigningKey> opened = open_signing_key(database, options.signing_key, random, now);
            if (!opened)
                return std::unexpected(opened.error());
            signing_key = std::move(*opened);
        }
        if (options.known_names != nullptr)
            tell_names(database, *options.known_names);
        return Opened{std::move(database), std::move(*key), std::move(signing_key)};
    } catch (StoreError const& error) {
        return fail(Fault::unavailable, error.what());
    }
}

/// Names are told before they are committed: one too many costs a look, one too few an answer.
Writer::Apply applying(Random& random, Bytes const& suppression_key, intake::KnownNames* known)
{
    auto context = std::make_unique<consent::ApplyContext>(random, suppression_key);
    if (known != nullptr) {
        context->on_name = [known](std::string_view portfolio, consent::Alias const& name) {
            known->add(portfolio, name.kind, name.value);
        };
        context->on_name_ended = [known] { known->unsettle(); };
        context->on_denied = [known](std::string_view portfolio, consent::Alias const& name) {
            known->deny(portfolio, name.kind, name.value);
        };
        context->on_names = [known](std::string_view portfolio, std::span<consent::Alias const> names) {
            known->relate(portfolio, names);
        };
    }
    return [context = std::move(context)](consent::Records& records, consent::Matter const& matter, Instant now) {
        return consent::apply(records, matter, now, *context);
    };
}

std::optional<CheckpointMaker> maker_of(Writer& writer, std::optional<SigningKey> key, Clock const& clock, Log& log)
{
    if (!key)
        return {};
    return CheckpointMaker{writer, std::move(*key), clock, log};
}

WriterLimits writer_limits(Options const& options)
{
    WriterLimits limits;
    limits.queue = options.queue;
    return limits;
}

}  // namespace

// Each part may use those above it, and ends before them.
struct Store::Parts {
    Lock lock;
    Clock const& clock;
    Checkpointer checkpointer;
    SqliteReceipts receipts;
    Writer writer;
    SqliteReader reader;
    SqliteWorklists worklists;
    SqliteProofs proofs;
    SqliteDeliveryStore deliveries;
    SqliteStates states;
    SqliteTokens tokens;
    SqliteDeliveryReader delivery_reader;
    SqliteDataReads data_reads;
    SqliteUpkeep upkeep;

    Parts(Lock held, Opened opened, Location const& location, Options const& options, Clock const& clock_of_store,
        Random& random, Log& log)
        : lock{std::move(held)}
        , clock{clock_of_store}
        , checkpointer{location, log}
        , receipts{location, opened.suppression_key, random}
        , writer{std::move(opened.database), applying(random, opened.suppression_key, options.known_names),
              clock_of_store, log, &checkpointer, writer_limits(options)}
        , reader{location, opened.suppression_key, options.readers}
        , worklists{location, worklist_connections}
        , proofs{location, opened.suppression_key, proof_readers,
              maker_of(writer, std::move(opened.signing_key), clock_of_store, log)}
        , deliveries{location, writer}
        , states{location, opened.suppression_key}
        , tokens{location, opened.suppression_key, writer, random}
        , delivery_reader{location, options.readers}
        , data_reads{location, opened.suppression_key, &writer}
        , upkeep{location, writer, data_reads}
    {
        writer.on_receipt([this](Database& database, consent::Request const& request, std::string_view answer,
                              Instant now) { receipts.keep(database, request, answer, now); });
    }
};

Result<std::unique_ptr<Store>> Store::open(Options const& options, Clock const& clock, Random& random, Log& log)
{
    Location const location{options.path, options.file_system};
    Result<Lock> lock = Lock::take(options.path);
    if (!lock)
        return std::unexpected(lock.error());
    Result<Opened> opened = open_for_writing(location, options, random, event_time(clock.now()));
    if (!opened)
        return std::unexpected(opened.error());
    try {
        return std::make_unique<Store>(
            std::make_unique<Parts>(std::move(*lock), std::move(*opened), location, options, clock, random, log));
    } catch (StoreError const& error) {
        return fail(Fault::unavailable, error.what());
    }
}

Store::Store(std::unique_ptr<Parts> parts)
    : parts_{std::move(parts)}
{
}
Store::~Store() = default;

consent::Ledger& Store::ledger() { return parts_->writer; }
consent::Reader& Store::reader() { return parts_->reader; }
consent::Receipts& Store::receipts() { return parts_->receipts; }
consent::Worklists& Store::worklists() { return parts_->worklists; }
consent::Proofs& Store::proofs() { return parts_->proofs; }
forward::DeliveryStore& Store::deliveries() { return parts_->deliveries; }

forward::StateSource& Store::states() { return parts_->states; }
forward::TokenKeeper& Store::tokens() { return parts_->tokens; }
forward::DeliveryReader& Store::delivery_reader() { return parts_->delivery_reader; }
Upkeep& Store::upkeep() { return parts_->upkeep; }
consent::DataReads& Store::data_reads() { return parts_->data_reads; }
void Store::on_commit(std::function<void()> hook) { parts_->writer.on_commit(std::move(hook)); }
void Store::ping(std::function<void()> answered)
{
    auto const asked_by = std::this_thread::get_id();  // A refusal is told on it, and is no sign of life.
    parts_->writer.submit([](Database&) {},
        [asked_by, answered = std::move(answered)](Result<void> const&) {
            if (std::this_thread::get_id() != asked_by)
                answered();
        });
}
std::string Store::round(std::string_view brand, std::string_view name) { return parts_->worklists.round(brand, name); }
bool Store::note_round(std::string brand, std::string name, std::string value)
{
    std::promise<bool> kept;
    auto waiting = kept.get_future();
    parts_->writer.submit(
        [brand = std::move(brand), name = std::move(name), value = std::move(value)](Database& database) {
            database
                .prepare("INSERT OR REPLACE INTO round (brand, name, value) "
                         "SELECT id, ?2, ?3 FROM brand WHERE name = ?1")
                .run(brand, name, value);
        },
        [&kept](Result<void> const& result) { kept.set_value(result.has_value()); });
    return waiting.get();
}
bool Store::tidy()
{
    Instant const now = parts_->clock.now();
    if (!parts_->receipts.has_old(now))
        return false;
    std::promise<bool> kept;
    auto waiting = kept.get_future();
    parts_->writer.submit([now](Database& database) { SqliteReceipts::forget(database, now); },
        [&kept](Result<void> const& result) { kept.set_value(result.has_value()); });
    return waiting.get();
}
void Store::stop() { parts_->writer.stop(); }
WriterStatus Store::status() const { return parts_->writer.status(); }

struct StoreView::Parts {
    SqliteReader reader;
    SqliteWorklists worklists;
    SqliteProofs proofs;
    SqliteDeliveryReader delivery_reader;
    SqliteDataReads data_reads;

    Parts(Location const& location, Bytes key, std::size_t readers)
        : reader{location, key, readers}
        , worklists{location, worklist_connections}
        , proofs{location, key, readers}
        , delivery_reader{location, readers}
        , data_reads{location, std::move(key), nullptr}
    {
    }
};

Result<std::unique_ptr<StoreView>> StoreView::open(Options const& options)
{
    Location const location{options.path, options.file_system};
    std::error_code error;
    if (!std::filesystem::exists(options.path, error))
        return fail(Fault::not_found, "there is no store at " + options.path.string() + "; start the server once");
    if (Result<void> const ours = recognise(location); !ours)
        return std::unexpected(ours.error());
    try {
        Database database{location, Access::read};
        if (Result<void> const whole = inspect(database); !whole)
            return std::unexpected(whole.error());
        Result<Bytes> key = open_suppression_key(database, options.suppression_key);
        if (!key)
            return std::unexpected(key.error());
        return std::make_unique<StoreView>(std::make_unique<Parts>(location, std::move(*key), options.readers));
    } catch (StoreError const& trouble) {
        return fail(Fault::unavailable, trouble.what());
    }
}

StoreView::StoreView(std::unique_ptr<Parts> parts)
    : parts_{std::move(parts)}
{
}
StoreView::~StoreView() = default;
consent::Reader& StoreView::reader() { return parts_->reader; }
consent::Worklists& StoreView::worklists() { return parts_->worklists; }
consent::Proofs& StoreView::proofs() { return parts_->proofs; }
forward::DeliveryReader& StoreView::delivery_reader() { return parts_->delivery_reader; }
consent::DataReads& StoreView::data_reads() { return parts_->data_reads; }

}  // namespace consentry::store

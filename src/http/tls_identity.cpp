#include "http/tls_identity.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace consentry::http {
namespace {

/// Meta's own sample for nginx has three: its certificate, one between, the authority.
constexpr int chain_length_max = 3;

using StatePtr = std::unique_ptr<TlsIdentity::State>;

/// The common name, whole: a part of it that looks right proves nothing, and nor does one of several.
bool bears_name(X509 const* certificate, std::string const& wanted)
{
    X509_NAME const* const subject = X509_get_subject_name(certificate);
    int const first = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (first < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, first) >= 0)
        return false;
    ASN1_STRING const* const name = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, first));
    unsigned char* text = nullptr;
    int const size = ASN1_STRING_to_UTF8(&text, name);
    std::unique_ptr<unsigned char, decltype([](unsigned char* held) { OPENSSL_free(held); })> const owner{text};
    return size >= 0 && std::string_view{reinterpret_cast<char const*>(text), static_cast<std::size_t>(size)} == wanted;
}

/// Asked for each certificate of a client's chain; the client's own comes last, with depth 0.
int judge_client(int is_good, X509_STORE_CTX* chain)
{
    if (is_good != 1 || X509_STORE_CTX_get_error_depth(chain) != 0)
        return is_good;
    auto const* const ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto const* const state = static_cast<TlsIdentity::State const*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    if (state->client_name.empty() || bears_name(X509_STORE_CTX_get_current_cert(chain), state->client_name))
        return 1;
    X509_STORE_CTX_set_error(chain, X509_V_ERR_HOSTNAME_MISMATCH);
    return 0;
}

void set_rules(SSL_CTX* context)
{
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    // Each connection proves anew who it is: a session that is taken up again would outlive a change of authorities.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
    SSL_CTX_set_options(
        context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(
        context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    // A key that wants a passphrase is refused instead of asking on the terminal.
    SSL_CTX_set_default_passwd_cb(context, [](char*, int, int, void*) { return 0; });
    // Of the protocols a client offers we speak one.
    SSL_CTX_set_alpn_select_cb(
        context,
        [](SSL*, unsigned char const** chosen, unsigned char* size, unsigned char const* offered, unsigned offered_size,
            void*) {
            static constexpr unsigned char ours[] = "\x08http/1.1";
            auto** const out = const_cast<unsigned char**>(chosen);
            bool const agreed = SSL_select_next_proto(out, size, ours, sizeof ours - 1, offered, offered_size)
                == OPENSSL_NPN_NEGOTIATED;
            return agreed ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
        },
        nullptr);
}

Result<void> take_identity(TlsIdentity::State& state, TlsFiles const& files)
{
    SSL_CTX* const context = state.context.get();
    if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1)
        return refused_file(files.certificate,
            "holds no certificate that can be used (" + openssl_reason()
                + "); it is PEM: the listener's own first, then those between it and its authority");
    if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
        if (ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH)
            return refused_file(
                files.key, "is not the key of " + files.certificate.string() + "; name the two that belong together");
        return refused_file(files.key,
            "holds no private key that can be used (" + openssl_reason() + "); it is PEM, without a passphrase");
    }
    if (SSL_CTX_check_private_key(context) != 1)
        return refused_file(
            files.key, "is not the key of " + files.certificate.string() + "; name the two that belong together");
    state.ends = to_time(X509_get0_notAfter(SSL_CTX_get0_certificate(context)));
    return {};
}

Result<void> ask_clients(TlsIdentity::State& state, TlsFiles const& files)
{
    SSL_CTX* const context = state.context.get();
    STACK_OF(X509_NAME)* const names = SSL_load_client_CA_file(files.client_ca.c_str());
    if (names == nullptr || SSL_CTX_load_verify_file(context, files.client_ca.c_str()) != 1) {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
        return refused_file(files.client_ca,
            "holds no certificate of an authority (" + openssl_reason()
                + "); it is PEM, one or several behind one another");
    }
    SSL_CTX_set_client_CA_list(context, names);
    SSL_CTX_set_verify_depth(context, chain_length_max);
    // Who shows none is let in: whether it needs one is decided by what it asks for.
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE, judge_client);
    SSL_CTX_set_app_data(context, &state);
    state.asks_clients = true;
    state.client_name = files.client_name;
    return {};
}

}  // namespace

TlsIdentity::TlsIdentity(std::unique_ptr<State> state)
    : state_{std::move(state)}
{
}

TlsIdentity::~TlsIdentity() = default;

EventTime TlsIdentity::ends() const { return state_->ends; }

Result<std::shared_ptr<TlsIdentity const>> load_tls(TlsFiles const& files)
{
    auto state = std::make_unique<TlsIdentity::State>();
    state->context.reset(SSL_CTX_new(TLS_server_method()));
    if (!state->context)
        return fail(Fault::unavailable, "OpenSSL refuses to work: " + openssl_reason());
    set_rules(state->context.get());
    Result<void> taken = take_identity(*state, files);
    if (taken && !files.client_ca.empty())
        taken = ask_clients(*state, files);
    if (!taken)
        return std::unexpected{taken.error()};
    return std::make_shared<TlsIdentity const>(std::move(state));
}

}  // namespace consentry::http

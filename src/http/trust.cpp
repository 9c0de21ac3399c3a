#include "http/trust.hpp"

#include "http/openssl.hpp"

#include <openssl/ocsp.h>
#include <openssl/ssl.h>

#include <cstdio>

namespace consentry::http {
namespace {

template <class T, auto Free>
using Owned = std::unique_ptr<T, FreeBy<Free>>;

Result<void> take_authorities(SSL_CTX* context, std::filesystem::path const& file)
{
    if (file.empty() ? SSL_CTX_set_default_verify_paths(context) == 1
                     : SSL_CTX_load_verify_file(context, file.c_str()) == 1)
        return {};
    if (file.empty())
        return fail(Fault::unavailable, "the system's certificate authorities cannot be loaded: " + openssl_reason());
    return refused_file(file,
        "holds no certificate of an authority (" + openssl_reason()
            + "); it is PEM, one or several behind one another");
}

Result<void> take_lists(Trust::State& state, std::filesystem::path const& file)
{
    X509_STORE* const store = SSL_CTX_get_cert_store(state.context.native_handle());
    Owned<std::FILE, std::fclose> const in{std::fopen(file.c_str(), "r")};
    std::size_t count = 0;
    while (in) {
        Owned<X509_CRL, X509_CRL_free> const list{PEM_read_X509_CRL(in.get(), nullptr, nullptr, nullptr)};
        if (!list || X509_STORE_add_crl(store, list.get()) != 1)
            break;
        ++count;
        if (ASN1_TIME const* const next = X509_CRL_get0_nextUpdate(list.get())) {
            EventTime const end = to_time(next);
            state.lists_end = std::min(end, state.lists_end.value_or(end));
        }
    }
    // Where the file ends OpenSSL finds no further beginning; anything else is a list that is broken.
    bool const whole = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (!in || count == 0 || !whole)
        return refused_file(file,
            "holds no list of revoked certificates that can be used (" + (in ? openssl_reason() : "it cannot be opened")
                + "); it is PEM, one or several behind one another");
    ERR_clear_error();
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    return {};
}

/// Whether the answer of the authority's responder that came with the certificate says that it is revoked. An answer
/// that nobody of that authority has signed says nothing, as none would.
bool says_revoked(SSL* ssl, OCSP_RESPONSE* response)
{
    STACK_OF(X509)* const chain = SSL_get0_verified_chain(ssl);
    Owned<OCSP_BASICRESP, OCSP_BASICRESP_free> const basic{OCSP_response_get1_basic(response)};
    if (!basic || chain == nullptr || sk_X509_num(chain) < 2)
        return false;
    if (OCSP_basic_verify(basic.get(), chain, SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl)), 0) != 1)
        return false;
    Owned<OCSP_CERTID, OCSP_CERTID_free> const id{
        OCSP_cert_to_id(nullptr, sk_X509_value(chain, 0), sk_X509_value(chain, 1))};
    int status = V_OCSP_CERTSTATUS_UNKNOWN;
    return id && OCSP_resp_find_status(basic.get(), id.get(), &status, nullptr, nullptr, nullptr, nullptr) == 1
        && status == V_OCSP_CERTSTATUS_REVOKED;
}

int judge_stapled(SSL* ssl, void*)
{
    unsigned char const* octets = nullptr;
    long const size = SSL_get_tlsext_status_ocsp_resp(ssl, static_cast<void*>(&octets));
    if (octets == nullptr || size <= 0)
        return 1;
    Owned<OCSP_RESPONSE, OCSP_RESPONSE_free> const response{d2i_OCSP_RESPONSE(nullptr, &octets, size)};
    bool const revoked = response && says_revoked(ssl, response.get());
    ERR_clear_error();
    if (!revoked)
        return 1;
    SSL_set_verify_result(ssl, X509_V_ERR_CERT_REVOKED);
    return 0;
}

void set_rules(SSL_CTX* context)
{
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_tlsext_status_type(context, TLSEXT_STATUSTYPE_ocsp);
    SSL_CTX_set_tlsext_status_cb(context, judge_stapled);
}

}  // namespace

Trust::Trust(std::unique_ptr<State> state)
    : state_{std::move(state)}
{
}

Trust::~Trust() = default;

std::optional<EventTime> Trust::lists_end() const { return state_->lists_end; }

Result<std::shared_ptr<Trust const>> load_trust(TrustFiles const& files)
{
    auto state = std::make_unique<Trust::State>();
    set_rules(state->context.native_handle());
    Result<void> taken = take_authorities(state->context.native_handle(), files.ca_file);
    if (taken && !files.crl_file.empty())
        taken = take_lists(*state, files.crl_file);
    if (!taken)
        return std::unexpected{taken.error()};
    return std::make_shared<Trust const>(std::move(state));
}

}  // namespace consentry::http

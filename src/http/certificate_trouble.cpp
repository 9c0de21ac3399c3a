#include "http/certificate_trouble.hpp"

#include "http/openssl.hpp"

#include <arpa/inet.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>

namespace consentry::http {
namespace {

constexpr std::size_t name_bytes_max = 100;
constexpr int names_max = 5;

/// Names come from whoever answers: they are cut, and what is no plain letter or sign is not repeated.
std::string plain(std::string_view text)
{
    std::string shown{text.substr(0, name_bytes_max)};
    for (char& c : shown) {
        if (c < ' ' || c > '~' || c == '"')
            c = '?';
    }
    return text.size() > name_bytes_max ? shown + "…" : shown;
}

std::string text_of(ASN1_STRING const* string)
{
    return plain({reinterpret_cast<char const*>(ASN1_STRING_get0_data(string)),
        static_cast<std::size_t>(ASN1_STRING_length(string))});
}

/// The common name in quotes; the organisation, where an authority has no other.
std::string named(X509_NAME const* name)
{
    for (int const kind : {NID_commonName, NID_organizationName}) {
        int const at = X509_NAME_get_index_by_NID(name, kind, -1);
        if (at >= 0)
            return '"' + text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at))) + '"';
    }
    return "an authority without a name";
}

std::string address_text(ASN1_OCTET_STRING const* address)
{
    bool const four = ASN1_STRING_length(address) == 4;
    if (!four && ASN1_STRING_length(address) != 16)
        return "?";
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(four ? AF_INET : AF_INET6, ASN1_STRING_get0_data(address), text.data(), text.size());
    return text.data();
}

/// What it is for: `a.example, b.example`, and how many more.
std::string holders(X509 const* certificate)
{
    std::unique_ptr<GENERAL_NAMES, FreeBy<GENERAL_NAMES_free>> const all{
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
    std::string text;
    int count = 0;
    for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i) {
        GENERAL_NAME const* const one = sk_GENERAL_NAME_value(all.get(), i);
        bool const is_name = one->type == GEN_DNS;
        if (!(is_name || one->type == GEN_IPADD) || ++count > names_max)
            continue;
        text += (text.empty() ? "" : ", ") + (is_name ? text_of(one->d.dNSName) : address_text(one->d.iPAddress));
    }
    if (count > names_max)
        text += " and " + std::to_string(count - names_max) + " more";
    return text.empty() ? named(X509_get_subject_name(certificate)) : text;
}

std::string date(ASN1_TIME const* time) { return rfc3339(to_time(time)); }

std::string trouble_of_list(X509_STORE_CTX* chain, int error, std::string const& issuer)
{
    X509_CRL const* const list = X509_STORE_CTX_get0_current_crl(chain);
    if (error == X509_V_ERR_UNABLE_TO_GET_CRL || list == nullptr)
        return "there is no list of revoked certificates by " + issuer + "; add it to crl_file of [forward]";
    if (error == X509_V_ERR_CRL_HAS_EXPIRED)
        return "the list of revoked certificates by " + issuer + " ended on " + date(X509_CRL_get0_nextUpdate(list))
            + "; fetch a new one for crl_file of [forward], and reload";
    return "the list of revoked certificates by " + issuer + " is no good (" + X509_verify_cert_error_string(error)
        + "); fetch a new one for crl_file of [forward], and reload";
}

}  // namespace

std::string certificate_trouble(X509_STORE_CTX* chain, std::string const& host)
{
    int const error = X509_STORE_CTX_get_error(chain);
    X509 const* const certificate = X509_STORE_CTX_get_current_cert(chain);
    if (certificate == nullptr)
        return X509_verify_cert_error_string(error);
    std::string const issuer = named(X509_get_issuer_name(certificate));
    std::string const whose = X509_STORE_CTX_get_error_depth(chain) == 0
        ? "its certificate"
        : "the certificate of its authority " + named(X509_get_subject_name(certificate));
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return whose + " ended on " + date(X509_get0_notAfter(certificate)) + "; its owner has to renew it";
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return whose + " begins on " + date(X509_get0_notBefore(certificate)) + "; is the clock of this machine right?";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return whose + " is for " + holders(certificate) + ", not for " + host
            + "; correct the url, or have its owner get one for that name";
    case X509_V_ERR_CERT_REVOKED: return whose + " was revoked by " + issuer + "; its owner has to get a new one";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return whose
            + " is signed by itself, by no authority; if it is right all the same, add it to ca_file of [forward]";
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        return "its authority " + named(X509_get_subject_name(certificate))
            + " is not trusted here; if it should be, add it to ca_file of [forward]";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return whose + " is by " + issuer
            + ", which is not trusted here, and no certificate of that one came along; its "
            + "owner has to send the certificates between the two, or, if the authority is right, add it to ca_file of "
              "[forward]";
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER: return trouble_of_list(chain, error, issuer);
    default: return whose + " is no good: " + X509_verify_cert_error_string(error);
    }
}

std::string revoked_by_answer()
{
    return "its certificate was revoked, as the answer of its authority says that it sends along; its owner has to get "
           "a "
           "new one";
}

}  // namespace consentry::http

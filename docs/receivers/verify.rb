# Whether a webhook is genuine: Standard Webhooks, schemes v1 and v1a, with what Ruby 3 has.
#
#     WEBHOOK_SECRET=whsec_… ruby verify.rb ID TIMESTAMP SIGNATURE < body
#
# Says yes and ends with 0, or no and 1. The secret may be a public key, whpk_…, too.
require "openssl"

TOLERANCE = 300 # Seconds.

# What stands before the 32 bytes of an Ed25519 key in the form that OpenSSL reads (RFC 8410).
ED25519_HEAD = ["302a300506032b6570032100"].pack("H*")

# Takes the secrets, several while they change, the three headers, and the body's bytes as they came.
def genuine?(secrets, id, timestamp, signatures, body, now = Time.now.to_i)
  return false if id.to_s.empty? || !timestamp.match?(/\A\d+\z/) || (now - timestamp.to_i).abs > TOLERANCE

  signed = "#{id}.#{timestamp}.".b + body.b
  secrets.product(signatures.split(" ")).map { |secret, signature| fits?(secret, signed, signature) }.any?
end

def fits?(secret, signed, signature)
  kind, key = secret.split("_", 2)
  scheme, value = signature.split(",", 2)
  key = key.to_s.unpack1("m")
  value = value.to_s.unpack1("m")
  case [kind, scheme]
  when %w[whsec v1]
    OpenSSL.secure_compare(OpenSSL::HMAC.digest("SHA256", key, signed), value)
  when %w[whpk v1a]
    OpenSSL::PKey.read(ED25519_HEAD + key).verify(nil, value, signed)
  else
    false
  end
rescue OpenSSL::PKey::PKeyError
  false
end

if $PROGRAM_NAME == __FILE__
  yes = genuine?(ENV.fetch("WEBHOOK_SECRET").split(" "), *ARGV.first(3), $stdin.binmode.read)
  puts(yes ? "yes" : "no")
  exit(yes)
end

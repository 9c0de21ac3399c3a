// Whether a webhook is genuine: Standard Webhooks, schemes v1 and v1a, with what Java 17 and newer have.
//
//     WEBHOOK_SECRET=whsec_… java Verify.java ID TIMESTAMP SIGNATURE < body
//
// Says yes and ends with 0, or no and 1. The secret may be a public key, whpk_…, too.
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public final class Verify {
    private static final long TOLERANCE = 300; // Seconds.

    /** What stands before the 32 bytes of an Ed25519 key in the form that Java reads (RFC 8410). */
    private static final byte[] ED25519_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    /** Takes the secrets, several while they change, the three headers, and the body's bytes as they came. */
    public static boolean isGenuine(
            List<String> secrets, String id, String timestamp, String signatures, byte[] body, Instant now) {
        if (id.isEmpty() || !timestamp.matches("[0-9]{1,12}"))
            return false;
        if (Math.abs(now.getEpochSecond() - Long.parseLong(timestamp)) > TOLERANCE)
            return false;
        byte[] signed = join((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8), body);
        boolean genuine = false;
        for (String secret : secrets)
            for (String signature : signatures.split(" "))
                genuine |= fits(secret, signed, signature);
        return genuine;
    }

    private static boolean fits(String secret, byte[] signed, String signature) {
        try {
            if (secret.startsWith("whsec_") && signature.startsWith("v1,")) {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(decoded(secret, "whsec_"), "HmacSHA256"));
                return MessageDigest.isEqual(mac.doFinal(signed), decoded(signature, "v1,")); // In constant time.
            }
            if (secret.startsWith("whpk_") && signature.startsWith("v1a,")) {
                byte[] key = join(ED25519_HEAD, decoded(secret, "whpk_"));
                Signature verifier = Signature.getInstance("Ed25519");
                verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key)));
                verifier.update(signed);
                return verifier.verify(decoded(signature, "v1a,"));
            }
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            return false;
        }
        return false;
    }

    private static byte[] decoded(String text, String prefix) {
        return Base64.getDecoder().decode(text.substring(prefix.length()));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    public static void main(String[] given) throws IOException {
        List<String> secrets = List.of(System.getenv("WEBHOOK_SECRET").split(" "));
        boolean yes = isGenuine(secrets, given[0], given[1], given[2], System.in.readAllBytes(), Instant.now());
        System.out.println(yes ? "yes" : "no");
        System.exit(yes ? 0 : 1);
    }
}

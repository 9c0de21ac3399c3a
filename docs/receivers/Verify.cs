// Whether a webhook is genuine: Standard Webhooks, scheme v1, with .NET's class library (any version, and Mono).
//
//     WEBHOOK_SECRET=whsec_… verify ID TIMESTAMP SIGNATURE < body
//
// Says yes and ends with 0, or no and 1. The class library has no Ed25519, so keys (whpk_…) verify nothing here.
using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

public static class Verify
{
    private const long Tolerance = 300; // Seconds.

    /// Takes the secrets, several while they change, the three headers, and the body's bytes as they came.
    public static bool IsGenuine(
        string[] secrets, string id, string timestamp, string signatures, byte[] body, DateTimeOffset now)
    {
        long seconds;
        if (id.Length == 0 || !long.TryParse(timestamp, out seconds))
            return false;
        if (Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > Tolerance)
            return false;
        byte[] head = Encoding.UTF8.GetBytes(id + "." + timestamp + ".");
        byte[] signed = new byte[head.Length + body.Length];
        head.CopyTo(signed, 0);
        body.CopyTo(signed, head.Length);
        bool genuine = false;
        foreach (string secret in secrets)
            foreach (string signature in signatures.Split(' '))
                genuine |= Fits(secret, signed, signature);
        return genuine;
    }

    private static bool Fits(string secret, byte[] signed, string signature)
    {
        if (!secret.StartsWith("whsec_", StringComparison.Ordinal) || !signature.StartsWith("v1,", StringComparison.Ordinal))
            return false;
        try
        {
            using (var hmac = new HMACSHA256(Convert.FromBase64String(secret.Substring("whsec_".Length))))
                return AreEqual(hmac.ComputeHash(signed), Convert.FromBase64String(signature.Substring("v1,".Length)));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// In the same time wherever they differ. Newer class libraries have CryptographicOperations.FixedTimeEquals.
    private static bool AreEqual(byte[] one, byte[] other)
    {
        if (one.Length != other.Length)
            return false;
        int difference = 0;
        for (int i = 0; i < one.Length; ++i)
            difference |= one[i] ^ other[i];
        return difference == 0;
    }

    public static int Main(string[] given)
    {
        var body = new MemoryStream();
        Console.OpenStandardInput().CopyTo(body);
        string[] secrets = Environment.GetEnvironmentVariable("WEBHOOK_SECRET").Split(' ');
        bool yes = IsGenuine(secrets, given[0], given[1], given[2], body.ToArray(), DateTimeOffset.UtcNow);
        Console.WriteLine(yes ? "yes" : "no");
        return yes ? 0 : 1;
    }
}

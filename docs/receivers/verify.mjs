// Whether a webhook is genuine: Standard Webhooks, schemes v1 and v1a, with what Node 16 and newer have.
//
//     WEBHOOK_SECRET=whsec_… node verify.mjs ID TIMESTAMP SIGNATURE < body
//
// Says yes and ends with 0, or no and 1. The secret may be a public key, whpk_…, too.
import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const tolerance = 300; // Seconds.

// `secrets` as the destination or consentry's `keys webhook` names them, several while they change; the three headers;
// the body as a Buffer of the bytes that came.
export function isGenuine(secrets, id, timestamp, signatures, body, now = Date.now() / 1000) {
  if (!id || !/^\d+$/.test(timestamp) || Math.abs(now - Number(timestamp)) > tolerance) return false;
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const all = signatures.split(" ").map((one) => one.split(","));
  return secrets.some((secret) => {
    const key = Buffer.from(secret.replace(/^[a-z]+_/, ""), "base64");
    if (secret.startsWith("whsec_")) {
      const expected = createHmac("sha256", key).update(signed).digest();
      return all.some(([scheme, value]) => scheme === "v1" && equal(Buffer.from(value ?? "", "base64"), expected));
    }
    if (!secret.startsWith("whpk_")) return false;
    const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: key.toString("base64url") }, format: "jwk" });
    return all.some(([scheme, value]) => scheme === "v1a" && verify(null, signed, publicKey, Buffer.from(value ?? "", "base64")));
  });
}

function equal(one, other) {
  return one.length === other.length && timingSafeEqual(one, other);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [id, timestamp, signatures] = process.argv.slice(2);
  const yes = isGenuine(process.env.WEBHOOK_SECRET.split(" "), id, timestamp, signatures, readFileSync(0));
  console.log(yes ? "yes" : "no");
  process.exitCode = yes ? 0 : 1;
}

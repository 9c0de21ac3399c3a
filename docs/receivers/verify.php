<?php
// Whether a webhook is genuine: Standard Webhooks, schemes v1 and v1a, with what PHP 8 has (v1a: the extension sodium).
//
//     WEBHOOK_SECRET=whsec_… php verify.php ID TIMESTAMP SIGNATURE < body
//
// Says yes and ends with 0, or no and 1. The secret may be a public key, whpk_…, too. In a script behind a web server
// the headers are $_SERVER['HTTP_WEBHOOK_ID'] and so on, and the body is file_get_contents('php://input').
declare(strict_types=1);

const TOLERANCE = 300; // Seconds.

/** Takes the secrets, several while they change, the three headers, and the body's bytes as they came. */
function is_genuine(array $secrets, string $id, string $timestamp, string $signatures, string $body, ?int $now = null): bool
{
    if ($id === '' || !ctype_digit($timestamp) || abs(($now ?? time()) - (int) $timestamp) > TOLERANCE) {
        return false;
    }
    $signed = "$id.$timestamp.$body";
    $genuine = false;
    foreach ($secrets as $secret) {
        [$kind, $key] = explode('_', $secret, 2) + ['', ''];
        $key = (string) base64_decode($key, true);
        foreach (explode(' ', $signatures) as $signature) {
            [$scheme, $value] = explode(',', $signature, 2) + ['', ''];
            $value = (string) base64_decode($value, true);
            if ($kind === 'whsec' && $scheme === 'v1') {
                $genuine = hash_equals(hash_hmac('sha256', $signed, $key, true), $value) || $genuine;
            } elseif ($kind === 'whpk' && $scheme === 'v1a' && strlen($value) === 64 && strlen($key) === 32) {
                $genuine = sodium_crypto_sign_verify_detached($value, $signed, $key) || $genuine;
            }
        }
    }
    return $genuine;
}

if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    $yes = is_genuine(explode(' ', getenv('WEBHOOK_SECRET')), $argv[1], $argv[2], $argv[3], stream_get_contents(STDIN));
    echo $yes ? "yes\n" : "no\n";
    exit($yes ? 0 : 1);
}

// Whether a webhook is genuine: Standard Webhooks, schemes v1 and v1a, with Go's standard library.
//
//	WEBHOOK_SECRET=whsec_… go run verify.go ID TIMESTAMP SIGNATURE < body
//
// Says yes and ends with 0, or no and 1. The secret may be a public key, whpk_…, too.
package main

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

const tolerance = 300 * time.Second

// IsGenuine takes the secrets, several while they change, the three headers, and the body's bytes as they came.
func IsGenuine(secrets []string, id, timestamp, signatures string, body []byte, now time.Time) bool {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || id == "" {
		return false
	}
	age := now.Sub(time.Unix(seconds, 0))
	if age > tolerance || age < -tolerance {
		return false
	}
	signed := append([]byte(id+"."+timestamp+"."), body...)
	for _, signature := range strings.Split(signatures, " ") {
		for _, secret := range secrets {
			if fits(secret, signed, signature) {
				return true
			}
		}
	}
	return false
}

func fits(secret string, signed []byte, signature string) bool {
	key, err := base64.StdEncoding.DecodeString(secret[strings.Index(secret, "_")+1:])
	if err != nil {
		return false
	}
	switch {
	case strings.HasPrefix(secret, "whsec_") && strings.HasPrefix(signature, "v1,"):
		given, err := base64.StdEncoding.DecodeString(signature[len("v1,"):])
		mac := hmac.New(sha256.New, key)
		mac.Write(signed)
		return err == nil && hmac.Equal(given, mac.Sum(nil)) // In constant time.
	case strings.HasPrefix(secret, "whpk_") && strings.HasPrefix(signature, "v1a,"):
		given, err := base64.StdEncoding.DecodeString(signature[len("v1a,"):])
		return err == nil && len(key) == ed25519.PublicKeySize && ed25519.Verify(key, signed, given)
	}
	return false
}

func main() {
	body, err := io.ReadAll(os.Stdin)
	secrets := strings.Fields(os.Getenv("WEBHOOK_SECRET"))
	if err == nil && IsGenuine(secrets, os.Args[1], os.Args[2], os.Args[3], body, time.Now()) {
		fmt.Println("yes")
		return
	}
	fmt.Println("no")
	os.Exit(1)
}

// sha256.h -- SHA-256 (FIPS 180-4), for naming inputs and results by their content.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { KN_SHA256_BYTES = 32, KN_SHA256_HEX = 65 }; // hex: 64 digits and the closing zero
typedef struct kn_sha256 {
  uint32_t state[8];
  uint64_t size; // bytes so far
  uint8_t block[64];
} kn_sha256;

void kn_sha256_start(kn_sha256 *h);
void kn_sha256_add(kn_sha256 *h, const void *bytes, size_t size);
void kn_sha256_end(kn_sha256 *h, uint8_t digest[KN_SHA256_BYTES]);
void kn_sha256_end_hex(kn_sha256 *h, char hex[KN_SHA256_HEX]);

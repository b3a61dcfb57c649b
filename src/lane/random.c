#include "random.h"
#include "lane.h"
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wconversion"
#pragma clang diagnostic ignored "-Wpedantic"
#else
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wpedantic"
#endif
#include <Random123/philox.h>

// Key: seed. Counter: person, purpose and index. Two 52-bit uniforms a block.
static void block(uint64_t seed, uint64_t person, kn_draw purpose, uint64_t index, double u[2]) {
  philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
  philox4x32_ctr_t ctr = {{(uint32_t)index, (uint32_t)(index >> 32) ^ ((uint32_t)purpose << 16), (uint32_t)person,
                           (uint32_t)(person >> 32)}};
  philox4x32_ctr_t r = philox4x32(ctr, key);
  for (int i = 0; i < 2; i++) {
    uint64_t bits = ((uint64_t)r.v[2 * i] << 32 | r.v[2 * i + 1]) >> 12;
    u[i] = ((double)bits + 0.5) * 0x1p-52;
  }
}

double kn_uniform(uint64_t seed, uint64_t person, kn_draw purpose, uint64_t index) {
  double u[2];
  block(seed, person, purpose, index, u);
  return u[0];
}

// Box and Muller with our own log and cosine: the same bits on every machine
double kn_normal(uint64_t seed, uint64_t person, kn_draw purpose, uint64_t index) {
  double u[2];
  block(seed, person, purpose, index, u);
  return kn_sqrt(-2.0 * kn_log(u[0])) * kn_cos_turns(u[1]);
}

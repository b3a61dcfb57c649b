// Which width this machine runs, and the memory of a batch.
#include "batch.h"
#include <stdint.h>

bool kn_batch_march_1(const kn_batch *b, const kn_system *s, void *memory);
bool kn_batch_march_2(const kn_batch *b, const kn_system *s, void *memory);
bool kn_batch_march_4(const kn_batch *b, const kn_system *s, void *memory);
bool kn_batch_march_8(const kn_batch *b, const kn_system *s, void *memory);

bool kn_lanes_run(int lanes) {
  if (lanes == 1) return true;
#ifdef KN_WIDE
  if (lanes == 2) return true; // SSE2 is part of the architecture
  if (lanes == 4) return __builtin_cpu_supports("avx2");
  if (lanes == 8)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
#endif
  return false;
}

// y, next, f, by time, six stages; and a plain copy of one lane's state
size_t kn_batch_memory(const kn_system *s) {
  size_t numbers = (size_t)(10 * s->states + s->coefficients + s->slopes + s->factors + s->scratch);
  return numbers * sizeof(double) * (size_t)s->lanes + (size_t)s->states * sizeof(double) + 64;
}

bool kn_batch_run(const kn_batch *b, const kn_system *s, void *memory) {
  void *aligned = (void *)(((uintptr_t)memory + 63) & ~(uintptr_t)63);
  switch (s->lanes) {
#ifdef KN_WIDE
  case 2:
    return kn_batch_march_2(b, s, aligned);
  case 4:
    return kn_batch_march_4(b, s, aligned);
  case 8:
    return kn_batch_march_8(b, s, aligned);
#endif
  default:
    return kn_batch_march_1(b, s, aligned);
  }
}

// The memory of a batch, and the loop of its width.
#include "batch.h"
#include <stdint.h>

bool kn_batch_march_1(const kn_batch *b, const kn_system *s, void *memory);
bool kn_batch_march_2(const kn_batch *b, const kn_system *s, void *memory);
bool kn_batch_march_4(const kn_batch *b, const kn_system *s, void *memory);
bool kn_batch_march_8(const kn_batch *b, const kn_system *s, void *memory);

// y, next, f, by time, six stages, five of which take the place of the slopes; and a plain copy of one lane's state
size_t kn_batch_memory(const kn_system *s) {
  int shared = s->slopes > 5 * s->states ? s->slopes : 5 * s->states;
  size_t numbers = (size_t)(5 * s->states + s->coefficients + shared + s->factors + s->scratch);
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

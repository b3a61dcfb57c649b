#include "fft.h"

void kn_fft_fill(kn_fft *f, int n) {
  memset(f, 0, sizeof *f);
  f->n = n;
  for (int i = 0; i < n; i++) {
    f->cos[i] = (float)kn_cos_turns((double)i / n);
    f->sin[i] = (float)kn_sin_turns((double)i / n);
    int bits = 0;
    for (int b = 1; b < n; b *= 2) bits = bits * 2 + (i & b ? 1 : 0);
    f->order[i] = bits;
  }
}

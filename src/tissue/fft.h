// fft.h -- Fourier transforms of many fields on one square grid at once: eight complex numbers side by side, which are sixteen
// real fields. Own radix 2 and 4, single precision, the same bits for any width of the machine's vectors.
#pragma once
#include "../lane/lane.h"
#include <stdbool.h>

enum { KN_FFT_MOST = 128 };
typedef float kn_f8 __attribute__((vector_size(32)));
typedef struct kn_fft {
  int n;                                    // a power of two, 8 .. KN_FFT_MOST
  int order[KN_FFT_MOST];                   // bits of the index reversed
  float cos[KN_FFT_MOST], sin[KN_FFT_MOST]; // of 2 pi i/n
} kn_fft;
void kn_fft_fill(kn_fft *f, int n);

// One line that lies in order of reversed bits: pairs first if n is not a power of four, then fours.
static inline void kn_fft_line(const kn_fft *f, kn_f8 *re, kn_f8 *im) {
  int n = f->n, half = 1;
  bool odd = false;
  for (int m = n; m > 1; m /= 2) odd = !odd;
  if (odd) {
    for (int i = 0; i < n; i += 2) {
      kn_f8 a = re[i], b = re[i + 1], c = im[i], d = im[i + 1];
      re[i] = a + b, re[i + 1] = a - b;
      im[i] = c + d, im[i + 1] = c - d;
    }
    half = 2;
  }
  for (; half < n; half *= 4) {
    int step = n / (4 * half);
    for (int j = 0; j < half; j++) {
      float c1 = f->cos[j * step], s1 = f->sin[j * step], c2 = f->cos[2 * j * step], s2 = f->sin[2 * j * step];
      for (int i = j; i < n; i += 4 * half) {
        // two stages of pairs in one pass: (0,1) (2,3) with w^2, then (0,2) with w, (1,3) with i w
        kn_f8 *r0 = re + i, *r1 = r0 + half, *r2 = r1 + half, *r3 = r2 + half;
        kn_f8 *i0 = im + i, *i1 = i0 + half, *i2 = i1 + half, *i3 = i2 + half;
        kn_f8 ar = *r1 * c2 - *i1 * s2, ai = *r1 * s2 + *i1 * c2, br = *r3 * c2 - *i3 * s2, bi = *r3 * s2 + *i3 * c2;
        kn_f8 pr = *r0 + ar, pi = *i0 + ai, qr = *r0 - ar, qi = *i0 - ai;
        kn_f8 ur = *r2 + br, ui = *i2 + bi, vr = *r2 - br, vi = *i2 - bi;
        kn_f8 xr = ur * c1 - ui * s1, xi = ur * s1 + ui * c1, yr = vr * c1 - vi * s1, yi = vr * s1 + vi * c1;
        *r0 = pr + xr, *i0 = pi + xi;
        *r2 = pr - xr, *i2 = pi - xi;
        *r1 = qr - yi, *i1 = qi + yr;
        *r3 = qr + yi, *i3 = qi - yr;
      }
    }
  }
}

// sum over both indices of z exp(+2 pi i (jx + ky)/n), in place; re, im: n x n of kn_f8, the second index along x.
static inline void kn_fft_back(const kn_fft *f, kn_f8 *re, kn_f8 *im) {
  int n = f->n;
  kn_f8 a[KN_FFT_MOST], b[KN_FFT_MOST];
  for (int x = 0; x < n; x++) {
    for (int y = 0; y < n; y++) a[f->order[y]] = re[y * n + x], b[f->order[y]] = im[y * n + x];
    kn_fft_line(f, a, b);
    for (int y = 0; y < n; y++) re[y * n + x] = a[y], im[y * n + x] = b[y];
  }
  for (int y = 0; y < n; y++) {
    for (int x = 0; x < n; x++) a[f->order[x]] = re[y * n + x], b[f->order[x]] = im[y * n + x];
    kn_fft_line(f, a, b);
    memcpy(re + y * n, a, (size_t)n * sizeof *a);
    memcpy(im + y * n, b, (size_t)n * sizeof *b);
  }
}

// lane.h -- the number that every room computes with: one spelling of arithmetic for one person or several at once.
//
// kn_f is a double (KN_LANES 1) or a vector of 2, 4 or 8 doubles, a person a lane; kn_m is its mask (0 or -1 a lane).
// Compiled as C++ with KN_NUMBER set to a header, kn_f is whatever that header says: a number that carries its
// derivatives, or its dimension. So an equation is written once and read four ways.
//
// Rules for code over kn_f: no `if` on a state (kn_sel evaluates both sides, so both must be finite); no libm; build
// with -ffp-contract=off. Then all lanes, both compilers and all -O levels give the same bits.
#pragma once
#include <stdint.h>
#include <string.h>

#ifdef KN_NUMBER
#include KN_NUMBER
#else

#ifndef KN_LANES
#define KN_LANES 1
#endif

#if KN_LANES > 1 && defined __SSE2__
#include <immintrin.h>
#endif
#if KN_LANES == 1
typedef double kn_f;
typedef int64_t kn_m;
typedef uint64_t kn_u; // raw bits; shifts are done unsigned
static inline kn_m kn_lt(kn_f a, kn_f b) { return -(int64_t)(a < b); }
static inline double kn_lane(kn_f a, int lane) { return (void)lane, a; }
static inline void kn_set_lane(kn_f *a, int lane, double v) { (void)lane, *a = v; }
#else
typedef double kn_f __attribute__((vector_size(8 * KN_LANES)));
typedef int64_t kn_m __attribute__((vector_size(8 * KN_LANES)));
typedef uint64_t kn_u __attribute__((vector_size(8 * KN_LANES)));
static inline kn_m kn_lt(kn_f a, kn_f b) { return (kn_m)(a < b); }
static inline double kn_lane(kn_f a, int lane) { return a[lane]; }
static inline void kn_set_lane(kn_f *a, int lane, double v) { (*a)[lane] = v; }
#endif

static inline kn_f kn_num(double s) {
  kn_f z;
  memset(&z, 0, sizeof z);
  return z + s;
}
static inline kn_m kn_bits(kn_f a) {
  kn_m m;
  memcpy(&m, &a, sizeof m);
  return m;
}
static inline kn_f kn_from(kn_m m) {
  kn_f a;
  memcpy(&a, &m, sizeof a);
  return a;
}
static inline kn_f kn_sel(kn_m m, kn_f a, kn_f b) { return kn_from((m & kn_bits(a)) | (~m & kn_bits(b))); }
static inline kn_f kn_abs(kn_f a) { return kn_from(kn_bits(a) & (kn_bits(kn_num(0)) + INT64_MAX)); }
// a < b ? b : a and a < b ? a : b, also of zeros and NaN: which is what the processor's own say with operands exchanged
#if KN_LANES == 1
static inline kn_f kn_max(kn_f a, kn_f b) { return a < b ? b : a; }
static inline kn_f kn_min(kn_f a, kn_f b) { return a < b ? a : b; }
#elif KN_LANES == 8 && defined __AVX512F__
static inline kn_f kn_max(kn_f a, kn_f b) { return (kn_f)_mm512_max_pd((__m512d)b, (__m512d)a); }
static inline kn_f kn_min(kn_f a, kn_f b) { return (kn_f)_mm512_min_pd((__m512d)a, (__m512d)b); }
#elif KN_LANES == 4 && defined __AVX__
static inline kn_f kn_max(kn_f a, kn_f b) { return (kn_f)_mm256_max_pd((__m256d)b, (__m256d)a); }
static inline kn_f kn_min(kn_f a, kn_f b) { return (kn_f)_mm256_min_pd((__m256d)a, (__m256d)b); }
#elif KN_LANES == 2 && defined __SSE2__
static inline kn_f kn_max(kn_f a, kn_f b) { return (kn_f)_mm_max_pd((__m128d)b, (__m128d)a); }
static inline kn_f kn_min(kn_f a, kn_f b) { return (kn_f)_mm_min_pd((__m128d)a, (__m128d)b); }
#else
static inline kn_f kn_max(kn_f a, kn_f b) { return kn_sel(kn_lt(a, b), b, a); }
static inline kn_f kn_min(kn_f a, kn_f b) { return kn_sel(kn_lt(a, b), a, b); }
#endif
static inline kn_f kn_sqrt(kn_f a) {
#if KN_LANES == 1
  return __builtin_sqrt(a);
#else
  kn_f r = a;
  for (int i = 0; i < KN_LANES; i++) r[i] = __builtin_sqrt(a[i]);
  return r;
#endif
}

// 1.5 * 2^52: adding and taking it away rounds to the nearest integer, |x| < 2^51
#define KN_MAGIC 6755399441055744.0
static inline kn_f kn_round(kn_f x) { return (x + KN_MAGIC) - KN_MAGIC; }

// e^x for |x| <= 700, clamped outside. x = n ln 2 + r, Taylor in r to the 13th power, 2^n put into the exponent bits.
static inline kn_f kn_exp(kn_f x) {
  x = kn_min(kn_max(x, kn_num(-700.0)), kn_num(700.0));
  kn_f t = x * 1.4426950408889634 + KN_MAGIC, n = t - KN_MAGIC;
  kn_f r = (x - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33;
  kn_f p = r * (1.0 / 6227020800.0) + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  return kn_from((kn_m)((kn_u)kn_bits(p) + ((kn_u)kn_bits(t) << 52)));
}

// ln x for finite normal x > 0; NaN for x <= 0, which an integrator takes as a step too far.
// x = 2^k m, m in [sqrt 1/2, sqrt 2); ln m = 2 artanh f, f = (m-1)/(m+1).
static inline kn_f kn_log(kn_f x) {
  kn_m b = kn_bits(x), k = (kn_m)((kn_u)b - 0x3fe6a09e667f3bcdu) >> 52;
  kn_f m = kn_from((kn_m)((kn_u)b - ((kn_u)k << 52)));
  kn_f n = kn_from(k + 0x4338000000000000) - KN_MAGIC;
  kn_f f = (m - 1.0) / (m + 1.0), s = f * f;
  kn_f p = s * (1.0 / 23.0) + 1.0 / 21.0;
  p = p * s + 1.0 / 19.0;
  p = p * s + 1.0 / 17.0;
  p = p * s + 1.0 / 15.0;
  p = p * s + 1.0 / 13.0;
  p = p * s + 1.0 / 11.0;
  p = p * s + 1.0 / 9.0;
  p = p * s + 1.0 / 7.0;
  p = p * s + 1.0 / 5.0;
  p = p * s + 1.0 / 3.0;
  p = p * s; // ln m = 2f + 2f p = (m-1) - f ((m-1) - 2p): exact leading term
  kn_f d = m - 1.0;
  kn_f ln = n * 0x1.62e42fee00000p-1 + (d - (f * (d - 2.0 * p) - n * 0x1.a39ef35793c76p-33));
  return kn_sel(kn_lt(kn_num(0.0), x), ln, kn_num(__builtin_nan("")));
}

// sin(2 pi q) for |q| <= 1/4, Taylor to the 21st power
static inline kn_f kn_sin_quarter(kn_f q) {
  kn_f x = q * 6.283185307179586, s = x * x;
  kn_f p = s * (1.0 / 51090942171709440000.0) - 1.0 / 121645100408832000.0;
  p = p * s + 1.0 / 355687428096000.0;
  p = p * s - 1.0 / 1307674368000.0;
  p = p * s + 1.0 / 6227020800.0;
  p = p * s - 1.0 / 39916800.0;
  p = p * s + 1.0 / 362880.0;
  p = p * s - 1.0 / 5040.0;
  p = p * s + 1.0 / 120.0;
  p = p * s - 1.0 / 6.0;
  return x + x * (p * s);
}
// cos and sin of 2 pi x: clocks count turns, so the reduction to one turn is exact
static inline kn_f kn_cos_turns(kn_f x) { return kn_sin_quarter(0.25 - kn_abs(x - kn_round(x))); }
static inline kn_f kn_sin_turns(kn_f x) {
  kn_f r = x - kn_round(x), a = kn_abs(r), q = kn_sin_quarter(kn_min(a, 0.5 - a));
  return kn_sel(kn_lt(r, kn_num(0)), -q, q);
}
#endif

#include "shape.h"

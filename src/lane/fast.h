// fast.h -- exp and log for the written-out kernel: as lane.h's, but with shorter polynomials (Chebyshev interpolation on
// the reduced range, relative error below 2e-17) summed by Estrin's scheme, neighbours first, so that terms need not wait
// for each other. A third less time; the last bit may differ from lane.h's. Each logarithm divides once; by what, and what
// to do with its reciprocal, are functions of their own, so that the kernel can take many reciprocals by one division.
#pragma once
#include "lane.h"

// e^x as kn_exp for |x| <= 230, clamped outside: nothing, or too much, either way; and the product of three is a number
static inline kn_f kn_fast_exp(kn_f x) {
  x = kn_min(kn_max(x, kn_num(-230.0)), kn_num(230.0));
  kn_f t = x * 1.4426950408889634 + KN_MAGIC, n = t - KN_MAGIC;
  kn_f r = (x - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33;
  kn_f r2 = r * r, r4 = r2 * r2;
  kn_f a = (r * 0.16666666666666669 + 0.5) + r2 * (r * 0.008333333333330062 + 0.04166666666662413);
  kn_f b =
      (r * 0.00019841269863053618 + 0.0013888888917213717) + r2 * (r * 2.7557268459997064e-06 + 2.4801521295954376e-05);
  kn_f c = r * 2.510038549551032e-08 + 2.7620088445409746e-07;
  kn_f p = 1.0 + (r + r2 * (a + r4 * (b + r4 * c)));
  return kn_from((kn_m)((kn_u)kn_bits(p) + ((kn_u)kn_bits(t) << 52)));
}

// 2 artanh f - 2 f, f = (m-1)/(m+1), over 2 f
static inline kn_f kn_fast_artanh(kn_f f) {
  kn_f s = f * f, s2 = s * s, s4 = s2 * s2;
  kn_f p0 = (s * 0.199999999999496 + 0.3333333333333335) + s2 * (s * 0.11111105556052472 + 0.1428571431305726);
  kn_f p1 = (s * 0.0766583333829641 + 0.09091445389013145) + s2 * 0.07308564199926401;
  return s * (p0 + s4 * p1);
}
// ln x as kn_log: x = 2^k m, divided by m + 1
static inline kn_m kn_fast_log_power(kn_f x) { return (kn_m)((kn_u)kn_bits(x) - 0x3fe6a09e667f3bcdu) >> 52; }
static inline kn_f kn_fast_log_mantissa(kn_f x) {
  return kn_from((kn_m)((kn_u)kn_bits(x) - ((kn_u)kn_fast_log_power(x) << 52)));
}
static inline kn_f kn_fast_log_below(kn_f x) { return kn_fast_log_mantissa(x) + 1.0; }
static inline kn_f kn_fast_log_by(kn_f x, kn_f reciprocal) {
  kn_f n = kn_from(kn_fast_log_power(x) + 0x4338000000000000) - KN_MAGIC;
  kn_f d = kn_fast_log_mantissa(x) - 1.0, f = d * reciprocal;
  kn_f ln = n * 0x1.62e42fee00000p-1 + (d - (f * (d - 2.0 * kn_fast_artanh(f)) - n * 0x1.a39ef35793c76p-33));
  return kn_sel(kn_lt(kn_num(0.0), x), ln, kn_num(__builtin_nan("")));
}
// ln(1+e) for 0 <= e <= 1: m = 1 + e or half of it, m - 1 and m + 1 without ever forming 1 + e
static inline kn_f kn_fast_log1p_power(kn_f e) {
  return kn_sel(kn_lt(kn_num(0.41421356237309503), e), kn_num(1.0), kn_num(0.0));
}
static inline kn_f kn_fast_log1p_below(kn_f e) { return (e + 2.0) + kn_fast_log1p_power(e); }
static inline kn_f kn_fast_log1p_by(kn_f e, kn_f reciprocal) {
  kn_f n = kn_fast_log1p_power(e), top = e - n, d = kn_sel(kn_lt(kn_num(0.0), n), 0.5 * top, top);
  kn_f f = top * reciprocal;
  return n * 0x1.62e42fee00000p-1 + (d - (f * (d - 2.0 * kn_fast_artanh(f)) - n * 0x1.a39ef35793c76p-33));
}
static inline kn_f kn_fast_log(kn_f x) { return kn_fast_log_by(x, 1.0 / kn_fast_log_below(x)); }
static inline kn_f kn_fast_log1p(kn_f e) { return kn_fast_log1p_by(e, 1.0 / kn_fast_log1p_below(e)); }

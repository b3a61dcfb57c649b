// shape.h -- the few curves that the equations are made of, written over kn_f. Included by lane.h.
// Arguments may carry a dimension (kPa, 1/s); what goes into exp and log may not.
#pragma once

static inline kn_f kn_sq(kn_f x) { return x * x; }

#ifndef KN_NUMBER_HAS_LOG1P
// ln(1+e) for 0 <= e <= 1, relative error of a few ulp also for tiny e
static inline kn_f kn_log1p(kn_f e) {
  kn_f u = 1.0 + e, d = u - 1.0;
  kn_m tiny = kn_lt(d, kn_num(1e-300));
  return kn_sel(tiny, e, kn_log(u) * (e / kn_sel(tiny, kn_num(1.0), d)));
}
#endif
// logistic 1/(1+e^-z)
static inline kn_f kn_logistic(kn_f z) { return 1.0 / (1.0 + kn_exp(-z)); }
// log-odds of a fraction in (0,1)
static inline kn_f kn_logit(kn_f p) { return kn_log(p / (1.0 - p)); }
// softplus d ln(1 + e^(x/d)): a smooth max(0, x) of width d; d > 0
static inline kn_f kn_softplus(kn_f x, kn_f d) {
  kn_f q = x / d;
  return d * (kn_max(q, kn_num(0.0)) + kn_log1p(kn_exp(-kn_abs(q))));
}
// algebraic positive part (x + sqrt(x^2 + e^2))/2: cheaper, with a longer tail; e = 0 gives max(0, x)
static inline kn_f kn_pos(kn_f x, kn_f e) { return 0.5 * (x + kn_sqrt(x * x + e * e)); }
// x^n for x > 0
static inline kn_f kn_pow(kn_f x, kn_f n) { return kn_exp(n * kn_log(x)); }
// Hill curves x^n/(K^n + x^n), x >= 0
static inline kn_f kn_hill1(kn_f x, kn_f K) { return x / (K + x); }
static inline kn_f kn_hill2(kn_f x, kn_f K) { return x * x / (K * K + x * x); }
static inline kn_f kn_hill(kn_f x, kn_f K, kn_f n) {
  kn_f r = kn_pow(kn_max(x / K, kn_num(1e-100)), n);
  return r / (1.0 + r);
}
// arctan x, x >= 0: inverted above 1, halved twice, Taylor to the 25th power of an argument <= 0.199
static inline kn_f kn_atan(kn_f x) {
  kn_m big = kn_lt(kn_num(1.0), x);
  kn_f u = kn_sel(big, 1.0 / kn_sel(big, x, kn_num(1.0)), x);
  u = u / (1.0 + kn_sqrt(1.0 + u * u));
  u = u / (1.0 + kn_sqrt(1.0 + u * u));
  kn_f s = u * u, p = s * (-1.0 / 23.0) + 1.0 / 21.0;
  p = p * s - 1.0 / 19.0;
  p = p * s + 1.0 / 17.0;
  p = p * s - 1.0 / 15.0;
  p = p * s + 1.0 / 13.0;
  p = p * s - 1.0 / 11.0;
  p = p * s + 1.0 / 9.0;
  p = p * s - 1.0 / 7.0;
  p = p * s + 1.0 / 5.0;
  p = p * s - 1.0 / 3.0;
  kn_f a = 4.0 * (u + u * (p * s));
  return kn_sel(big, 1.5707963267948966 - a, a);
}
// tanh x
static inline kn_f kn_tanh(kn_f x) {
  kn_f e = kn_exp(-2.0 * kn_abs(x)), t = (1.0 - e) / (1.0 + e);
  return kn_sel(kn_lt(x, kn_num(0.0)), -t, t);
}

// A rate of change written as what is made and what is lost: dy/dt = make - lose * y, both >= 0.
// Then a state that starts in its domain stays there, and tests can check it term by term.
typedef struct kn_rate {
  kn_f make, lose;
} kn_rate;

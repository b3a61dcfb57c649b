// dual.h -- kn_f as a number that carries its derivatives with respect to KN_DUALS variables. With KN_NUMBER naming this
// header, running an equation also yields its exact Jacobian. Where a curve has a kink (max, abs, choice) the derivative
// is that of the branch taken.
#pragma once
#include <cmath>
#include <cstdint>

#define KN_LANES 1
#ifndef KN_DUALS
#define KN_DUALS 96
#endif

struct kn_f {
  double v;
  double d[KN_DUALS];
  kn_f() = default;
  kn_f(double x) : v(x), d{} {}
};
typedef int64_t kn_m;
typedef uint64_t kn_u;

static inline kn_f kn_variable(double v, int i) {
  kn_f r(v);
  r.d[i] = 1.0;
  return r;
}
// The chain rule for one argument, f(a) with slope f'(a), and for two
static inline kn_f kn_chain1(const kn_f &a, double v, double slope) {
  kn_f r;
  r.v = v;
  for (int i = 0; i < KN_DUALS; i++) r.d[i] = slope * a.d[i];
  return r;
}
static inline kn_f kn_chain2(const kn_f &a, const kn_f &b, double v, double by_a, double by_b) {
  kn_f r;
  r.v = v;
  for (int i = 0; i < KN_DUALS; i++) r.d[i] = by_a * a.d[i] + by_b * b.d[i];
  return r;
}

static inline kn_f operator+(const kn_f &a) { return a; }
static inline kn_f operator-(const kn_f &a) { return kn_chain1(a, -a.v, -1.0); }
static inline kn_f operator+(const kn_f &a, const kn_f &b) { return kn_chain2(a, b, a.v + b.v, 1.0, 1.0); }
static inline kn_f operator-(const kn_f &a, const kn_f &b) { return kn_chain2(a, b, a.v - b.v, 1.0, -1.0); }
static inline kn_f operator*(const kn_f &a, const kn_f &b) { return kn_chain2(a, b, a.v * b.v, b.v, a.v); }
static inline kn_f operator/(const kn_f &a, const kn_f &b) {
  double q = a.v / b.v;
  return kn_chain2(a, b, q, 1.0 / b.v, -q / b.v);
}
// Constants are common in equations; their derivatives need not be made
static inline kn_f operator+(const kn_f &a, double b) { return kn_chain1(a, a.v + b, 1.0); }
static inline kn_f operator+(double a, const kn_f &b) { return kn_chain1(b, a + b.v, 1.0); }
static inline kn_f operator-(const kn_f &a, double b) { return kn_chain1(a, a.v - b, 1.0); }
static inline kn_f operator-(double a, const kn_f &b) { return kn_chain1(b, a - b.v, -1.0); }
static inline kn_f operator*(const kn_f &a, double b) { return kn_chain1(a, a.v * b, b); }
static inline kn_f operator*(double a, const kn_f &b) { return kn_chain1(b, a * b.v, a); }
static inline kn_f operator/(const kn_f &a, double b) { return kn_chain1(a, a.v / b, 1.0 / b); }
static inline kn_f operator/(double a, const kn_f &b) { return kn_chain1(b, a / b.v, -(a / b.v) / b.v); }
static inline kn_f &operator+=(kn_f &a, const kn_f &b) { return a = a + b; }
static inline kn_f &operator-=(kn_f &a, const kn_f &b) { return a = a - b; }
static inline kn_f &operator*=(kn_f &a, const kn_f &b) { return a = a * b; }
static inline kn_f &operator/=(kn_f &a, const kn_f &b) { return a = a / b; }

static inline kn_f kn_num(double s) { return kn_f(s); }
static inline double kn_lane(const kn_f &a, int) { return a.v; }
static inline void kn_set_lane(kn_f *a, int, double v) { *a = kn_f(v); }
static inline kn_m kn_lt(const kn_f &a, const kn_f &b) { return -(kn_m)(a.v < b.v); }
static inline kn_f kn_sel(kn_m m, const kn_f &a, const kn_f &b) { return m ? a : b; }
static inline kn_f kn_abs(const kn_f &a) { return a.v < 0.0 ? -a : a; }
static inline kn_f kn_max(const kn_f &a, const kn_f &b) { return a.v < b.v ? b : a; }
static inline kn_f kn_min(const kn_f &a, const kn_f &b) { return a.v < b.v ? a : b; }
// The slope of the root at 0 is infinite; what meets it there (max(0, x) written with a root) has slope 0 on one side
static inline kn_f kn_sqrt(const kn_f &a) {
  double r = std::sqrt(a.v);
  return kn_chain1(a, r, r > 0.0 ? 0.5 / r : 0.0);
}
static inline kn_f kn_round(const kn_f &a) { return kn_f(std::nearbyint(a.v)); }
static inline kn_f kn_exp(const kn_f &a) {
  double x = std::fmin(std::fmax(a.v, -700.0), 700.0), e = std::exp(x);
  return kn_chain1(a, e, std::fabs(a.v) > 700.0 ? 0.0 : e);
}
static inline kn_f kn_log(const kn_f &a) { return kn_chain1(a, std::log(a.v), 1.0 / a.v); }
static inline kn_f kn_cos_turns(const kn_f &a) {
  double x = 6.283185307179586 * (a.v - std::nearbyint(a.v));
  return kn_chain1(a, std::cos(x), -6.283185307179586 * std::sin(x));
}
static inline kn_f kn_sin_turns(const kn_f &a) {
  double x = 6.283185307179586 * (a.v - std::nearbyint(a.v));
  return kn_chain1(a, std::sin(x), 6.283185307179586 * std::cos(x));
}

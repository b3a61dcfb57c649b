// dim.h -- kn_f as a number that knows its dimension. With KN_NUMBER naming this header, every equation of a room is
// checked as it runs: sums, comparisons and choices want equal dimensions, exp, log and clocks want none.
// A violation throws kn_dim_error: "unit error in '+': [m-1 kg s-2] and [s-1]".
#pragma once
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>

#define KN_LANES                1
#define KN_NUMBER_HAS_DIMENSION 1

struct kn_dim_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct kn_f {
  double v;
  double dim[5]; // exponents of m, kg, s, K, mol; a double because square roots make halves
  bool sized;    // false: a literal zero, and memory set to zero; nothing is nothing in every unit
  kn_f() = default;
  kn_f(double x) : v(x), dim{}, sized(!(x >= 0.0 && x <= 0.0)) {}
};
typedef int64_t kn_m;
typedef uint64_t kn_u;

static inline kn_f kn_with_dim(double v, const double *dim) {
  kn_f r(v);
  for (int i = 0; i < 5; i++) r.dim[i] = dim[i];
  r.sized = true;
  return r;
}
static inline bool kn_same_dim(const kn_f &a, const kn_f &b) {
  for (int i = 0; i < 5; i++)
    if (std::fabs(a.dim[i] - b.dim[i]) > 1e-9) return false;
  return true;
}
static inline std::string kn_dim_text(const kn_f &a) {
  static const char *const base[5] = {"m", "kg", "s", "K", "mol"};
  std::string text;
  for (int i = 0; i < 5; i++) {
    if (std::fabs(a.dim[i]) < 1e-9) continue;
    char power[32] = "";
    if (std::fabs(a.dim[i] - 1.0) > 1e-9) std::snprintf(power, sizeof power, "%g", a.dim[i]);
    text += (text.empty() ? "" : " ") + std::string(base[i]) + power;
  }
  return "[" + (text.empty() ? std::string("1") : text) + "]";
}
// The dimension that a and b share; complains in the name of the operation when they do not.
static inline const kn_f &kn_agree(const char *op, const kn_f &a, const kn_f &b) {
  if (!a.sized) return b;
  if (b.sized && !kn_same_dim(a, b))
    throw kn_dim_error("unit error in '" + std::string(op) + "': " + kn_dim_text(a) + " and " + kn_dim_text(b));
  return a;
}
static inline kn_f kn_like(double v, const kn_f &of) {
  kn_f r = of;
  r.v = v;
  return r;
}
static inline kn_f kn_plain(const char *op, const kn_f &a, double v) {
  if (!kn_same_dim(a, kn_f(1.0)))
    throw kn_dim_error("unit error in '" + std::string(op) + "': " + kn_dim_text(a) + " and [1]");
  kn_f r(v);
  r.sized = true;
  return r;
}
static inline kn_f kn_scaled(const kn_f &a, double v, double power) {
  kn_f r(v);
  for (int i = 0; i < 5; i++) r.dim[i] = a.dim[i] * power;
  r.sized = true;
  return r;
}

static inline kn_f operator+(const kn_f &a) { return a; }
static inline kn_f operator-(const kn_f &a) { return kn_like(-a.v, a); }
static inline kn_f operator+(const kn_f &a, const kn_f &b) { return kn_like(a.v + b.v, kn_agree("+", a, b)); }
static inline kn_f operator-(const kn_f &a, const kn_f &b) { return kn_like(a.v - b.v, kn_agree("-", a, b)); }
static inline kn_f operator*(const kn_f &a, const kn_f &b) {
  kn_f r(a.v * b.v);
  for (int i = 0; i < 5; i++) r.dim[i] = a.dim[i] + b.dim[i];
  r.sized = true;
  return r;
}
static inline kn_f operator/(const kn_f &a, const kn_f &b) {
  kn_f r(a.v / b.v);
  for (int i = 0; i < 5; i++) r.dim[i] = a.dim[i] - b.dim[i];
  r.sized = true;
  return r;
}
static inline kn_f &operator+=(kn_f &a, const kn_f &b) { return a = a + b; }
static inline kn_f &operator-=(kn_f &a, const kn_f &b) { return a = a - b; }
static inline kn_f &operator*=(kn_f &a, const kn_f &b) { return a = a * b; }
static inline kn_f &operator/=(kn_f &a, const kn_f &b) { return a = a / b; }

static inline kn_f kn_num(double s) { return kn_f(s); }
static inline double kn_lane(const kn_f &a, int) { return a.v; }
static inline void kn_set_lane(kn_f *a, int, double v) { a->v = v; }
static inline kn_m kn_lt(const kn_f &a, const kn_f &b) { return (void)kn_agree("<", a, b), -(kn_m)(a.v < b.v); }
static inline kn_f kn_sel(kn_m m, const kn_f &a, const kn_f &b) {
  return kn_like(m ? a.v : b.v, kn_agree("choice", a, b));
}
static inline kn_f kn_abs(const kn_f &a) { return kn_like(std::fabs(a.v), a); }
static inline kn_f kn_max(const kn_f &a, const kn_f &b) {
  return kn_like(a.v < b.v ? b.v : a.v, kn_agree("max", a, b));
}
static inline kn_f kn_min(const kn_f &a, const kn_f &b) {
  return kn_like(a.v < b.v ? a.v : b.v, kn_agree("min", a, b));
}
static inline kn_f kn_sqrt(const kn_f &a) { return kn_scaled(a, std::sqrt(a.v), 0.5); }
static inline kn_f kn_round(const kn_f &a) { return kn_plain("round", a, std::nearbyint(a.v)); }
static inline kn_f kn_exp(const kn_f &a) {
  return kn_plain("exp", a, std::exp(std::fmin(std::fmax(a.v, -700.0), 700.0)));
}
static inline kn_f kn_log(const kn_f &a) { return kn_plain("log", a, std::log(a.v)); }
static inline kn_f kn_cos_turns(const kn_f &a) {
  return kn_plain("cos", a, std::cos(6.283185307179586 * (a.v - std::nearbyint(a.v))));
}
static inline kn_f kn_sin_turns(const kn_f &a) {
  return kn_plain("sin", a, std::sin(6.283185307179586 * (a.v - std::nearbyint(a.v))));
}

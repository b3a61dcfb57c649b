// symbol.h -- kn_f as a place on a tape. With KN_NUMBER naming this header, running an equation writes it down.
#pragma once
#include "tape.h"
#include <cstdint>
#include <stdexcept>

#define KN_LANES            1
#define KN_NUMBER_HAS_LOG1P 1
extern tape *kn_tape; // the tape that is written to

struct kn_f {
  node at;
  kn_f() = default;
  kn_f(double x) : at(kn_tape->number(x)) {}
};
struct kn_m {
  node at;
};
typedef uint64_t kn_u;
// Masks as numbers of flags belong to readings, not to rates
struct kn_no_flags : std::logic_error {
  kn_no_flags() : std::logic_error("flags are made of masks: no part of a rate") {}
};
static inline kn_m operator~(kn_m) { throw kn_no_flags(); }
static inline kn_m operator&(kn_m, int64_t) { throw kn_no_flags(); }
static inline kn_m operator|(kn_m, kn_m) { throw kn_no_flags(); }

static inline kn_f kn_write(op what, kn_f a) {
  a.at = kn_tape->make(what, a.at);
  return a;
}
static inline kn_f kn_write(op what, kn_f a, kn_f b) {
  a.at = kn_tape->make(what, a.at, b.at);
  return a;
}
static inline kn_f operator+(kn_f a) { return a; }
static inline kn_f operator-(kn_f a) { return kn_write(op::neg, a); }
static inline kn_f operator+(kn_f a, kn_f b) { return kn_write(op::add, a, b); }
static inline kn_f operator-(kn_f a, kn_f b) { return kn_write(op::sub, a, b); }
static inline kn_f operator*(kn_f a, kn_f b) { return kn_write(op::mul, a, b); }
static inline kn_f operator/(kn_f a, kn_f b) { return kn_write(op::div, a, b); }
static inline kn_f &operator+=(kn_f &a, kn_f b) { return a = a + b; }
static inline kn_f &operator-=(kn_f &a, kn_f b) { return a = a - b; }
static inline kn_f &operator*=(kn_f &a, kn_f b) { return a = a * b; }
static inline kn_f &operator/=(kn_f &a, kn_f b) { return a = a / b; }

static inline kn_f kn_num(double s) { return kn_f(s); }
static inline kn_m kn_lt(kn_f a, kn_f b) { return {kn_tape->make(op::less, a.at, b.at)}; }
static inline kn_f kn_sel(kn_m m, kn_f a, kn_f b) {
  a.at = kn_tape->make(op::choose, m.at, a.at, b.at);
  return a;
}
static inline kn_f kn_abs(kn_f a) { return kn_write(op::abs, a); }
static inline kn_f kn_max(kn_f a, kn_f b) { return kn_write(op::max, a, b); }
static inline kn_f kn_min(kn_f a, kn_f b) { return kn_write(op::min, a, b); }
static inline kn_f kn_sqrt(kn_f a) { return kn_write(op::sqrt, a); }
static inline kn_f kn_round(kn_f a) { return kn_write(op::round, a); }
static inline kn_f kn_exp(kn_f a) { return kn_write(op::exp, a); }
static inline kn_f kn_log(kn_f a) { return kn_write(op::log, a); }
static inline kn_f kn_log1p(kn_f a) { return kn_write(op::log1p, a); }
static inline kn_f kn_cos_turns(kn_f a) { return kn_write(op::cos_turns, a); }
static inline kn_f kn_sin_turns(kn_f a) { return kn_write(op::sin_turns, a); }

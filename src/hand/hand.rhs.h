// hand.rhs.h -- from a force on a tool to pressure, drag and heat on the skin. Tags as in docs/theory/hand.md.
// How the hand moves: motion.h.
#pragma once
#include "../lane/table.h"

typedef struct kn_hand_par {
#define KN_PARAM KN_MEMBER_PARAM
#include "hand.def"
} kn_hand_par;

// One stroke of a technique.
typedef struct kn_hand_stroke {
  kn_f share;               // of the session's strokes, 0-1
  kn_f force;               // at the peak of the load, N
  kn_f area_ref, force_ref; // the tool's contact area (m2) at a reference force (N)
  kn_f rate;                // loadings a second at the point, Hz
  kn_f speed;               // m/s
} kn_hand_stroke;

typedef struct kn_hand_contact {
  kn_f area, radius; // m2, m
  kn_f mean, peak;   // p_s and p_0: surface pressure, Pa
  kn_f heat;         // friction heat into the skin under the hand, W/m2
} kn_hand_contact;

// [A2] A = A0 (F/F0)^m
static inline kn_f kn_hand_area(kn_f area_ref, kn_f force_ref, kn_f exponent, kn_f force) {
  return area_ref * kn_pow(force / force_ref, exponent);
}
// [A5] q_f = c mu_f p |v_slip|
static inline kn_f kn_hand_rub(const kn_hand_par *k, kn_f pressure, kn_f slip) {
  return k->c_heat * k->mu_f * pressure * slip;
}

static inline kn_hand_contact kn_hand_touch(const kn_hand_par *k, const kn_hand_stroke *s) {
  kn_hand_contact c;
  // [A2] [J1] A = A0 (F/F0)^m, a = sqrt(A/pi)
  c.area = kn_hand_area(s->area_ref, s->force_ref, k->m_area, s->force);
  c.radius = kn_sqrt(c.area / k->pi);
  // [A1] p = p0 (1 - r^2)^n, so that p0 = (n + 1) F/A; p_s = F/A
  c.mean = s->force / c.area;
  c.peak = (k->n_profile + 1.0) * c.mean;
  c.heat = kn_hand_rub(k, c.mean, s->speed); // [A5]
  return c;
}

// ---- a compliant tool: a superellipse that grows with force ----------------------------------------------------------
typedef struct kn_hand_tool {
  kn_f area_ref, force_ref; // m2 at N
  kn_f exponent;            // m of A2
  kn_f aspect;              // long over short semi-axis, >= 1
  kn_f squareness;          // exponent of the superellipse, >= 2; 2 = ellipse
  kn_f profile;             // n of A1: 0 flat, 1/2 Hertz, 1 soft
} kn_hand_tool;
typedef struct kn_hand_patch {
  kn_f area, a, b; // m2; semi-axes along and across the tool's heading, m
  kn_f mean, peak; // Pa
} kn_hand_patch;

// ln Gamma(x), x >= 1: Stirling's series at x + 6, stepped down. Relative error of Gamma below 1e-9.
static inline kn_f kn_hand_log_gamma(const kn_hand_par *k, kn_f x) {
  kn_f down = x * (x + 1.0) * (x + 2.0) * (x + 3.0) * (x + 4.0) * (x + 5.0), y = x + 6.0, s = 1.0 / (y * y);
  kn_f tail = (1.0 / 12.0 - s * (1.0 / 360.0 - s * (1.0 / 1260.0))) / y;
  return (y - 0.5) * kn_log(y) - y + 0.5 * kn_log(2.0 * k->pi) + tail - kn_log(down);
}
// Area of |x/a|^m + |y/b|^m < 1 over a b: 4 Gamma(1 + 1/m)^2/Gamma(1 + 2/m); pi for the ellipse, 4 for the rectangle
static inline kn_f kn_hand_fullness(const kn_hand_par *k, kn_f m) {
  return 4.0 * kn_exp(2.0 * kn_hand_log_gamma(k, 1.0 + 1.0 / m) - kn_hand_log_gamma(k, 1.0 + 2.0 / m));
}
static inline kn_hand_patch kn_hand_press(const kn_hand_par *k, const kn_hand_tool *t, kn_f force) {
  kn_hand_patch p;
  // [A2]; the semi-axes follow from A = fullness a b and a = aspect b
  p.area = kn_hand_area(t->area_ref, t->force_ref, t->exponent, force);
  p.b = kn_sqrt(p.area / (kn_hand_fullness(k, t->squareness) * t->aspect));
  p.a = t->aspect * p.b;
  // [A1] r < 1 holds A and r < s holds A s^2, for a superellipse as for an ellipse: p0 = (n + 1) F/A
  p.mean = force / p.area;
  p.peak = (t->profile + 1.0) * p.mean;
  return p;
}
// [A1] r^s of a place x along and y across the tool: inside of the outline below 1
static inline kn_f kn_hand_within(const kn_hand_patch *p, kn_f squareness, kn_f x, kn_f y) {
  const kn_f least = kn_num(1e-30); // a power wants more than 0
  return kn_pow(kn_max(kn_abs(x / p->a), least), squareness) + kn_pow(kn_max(kn_abs(y / p->b), least), squareness);
}

// ---- a rigid tool ----------------------------------------------------------------------------------------------------
typedef struct kn_hertz_contact {
  kn_f radius, depth, peak; // m, m, Pa
} kn_hertz_contact;
// [A3] E* = E/(1 - nu^2) of a uniform body; of layers, the value whose force and depth agree
static inline kn_f kn_hertz_modulus(kn_f E, kn_f nu) { return E / (1.0 - nu * nu); }
// [A3] a = (3 F R/4 E*)^(1/3), depth = a^2/R, p0 = 3 F/(2 pi a^2): Hertz's rigid sphere of radius R
static inline kn_hertz_contact kn_hertz(const kn_hand_par *k, kn_f radius, kn_f modulus, kn_f force) {
  kn_hertz_contact c;
  c.radius = radius * kn_pow(3.0 * force / (4.0 * modulus * radius * radius), kn_num(1.0 / 3.0));
  c.depth = c.radius * c.radius / radius;
  c.peak = 3.0 * force / (2.0 * k->pi * c.radius * c.radius);
  return c;
}

// ---- friction --------------------------------------------------------------------------------------------------------
// [A4] what drags a component of the skin along under a hand that slips past it: q = mu_f p v/sqrt(v^2 + v_e^2).
// v: component of the hand's velocity over the skin, speed: its size. At rest nothing, far above v_e mu_f p.
static inline kn_f kn_hand_slide(const kn_hand_par *k, kn_f pressure, kn_f v, kn_f speed) {
  return k->mu_f * pressure * v / kn_sqrt(speed * speed + k->v_e * k->v_e);
}
// [A4] sticking: the drag that is asked for (>= 0), as far as friction holds
static inline kn_f kn_hand_stick(const kn_hand_par *k, kn_f pressure, kn_f asked) {
  return kn_min(asked, k->mu_s * pressure);
}

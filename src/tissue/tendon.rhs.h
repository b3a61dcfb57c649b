// tendon.rhs.h -- a tendon or ligament as a line: toe, then straight; and what a hand or a stretch leaves on it. Tags as in
// docs/theory/joint.md. Elastic: its hysteresis of 5 +- 2 % and its rate dependence are left out.
#pragma once
#include "joint_par.h"

// The line of one region (KN_REGION_TENDON of data/regions.yaml)
typedef struct kn_tendon_line {
  kn_f length, area; // m, with its aponeurosis; m2
  kn_f lever;        // about the region's joint, m
} kn_tendon_line;

// [joint 5] A = E e^(-B e_t)/B, so that the slope is continuous at the end of the toe; Pa
static inline kn_f kn_tendon_scale(const kn_joint_par *k) { return k->ten_E * kn_exp(-k->ten_B * k->ten_t) / k->ten_B; }
// [joint 5] sigma = A (e^(B e) - 1) below e_t, E beyond. Pa; slack below 0
static inline kn_f kn_tendon_stress(const kn_joint_par *k, kn_f strain) {
  kn_f e = kn_max(strain, kn_num(0.0)), toe = kn_min(e, k->ten_t);
  return kn_tendon_scale(k) * (kn_exp(k->ten_B * toe) - 1.0) + k->ten_E * (e - toe);
}
// [joint 5] its inverse: e = ln(1 + sigma/A)/B up to the end of the toe, straight beyond
static inline kn_f kn_tendon_strain(const kn_joint_par *k, kn_f stress) {
  kn_f zero = 0.0 * stress, A = kn_tendon_scale(k), s = kn_max(stress, zero);
  kn_f end = A * (kn_exp(k->ten_B * k->ten_t) - 1.0), toe = kn_min(s, end);
  return kn_log(1.0 + toe / A) / k->ten_B + (s - toe) / k->ten_E;
}
// [joint 5] tension at a lengthening (m), N
static inline kn_f kn_tendon_force(const kn_joint_par *k, const kn_tendon_line *l, kn_f lengthening) {
  return l->area * kn_tendon_stress(k, lengthening / l->length);
}
// [joint 5] stiffness beyond the toe, N/m
static inline kn_f kn_tendon_stiffness(const kn_joint_par *k, const kn_tendon_line *l) {
  return k->ten_E * l->area / l->length;
}
// [joint 5] in series: muscle and tendon bear the same tension F = T/lever, so a torque T strains the tendon by this
static inline kn_f kn_tendon_stretched(const kn_joint_par *k, const kn_tendon_line *l, kn_f torque) {
  return kn_tendon_strain(k, torque / l->lever / l->area);
}
// [joint 5] plucked: a pull Q across a line without tension of its own bows it by w, Q = 4 sigma A_t w/L with e = 2 (w/L)^2,
//           so Q = sigma(e) A_t sqrt(8 e). All of the pull on the line, nothing on what lies beside it: the most it can
//           be. The right side rises with e: 24 halvings from a strain of 1, then 4 steps of Newton's method kept inside.
static inline kn_f kn_tendon_plucked(const kn_joint_par *k, const kn_tendon_line *l, kn_f pull) {
  kn_f lo = kn_num(0.0), hi = kn_num(1.0), e = kn_num(0.5);
  for (int n = 0; n < 24; n++) {
    kn_m low = kn_lt(kn_tendon_stress(k, e) * l->area * kn_sqrt(8.0 * e), kn_abs(pull));
    lo = kn_sel(low, e, lo);
    hi = kn_sel(low, hi, e);
    e = 0.5 * (lo + hi);
  }
  for (int n = 0; n < 4; n++) {
    kn_f stress = kn_tendon_stress(k, e), rise = k->ten_E * kn_exp(k->ten_B * (kn_min(e, k->ten_t) - k->ten_t));
    kn_f root = kn_sqrt(8.0 * e), off = kn_abs(pull) - stress * l->area * root;
    e = kn_min(kn_max(e + off / (l->area * (rise * root + 4.0 * stress / root)), lo), hi);
  }
  return e;
}

// [joint 5] dose: pressure and shear of transverse friction (the layered solver does not resolve a stiff inclusion, so the
//           surface's stand for the tendon's), and time stretched beyond the toe
typedef struct kn_tendon_rates {
  kn_f pressure, shear, stretched; // Pa, Pa, 1
} kn_tendon_rates;
static inline void kn_tendon_dose(const kn_joint_par *k, kn_f p, kn_f q, kn_f strain, kn_tendon_rates *r) {
  r->pressure = kn_max(p, kn_num(0.0));
  r->shear = kn_abs(q);
  r->stretched = kn_sel(kn_lt(k->ten_t, strain), kn_num(1.0), kn_num(0.0));
}

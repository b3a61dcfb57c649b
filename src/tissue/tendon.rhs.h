// tendon.rhs.h -- a tendon or ligament as a line: toe, then straight; and what a hand or a stretch leaves on it. Tags as in
// docs/theory/joint.md. Elastic: its hysteresis of 5 +- 2 % and its rate dependence are left out.
#pragma once
#include "joint_par.h"

// [joint 5] sigma = A (e^(B e) - 1) below e_t, E beyond; A B e^(B e_t) = E makes the slope continuous. Pa; slack below 0
static inline kn_f kn_tendon_stress(const kn_joint_par *k, kn_f strain) {
  kn_f e = kn_max(strain, kn_num(0.0)), toe = kn_min(e, k->ten_t);
  kn_f A = k->ten_E * kn_exp(-k->ten_B * k->ten_t) / k->ten_B;
  return A * (kn_exp(k->ten_B * toe) - 1.0) + k->ten_E * (e - toe);
}
// [joint 5] force of the Achilles tendon at a lengthening (m), N
static inline kn_f kn_tendon_force(const kn_joint_par *k, kn_f lengthening) {
  return k->ten_A * kn_tendon_stress(k, lengthening / k->ten_L);
}
// [joint 5] stiffness beyond the toe, N/m
static inline kn_f kn_tendon_stiffness(const kn_joint_par *k) { return k->ten_E * k->ten_A / k->ten_L; }

// [joint 5] dose: pressure and shear of transverse friction (the layered solver does not resolve a stiff inclusion, so the
//           surface's stand for the tendon's), and time stretched beyond the toe
typedef struct kn_tendon_state {
  kn_f pressure, shear; // Pa s
  kn_f stretched;       // s
} kn_tendon_state;
typedef struct kn_tendon_rates {
  kn_f pressure, shear, stretched; // Pa, Pa, 1
} kn_tendon_rates;
static inline void kn_tendon_dose(const kn_joint_par *k, kn_f p, kn_f q, kn_f strain, kn_tendon_rates *r) {
  r->pressure = kn_max(p, kn_num(0.0));
  r->shear = kn_abs(q);
  r->stretched = kn_sel(kn_lt(k->ten_t, strain), kn_num(1.0), kn_num(0.0));
}

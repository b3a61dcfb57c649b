// joint.rhs.h -- passive torque of a joint, how it fades, how far it can be turned. Tags as in docs/theory/joint.md; the
// dossier's J1 to J6 are written [joint 1] to [joint 6], because [Jn] are the chain's.
#pragma once
#include "prony.rhs.h"

// One direction of one joint. Angles in rad, positive towards the end of range.
typedef struct kn_joint {
  kn_f Ap, kp, thp; // what the movement stretches: N m, 1/rad, rad
  kn_f Am, km, thm; // what stretches on the way back
  kn_f B, Tc;       // viscous, N m s/rad; friction, N m
  kn_f tol;         // torque at which a rested person says stop, N m
} kn_joint;
#define KN_JOINT_OF(name, p)                                                                                           \
  static inline kn_joint kn_joint_##name(const kn_joint_par *k) {                                                      \
    kn_joint j = {                                                                                                     \
        k->p##_Ap, k->p##_kp, k->p##_thp, k->p##_Am, k->p##_km, k->p##_thm, k->p##_B, k->p##_Tc, k->p##_tol};          \
    return j;                                                                                                          \
  }
KN_JOINT_OF(ankle, ank)    // dorsiflexion
KN_JOINT_OF(knee, kne)     // extension with the hip flexed: hamstrings, straight-leg raise
KN_JOINT_OF(neck, nek)     // rotation
KN_JOINT_OF(shoulder, sho) // external rotation
#undef KN_JOINT_OF

// [joint 1] elastic part: T_e = A+ (e^(k+ (th - th+)) - 1) - A- (e^(-k- (th - th-)) - 1), N m
static inline kn_f kn_joint_elastic(const kn_joint *j, kn_f th) {
  return j->Ap * (kn_exp(j->kp * (th - j->thp)) - 1.0) - j->Am * (kn_exp(-j->km * (th - j->thm)) - 1.0);
}
// [joint 1] its slope, N m/rad: stiffness of the joint
static inline kn_f kn_joint_slope(const kn_joint *j, kn_f th) {
  return j->Ap * j->kp * kn_exp(j->kp * (th - j->thp)) + j->Am * j->km * kn_exp(-j->km * (th - j->thm));
}
// [joint 1] B th' + T_c sgn th'; the sign is th'/sqrt(th'^2 + v^2), v: the speed of a test, so that rest has none
static inline kn_f kn_joint_drag(const kn_joint_par *k, const kn_joint *j, kn_f speed) {
  return j->B * speed + j->Tc * speed / kn_sqrt(kn_sq(speed) + kn_sq(k->v_test));
}
// What muscle stiffness does to the joint: 1 + w (m - 1), m: the muscle's multiplier of kn_tissue_modify
static inline kn_f kn_joint_stiffness(const kn_joint_par *k, kn_f muscle) { return 1.0 + k->w_mus * (muscle - 1.0); }

// [joint 2] torque at the angle th (rad), reached in dt seconds at an even pace; m: kn_joint_stiffness. Exact for an
//           elastic torque that rises straight within the step.
static inline kn_f kn_joint_step(const kn_joint_par *k, const kn_joint *j, const kn_prony *l, kn_prony_state *y, kn_f m,
                                 kn_f th, kn_f speed, kn_f dt) {
  return kn_prony_step(l, y, m * kn_joint_elastic(j, th), dt) + kn_joint_drag(k, j, speed);
}

// [joint 6] the angle where the elastic torque is `torque`: the torque rises with the angle, so it lies between the
//           slack angles and where the first exponential alone would be enough; 14 halvings, then 5 steps of Newton's
//           method kept inside
static inline kn_f kn_joint_angle(const kn_joint *j, kn_f torque) {
  kn_f t = kn_max(torque, kn_num(0.0));
  kn_f lo = kn_min(j->thp, j->thm), hi = kn_max(j->thm, j->thp + kn_log(1.0 + t / j->Ap) / j->kp), th = 0.5 * (lo + hi);
  for (int n = 0; n < 14; n++) {
    kn_m low = kn_lt(kn_joint_elastic(j, th), t);
    lo = kn_sel(low, th, lo);
    hi = kn_sel(low, hi, th);
    th = 0.5 * (lo + hi);
  }
  for (int n = 0; n < 5; n++) {
    kn_f next = th + (t - kn_joint_elastic(j, th)) / kn_joint_slope(j, th);
    th = kn_min(kn_max(next, lo), hi);
  }
  return th;
}

// [joint 6] T_tol = tol rested x felt (1 + y); felt: nerve's tolerance, 1 = healthy; y: the state below
static inline kn_f kn_joint_tolerance(const kn_joint *j, kn_f felt, kn_f y) { return j->tol * felt * (1.0 + y); }
// [joint 6] range: T(th) = T_tol at the speed of a test; m: kn_joint_stiffness. rad
static inline kn_f kn_joint_range(const kn_joint_par *k, const kn_joint *j, kn_f m, kn_f tolerance) {
  return kn_joint_angle(j, (tolerance - kn_joint_drag(k, j, k->v_test)) / m);
}
// [joint 2] [joint 6] the same of tissue that has crept: a held stretch leaves it longer, by as much as another x T_tol0
//           would turn it, T_tol0: a rested person's tolerated torque
static inline kn_f kn_joint_range_crept(const kn_joint_par *k, const kn_joint *j, kn_f m, kn_f tolerance, kn_f crept) {
  return kn_joint_range(k, j, m, tolerance + crept * j->tol);
}
// The same over that of a rested healthy person, for outcomes
static inline kn_f kn_joint_relative(const kn_joint_par *k, const kn_joint *j, kn_f m, kn_f tolerance) {
  return kn_joint_range(k, j, m, tolerance) / kn_joint_range(k, j, kn_num(1.0), j->tol);
}
// The torque that stands at that angle, N m
static inline kn_f kn_joint_torque_at_range(const kn_joint_par *k, const kn_joint *j, kn_f m, kn_f th) {
  return m * kn_joint_elastic(j, th) + kn_joint_drag(k, j, k->v_test);
}

// [joint 6] gain of range from (m0, tol0) to (m1, tol1), split into what is tolerated and what is tissue: each cause
//           alone, once before and once after the other, halved
typedef struct kn_joint_gain {
  kn_f tolerance, tissue; // rad; their sum is the gain
} kn_joint_gain;
static inline kn_joint_gain kn_joint_split(const kn_joint_par *k, const kn_joint *j, kn_f m0, kn_f tol0, kn_f m1,
                                           kn_f tol1) {
  kn_f a = kn_joint_range(k, j, m0, tol0), b = kn_joint_range(k, j, m0, tol1);
  kn_f c = kn_joint_range(k, j, m1, tol0), d = kn_joint_range(k, j, m1, tol1);
  kn_joint_gain g = {0.5 * ((b - a) + (d - c)), 0.5 * ((c - a) + (d - b))};
  return g;
}

// [joint 6] drive of the tolerance: duty p/(p + p_half) by hands, share of time at the end of range by a stretch
static inline kn_f kn_joint_drive(const kn_joint_par *k, kn_f p_surface, kn_f duty, kn_f torque, kn_f tolerance,
                                  kn_f stretch_duty) {
  kn_f hands = duty * kn_hill1(p_surface, k->tol_p), stretch = stretch_duty * kn_hill2(torque / tolerance, k->tol_s);
  return 1.0 - (1.0 - hands) * (1.0 - stretch);
}
// [joint 6] y' = u (y_max - y)/tau_up - y/tau_down: the tolerated torque above that of a rested person, relative
static inline kn_rate kn_joint_tolerance_rate(const kn_joint_par *k, kn_f drive) {
  kn_rate r = {drive * k->tol_max / k->tol_up, drive / k->tol_up + 1.0 / k->tol_down};
  return r;
}

// [joint 2] What the held stretches of a session do to it. Of the three creep times [D-V2] the slowest alone outlives a
//           session's clock; it comes at its own pace while held and goes back at the measured, slower one when freed.
typedef struct kn_joint_hold {
  kn_f reach; // c_3 x torque held over the torque tolerated
  kn_f pace;  // share of the time held, over T_3, 1/s
  kn_f held;  // share of the time held, 0-1
} kn_joint_hold;
static inline kn_joint_hold kn_joint_held(const kn_joint_par *k, kn_f torque, kn_f tolerance, kn_f held) {
  kn_prony unit = kn_prony_unit(k);
  kn_prony_creep r = kn_prony_retard(&unit);
  kn_joint_hold h = {r.c[KN_PRONY_TERMS - 1] * torque / tolerance, held / r.tau[KN_PRONY_TERMS - 1], held};
  return h;
}
// [joint 2] x' = held/T_3 (c_3 T/T_tol0 - x) - (1 - held) x/tau_back; tolerated: T_tol/T_tol0, at which a stretch is held
static inline kn_rate kn_joint_creep_rate(const kn_joint_par *k, const kn_joint_hold *h, kn_f tolerated) {
  kn_rate r = {h->pace * h->reach * tolerated, h->pace + (1.0 - h->held) / k->cre_back};
  return r;
}

// [joint 2] held at a constant torque T for t seconds, the angle creeps to th_e(T J(t)); m: kn_joint_stiffness
static inline kn_f kn_joint_creep(const kn_joint *j, const kn_prony_creep *r, kn_f m, kn_f torque, kn_f t) {
  return kn_joint_angle(j, torque / m * kn_prony_creep_at(r, t));
}

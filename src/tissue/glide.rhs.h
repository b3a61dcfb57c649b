// glide.rhs.h -- a film of hyaluronan between fascia and muscle: it slips, resists, and its structure may break. Tags as in
// docs/theory/joint.md. The mechanism is a hypothesis and the sign of its effect is contested: fas_e may be 0.
#pragma once
#include "joint_par.h"
#include "march.h"

// [E2] what the film is like: concentration and molecular size relative to healthy, temperature (K)
typedef struct kn_glide_film {
  kn_f concentration, size, temperature;
} kn_glide_film;
typedef struct kn_glide_state {
  kn_f slip;      // [[u]], m
  kn_f structure; // lambda_s, 0-1; 1 at rest
} kn_glide_state;

// [E4] eta_c = eta_ref (c/c_ref)^n (M/M_ref)^n, [E6] times the densification
static inline kn_f kn_glide_rest(const kn_joint_par *k, const kn_glide_film *f) {
  return k->fas_dens * k->fas_eta * kn_pow(f->concentration * f->size, k->fas_nc);
}
// [E2] what is left of the viscosity when structure is broken: 1 + e (lambda - 1), positive for e up to 1
static inline kn_f kn_glide_broken(const kn_joint_par *k, kn_f structure) { return 1.0 + k->fas_e * (structure - 1.0); }
// [E2] eta = eta_c [1 + e (lambda - 1)] / [1 + (theta g')^n] exp[(E_a/R)(1/T - 1/T_ref)], Pa s; g' = |slip rate|/h_f.
//      e = 1 is the dossier's form, e = 0 a film without structure.
static inline kn_f kn_glide_viscosity(const kn_joint_par *k, const kn_glide_film *f, kn_f structure, kn_f shear_rate) {
  kn_f thin = 1.0 - kn_hill(k->fas_th * kn_abs(shear_rate), kn_num(1.0), k->fas_n);
  return kn_glide_rest(k, f) * kn_glide_broken(k, structure) * thin *
         kn_exp(k->E_eta / k->R_gas * (1.0 / f->temperature - 1.0 / k->fas_T));
}
// [E1] elastic tie K_e, [E6] times the densification, Pa/m
static inline kn_f kn_glide_tie(const kn_joint_par *k) { return k->fas_dens * k->fas_Ke; }
// [E1] tau = K_e [[u]] + (eta/h_f) d[[u]]/dt: shear stress at a slip (m) and slip rate (m/s), Pa
static inline kn_f kn_glide_stress(const kn_joint_par *k, kn_f viscosity, kn_f slip, kn_f rate) {
  return kn_glide_tie(k) * slip + viscosity / k->fas_h * rate;
}
// [E1] under a given shear stress: d[[u]]/dt = (tau - K_e [[u]]) h_f/eta; [E-V1] alone tau h_f/eta, time eta/(h_f K_e)
static inline kn_rate kn_glide_slip_rate(const kn_joint_par *k, kn_f viscosity, kn_f stress) {
  kn_rate r = {stress * k->fas_h / viscosity, kn_glide_tie(k) * k->fas_h / viscosity};
  return r;
}
// [E1] the stiffness that the layered solver puts at the interface for a Laplace variable s: K_i = K_e + s eta/h_f, Pa/m
static inline kn_f kn_glide_interface(const kn_joint_par *k, kn_f viscosity, kn_f s) {
  return kn_glide_tie(k) + s * viscosity / k->fas_h;
}
// [E3] lambda' = (1 - lambda)/tau_b - beta g' lambda
static inline kn_rate kn_glide_structure_rate(const kn_joint_par *k, kn_f shear_rate) {
  kn_f build = 1.0 / k->fas_tb;
  kn_rate r = {build, build + k->fas_be * kn_abs(shear_rate)};
  return r;
}
// [E-V3] steady shear: lambda = 1/(1 + beta g' tau_b)
static inline kn_f kn_glide_steady(const kn_joint_par *k, kn_f shear_rate) {
  return 1.0 / (1.0 + k->fas_be * kn_abs(shear_rate) * k->fas_tb);
}
// A step of dt seconds under a shear stress (Pa) that the film shares with a tether beside it (Pa/m; 0: it bears all);
// shear thinning with the rate at the start of the step. Returns that rate, 1/s.
static inline kn_f kn_glide_step(const kn_joint_par *k, const kn_glide_film *f, kn_glide_state *y, kn_f stress,
                                 kn_f tether, kn_f shear_rate, kn_f dt) {
  kn_f eta = kn_glide_viscosity(k, f, y->structure, shear_rate), from = y->slip;
  kn_rate r = kn_glide_slip_rate(k, eta, stress);
  r.lose = r.lose + tether * k->fas_h / eta;
  y->slip = kn_march(from, r, dt);
  kn_f g = kn_abs(y->slip - from) / (dt * k->fas_h);
  y->structure = kn_march(y->structure, kn_glide_structure_rate(k, g), dt);
  return g;
}
// [E1] [E2] the film under a pull along the skin (two components of its shear stress, Pa, at evenly spaced instants of a
//      period) once it repeats itself: largest slip (m) and mean rate of shear (1/s). Both components thin it together.
//      Structure stays: it moves slower than a stroke.
typedef struct kn_glide_pull {
  kn_f x, y;
} kn_glide_pull;
typedef struct kn_glide_cycle {
  kn_f slip, rate;
} kn_glide_cycle;
static inline kn_glide_cycle kn_glide_under(const kn_joint_par *k, const kn_glide_film *f, kn_f structure,
                                            const kn_glide_pull *pull, int steps, kn_f tether, kn_f period) {
  enum { CYCLES = 5 };
  kn_f dt = period / steps, g = 0.0 / period, sum = g;
  kn_glide_state x = {0.0 * k->fas_h, structure}, y = x;
  kn_glide_cycle c = {x.slip, g};
  for (int n = 0; n < CYCLES * steps; n++) {
    const kn_glide_pull *q = &pull[n % steps];
    kn_f gx = kn_glide_step(k, f, &x, q->x, tether, g, dt), gy = kn_glide_step(k, f, &y, q->y, tether, g, dt);
    g = kn_sqrt(gx * gx + gy * gy);
    x.structure = y.structure = structure;
    if (n < (CYCLES - 1) * steps) continue; // the first cycles bring it round
    sum = sum + g;
    c.slip = kn_max(c.slip, kn_sqrt(x.slip * x.slip + y.slip * y.slip));
  }
  c.rate = sum / steps;
  return c;
}
// [E5] [E-V2] off-line: seconds in which a force F on a disc of radius a squeezes the film from h0 to h1,
//      t = 3/4 pi eta a^4/F (1/h1^2 - 1/h0^2). Slow beside a stroke, so the film keeps its thickness on-line.
static inline kn_f kn_glide_squeeze(const kn_joint_par *k, kn_f viscosity, kn_f radius, kn_f force, kn_f h0, kn_f h1) {
  return k->c_film * k->pi * viscosity * kn_sq(kn_sq(radius)) / force * (1.0 / kn_sq(h1) - 1.0 / kn_sq(h0));
}

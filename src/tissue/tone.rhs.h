// tone.rhs.h -- what makes a layer stiffer or softer than its table says: thixotropy, tone, swelling, collagen, warmth.
// Tags as in docs/theory/joint.md. Tone, swelling and thixotropy mean what they mean in kn_tissue_feel.
#pragma once
#include "joint_par.h"
#include "march.h"
#include "tissue.rhs.h"

// [joint 3] structure of a resting muscle, three shares of it, each 0-1; 1 = after long rest
enum { KN_THIXO = 3 };
typedef struct kn_thixo {
  kn_f xi[KN_THIXO];
} kn_thixo;
static inline kn_f kn_thixo_time(const kn_joint_par *k, int i) {
  return i == 0 ? k->thx_t1 : i == 1 ? k->thx_t2 : k->thx_t3;
}
// [joint 3] xi_i' = (1 - xi_i)/tau_i - |e'| xi_i/e_c; e': strain rate of the muscle, 1/s
static inline kn_rate kn_thixo_rate(const kn_joint_par *k, int i, kn_f strain_rate) {
  kn_f build = 1.0 / kn_thixo_time(k, i);
  kn_rate r = {build, build + kn_abs(strain_rate) / k->thx_e};
  return r;
}
static inline void kn_thixo_step(const kn_joint_par *k, kn_thixo *y, kn_f strain_rate, kn_f dt) {
  for (int i = 0; i < KN_THIXO; i++) y->xi[i] = kn_march(y->xi[i], kn_thixo_rate(k, i, strain_rate), dt);
}
// [J-V3] where it settles under steady strain: 1/(1 + |e'| tau_i/e_c)
static inline kn_f kn_thixo_steady(const kn_joint_par *k, int i, kn_f strain_rate) {
  return 1.0 / (1.0 + kn_abs(strain_rate) * kn_thixo_time(k, i) / k->thx_e);
}
// [joint 3] xi = f1 xi1 + f2 xi2 + (1 - f1 - f2) xi3
static inline kn_f kn_thixo_structure(const kn_joint_par *k, const kn_thixo *y) {
  return k->thx_f1 * y->xi[0] + k->thx_f2 * y->xi[1] + (1.0 - k->thx_f1 - k->thx_f2) * y->xi[2];
}
// [joint 3] softening Z = 1 - xi, the same that nerve's Z is: mu_muscle x (1 - dZ Z) = 1 + dZ (xi - 1)
static inline kn_f kn_thixo_softening(const kn_joint_par *k, const kn_thixo *y) {
  return 1.0 - kn_thixo_structure(k, y);
}
// [joint 3] k_srs = k_s xi1: short-range stiffness of the ankle, N m/rad
static inline kn_f kn_thixo_short_range(const kn_joint_par *k, const kn_thixo *y) { return k->srs_k * y->xi[0]; }

// [joint 4] tone under the hands: a' = (a* - a)/tau, a* = a_rest (1 - c comfort) + guard N_p. a_rest: nerve's tone, MVC;
//           comfort 0-1; pain: N_p of the guard, 0-1. mu_muscle = mu_passive (1 + s_A a), s_A of tissue.def
static inline kn_rate kn_tone_rate(const kn_joint_par *k, kn_f rest, kn_f comfort, kn_f pain) {
  kn_rate r = {(rest * (1.0 - k->ton_comf * comfort) + k->ton_guard * pain) / k->ton_tau, 1.0 / k->ton_tau};
  return r;
}

// [E2] exp[(E/R)(1/T - 1/T_ref)]: softer and thinner when warm
static inline kn_f kn_tissue_warmth(const kn_joint_par *k, kn_f energy, kn_f T, kn_f T_ref) {
  return kn_exp(energy / k->R_gas * (1.0 / T - 1.0 / T_ref));
}

// The state of a region's tissue at one moment
typedef struct kn_tissue_now {
  kn_tissue_in in; // tone, contracture, thixotropy, collagen, oedema, debris (tolerance: not here)
  kn_f skin_temperature, fat_temperature; // K
  kn_f muscle_temperature;                // K
} kn_tissue_now;
// Multipliers of the layers' moduli (m_l of C2), of the fasciae's membrane stiffness, and of the glide's viscosity (by
// temperature: for a film of fixed viscosity; kn_glide_viscosity knows its temperature itself)
typedef struct kn_tissue_modifiers {
  kn_f skin, fat, muscle, fascia, glide;
} kn_tissue_modifiers;

// [C2] m_l between two moments, `then` being the one in which the table's moduli were measured (a rested healthy person):
//      muscle = ratio of kn_tissue_feel's stiffness; fat, skin: 1 + share s_E E; fascia: 1 + share s_C COL; each with
//      [E2] of its temperature
static inline kn_tissue_modifiers kn_tissue_modify(const kn_tissue_par *k, const kn_joint_par *j,
                                                   const kn_tissue_now *now, const kn_tissue_now *then) {
  kn_tissue_modifiers m;
  kn_f swollen = k->s_E * now->in.oedema, swollen0 = k->s_E * then->in.oedema;
  m.skin = (1.0 + j->oed_skn * swollen) / (1.0 + j->oed_skn * swollen0) *
           kn_tissue_warmth(j, j->E_mu, now->skin_temperature, then->skin_temperature);
  m.fat = (1.0 + j->oed_fat * swollen) / (1.0 + j->oed_fat * swollen0) *
          kn_tissue_warmth(j, j->E_mu, now->fat_temperature, then->fat_temperature);
  m.muscle = kn_tissue_feel(k, &now->in).stiffness / kn_tissue_feel(k, &then->in).stiffness *
             kn_tissue_warmth(j, j->E_mu, now->muscle_temperature, then->muscle_temperature);
  m.fascia = (1.0 + j->col_fas * k->s_C * now->in.collagen) / (1.0 + j->col_fas * k->s_C * then->in.collagen);
  m.glide = kn_tissue_warmth(j, j->E_eta, now->muscle_temperature, then->muscle_temperature);
  return m;
}

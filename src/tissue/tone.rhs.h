// tone.rhs.h -- what makes a layer stiffer or softer than its table says: tone, thixotropy, swelling, collagen, warmth; and
// a broken film. Tags as in docs/theory/joint.md. Tone, swelling and thixotropy mean what they mean in kn_tissue_feel.
#pragma once
#include "glide.rhs.h"
#include "tissue.rhs.h"

// [E2] exp[(E/R)(1/T - 1/T_ref)]: softer and thinner when warm
static inline kn_f kn_tissue_warmth(const kn_joint_par *k, kn_f energy, kn_f T, kn_f T_ref) {
  return kn_exp(energy / k->R_gas * (1.0 / T - 1.0 / T_ref));
}

// The state of a region's tissue at one moment
typedef struct kn_tissue_now {
  kn_tissue_in in; // tone, contracture, thixotropy, collagen, oedema, debris (tolerance: not here)
  kn_f skin_temperature, fat_temperature; // K
  kn_f muscle_temperature;                // K
  kn_f film;                              // structure of the gliding film, 1 = rested
} kn_tissue_now;
// Multipliers of the layers' moduli (m_l of C2), of the fasciae's membrane stiffness, and of the glide's viscosity (by
// temperature and structure: for a film of fixed viscosity; kn_glide_viscosity knows both itself)
typedef struct kn_tissue_modifiers {
  kn_f skin, fat, muscle, fascia, glide;
} kn_tissue_modifiers;

// [C2] m_l between two moments, `then` being the one in which the table's moduli were measured (a rested healthy person):
//      muscle = ratio of kn_tissue_feel's stiffness; fat, skin: 1 + share s_E E; fascia: 1 + share s_C COL; each with
//      [E2] of its temperature; glide: [E2] of its temperature and structure
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
  m.glide = kn_glide_broken(j, now->film) / kn_glide_broken(j, then->film) *
            kn_tissue_warmth(j, j->E_eta, now->muscle_temperature, then->muscle_temperature);
  return m;
}

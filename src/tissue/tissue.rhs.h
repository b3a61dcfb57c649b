// tissue.rhs.h -- pressure in skin, fat and muscle under a contact; stiffness and range. Tags as in docs/theory/tissue.md.
// First form: ellipsoidal pressure on an incompressible half-space, in closed form, with one gain for the bonded stack.
#pragma once
#include "../lane/table.h"

typedef struct kn_tissue_par {
#define KN_PARAM KN_MEMBER_PARAM
#include "tissue.def"
} kn_tissue_par;

typedef struct kn_tissue_layers {
  kn_f skin, fat, muscle; // thickness, m
} kn_tissue_layers;

typedef struct kn_tissue_load {
  kn_f skin, fat, muscle; // peak pressure at mid-layer on the axis of the load, Pa
  kn_f mean;              // p: muscle pressure, mean over the loaded half cycle, Pa
} kn_tissue_load;

// Layers of a person of this body-mass index (kg/m2), from those of region.def
static inline kn_tissue_layers kn_tissue_build(const kn_tissue_par *k, const kn_tissue_layers *ref, kn_f bmi) {
  kn_tissue_layers l = *ref;
  // [T1] h_fat = max(fat_min, h_ref + fat_bmi (BMI - 23))
  l.fat = kn_max(k->fat_min, ref->fat + k->fat_bmi * (bmi - k->bmi_ref));
  return l;
}

// [B-V3] P/p0 = 1 - zeta atan(1/zeta), zeta = z/a: pressure on the axis under Hertz's ellipsoidal load, nu = 1/2
static inline kn_f kn_tissue_depth(kn_f z, kn_f a) {
  kn_f zeta = z / a;
  return 1.0 - zeta * kn_atan(1.0 / zeta);
}

// peak: p0 on the skin (Pa); radius: of the contact (m)
static inline kn_tissue_load kn_tissue_press(const kn_tissue_par *k, const kn_tissue_layers *l, kn_f peak,
                                             kn_f radius) {
  kn_tissue_load p;
  p.skin = peak * kn_tissue_depth(0.5 * l->skin, radius);
  p.fat = peak * kn_tissue_depth(l->skin + 0.5 * l->fat, radius);
  // [J1] P_m = k_L p0 [1 - zeta atan(1/zeta)], k_L = 1 + 0.58 tanh(a/44 mm)/tanh 1
  kn_f gain = 1.0 + k->k_layer * kn_tanh(radius / k->a_layer) / kn_tanh(kn_num(1.0));
  p.muscle = gain * peak * kn_tissue_depth(l->skin + l->fat + 0.5 * l->muscle, radius);
  // [J1] p = (2/pi) P_m: mean over the loaded half cycle of a sine
  p.mean = 2.0 / k->pi * p.muscle;
  return p;
}

// [repair 3] [K4] dam = k_dam [((p - p_dam)/w_dam)+]^2, debris a second; p: muscle pressure, mean of the loaded half
static inline kn_f kn_tissue_bruise(const kn_tissue_par *k, kn_f p) {
  kn_f over = kn_pos((p - k->p_dam) / k->w_dam, k->e_dam);
  return kn_sel(kn_lt(k->c_dam * k->p_dam, p), k->k_dam * over * over, 0.0 * k->k_dam);
}

// What the other rooms tell the tissue.
typedef struct kn_tissue_in {
  kn_f tone, contracture, thixotropy, tolerance; // from nerve
  kn_f collagen, oedema, debris;                 // from repair
} kn_tissue_in;
typedef struct kn_tissue_out {
  kn_f stiffness, range; // relative to relaxed healthy tissue
} kn_tissue_out;

static inline kn_tissue_out kn_tissue_feel(const kn_tissue_par *k, const kn_tissue_in *u) {
  kn_tissue_out o;
  // [nerve 36] stiffness = kE0 (1 + s_A A + s_C COL + s_E E + s_X X + s_S min(D, 3))(1 - dZ Z)
  o.stiffness = k->kE0 *
                (1.0 + k->s_A * u->tone + k->s_C * u->collagen + k->s_E * u->oedema + k->s_X * u->contracture +
                 k->s_S * kn_min(u->debris, k->D_s)) *
                (1.0 - k->dZ * u->thixotropy);
  // [nerve 37] ROM = ROM0 [1 - r_st (stiff - 1)/(1 + |stiff - 1|)] sqrt(tol)
  kn_f d = o.stiffness - 1.0;
  o.range = k->ROM0 * (1.0 - k->r_st * d / (1.0 + kn_abs(d))) * kn_sqrt(u->tolerance);
  return o;
}

// tissue.rhs.h -- bruising by pressure; stiffness and range as a clinic would measure them. Tags as in docs/theory/tissue.md.
#pragma once
#include "../lane/table.h"

typedef struct kn_tissue_par {
#define KN_PARAM KN_MEMBER_PARAM
#include "tissue.def"
} kn_tissue_par;

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

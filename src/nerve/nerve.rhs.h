// nerve.rhs.h -- nociception, the spinal gate, pain and muscle of one region. Tags [nerve n] as in docs/theory/nerve.md.
// Topology of the gate from Melzack & Wall 1965 and Britton & Skevington 1989; the contracture loop is Simons's
// hypothesis, contested by Quintner 2015 (cut it with c_X, k_X, k_Xe = 0). Rates are our calibration (nerve.def).
#pragma once
#include "../lane/table.h"

typedef struct kn_nerve_par {
#define KN_PARAM KN_MEMBER_PARAM
#include "nerve.def"
} kn_nerve_par;
typedef struct kn_nerve_state {
#define KN_STATE KN_MEMBER_STATE
#include "nerve.def"
} kn_nerve_state;
typedef struct kn_nerve_rates {
#define KN_STATE KN_MEMBER_RATE
#include "nerve.def"
} kn_nerve_rates;

// What one session block does to this region; constant while the block lasts.
typedef struct kn_nerve_drive {
  kn_f touch;    // A-beta fibres driven above rest, 0-1
  kn_f h_reflex; // what is left of the H-reflex under the hand, 0-1
  kn_f peak;     // peak pressure on the skin, Pa
  kn_f duty;     // share of the session spent here, 0-1
  kn_f q;        // mechanotransduction drive (repair 2), 0-1
} kn_nerve_drive;

typedef struct kn_nerve_in {
  kn_nerve_drive drive;
  kn_f load;              // habitual movement and posture load, 1 = normal
  kn_f source;            // src: persistent nociceptive source, 0 in health
  kn_f tone_share;        // w_Ms: share of the psychogenic tone that lands in this region
  kn_f debris, tnf, nfkb; // from repair
  kn_f oedema, mechano;   // from repair
  kn_f flow;              // b o2: oxygen delivery relative to rest
  kn_f descending;        // O
  kn_f descending_rest;   // O0
  kn_f stress;            // s
  kn_f tone_drive;        // Ms
  kn_f sleep_loss;        // zl
  kn_f anxiety_excess;    // a - a0
  kn_f cox_block;         // 0-1: share of COX-2/B2 blocked by a drug
} kn_nerve_in;

typedef struct kn_nerve_out {
  kn_f nociception;  // r_C, 0-1
  kn_f evoked;       // r_C that the hand itself adds (J3)
  kn_f transmission; // T_c, 0-1
  kn_f pain;         // 0-10, on habitual movement
  kn_f threshold;    // pressure-pain threshold, Pa
  kn_f acid;         // 1 - ATP
  kn_f effort;       // Al: tone with the force of contracture, MVC
  kn_f tolerance;    // stretch tolerance, 1 = healthy
} kn_nerve_out;

// peak: peak pressure on the skin (Pa); mean: mean surface pressure (Pa); v: stroke speed (m/s); q: repair 2
static inline kn_nerve_drive kn_nerve_session(const kn_nerve_par *k, kn_f mean, kn_f peak, kn_f v, kn_f duty, kn_f q) {
  kn_nerve_drive d;
  // [nerve 19] r_b = r_b0 + (1 - r_b0) touch, touch = duty h(p_s; 1 kPa, 1)(0.3 + 0.7 v/(v + 2 cm/s))
  d.touch = k->c_t * duty * kn_hill1(mean, k->p_b) * (k->c_b + (1.0 - k->c_b) * kn_hill1(v, k->v_b));
  // [nerve 32] H_red = 1/(1 + kH duty h(p_s; pH, 1)), the depressed H-reflex (Morelli 1990)
  d.h_reflex = 1.0 / (1.0 + k->kH * duty * kn_hill1(mean, k->pH));
  d.peak = peak;
  d.duty = duty;
  d.q = q;
  return d;
}

// [nerve 29] pain = 10 (1 - exp(-(T_c/Tp)^n_p))
static inline kn_f kn_nerve_pain(const kn_nerve_par *k, kn_f transmission) {
  return k->pain_max * (1.0 - kn_exp(-kn_pow(transmission / k->Tp, k->n_p)));
}

// The gate: T-cell activity for a nociceptor drive x, of which x_mech is mechanical (A-delta fibres too).
static inline kn_f kn_nerve_gate(const kn_nerve_par *k, const kn_nerve_in *u, const kn_nerve_state *y, kn_f x,
                                 kn_f x_mech) {
  // [nerve 22] r_C = x^2/(1 + x^2), r_d = (xm + xp)^2/(1 + (xm + xp)^2)
  kn_f rC = kn_hill2(x, kn_num(1.0)), rd = kn_hill2(x_mech, kn_num(1.0));
  kn_f rb = k->r_b0 + (1.0 - k->r_b0) * u->drive.touch;
  kn_f o = u->descending - u->descending_rest;
  // [nerve 25] [J13] I = z/(1+z) (1 - d_C C), z = (g_b r_b + g_OI O + b_I - g_CI r_C)+
  kn_f O = u->descending_rest + k->c_OI * o; // what of it reaches I
  kn_f zi = kn_pos(k->g_b * rb + k->g_OI * O + k->b_I - k->g_CI * rC, k->eps);
  kn_f inhibition = zi / (1.0 + zi) * (1.0 - k->d_C * y->central);
  // [J8] gain = (1 + k_Cc C)(1 + k_gZ zl + k_gA (a - a0)+)
  kn_f gain = (1.0 + k->k_Cc * y->central) *
              (1.0 + k->k_gZ * u->sleep_loss + k->k_gA * kn_softplus(u->anxiety_excess, k->e_gA));
  // [nerve 26] [J14] T = z/(1+z), z = al + be T: T_c = 2 al/[q + sqrt(q^2 + 4 al be)], q = 1 + al - be
  kn_f al = kn_pos(gain * (k->w_C * rC + k->w_d * rd) + k->w_b * y->central * rb - k->w_I * inhibition - k->w_O * o +
                       k->w_s * (u->stress - k->s_h) - k->th,
                   k->eps);
  kn_f be = gain * k->w_C * rC * k->w_wind, q = 1.0 + al - be;
  return 2.0 * al / (q + kn_sqrt(q * q + 4.0 * al * be));
}

// What is felt with the habitual load scaled and the persistent source, the sensitised nociceptors or the hands
// counted only in part: for pain on movement, soreness of the muscle itself, and what pressure leaves behind.
static inline kn_f kn_nerve_felt(const kn_nerve_par *k, const kn_nerve_in *u, const kn_nerve_state *y, kn_f load,
                                 kn_f source, kn_f sensitised) {
  kn_f acid = kn_pos(1.0 - y->atp - k->a0, k->e_a);
  kn_f xm = k->w_m * u->load * load * (1.0 + k->k_S_noc * y->sensitisation * sensitised);
  kn_f x = xm + u->source * source + k->w_E * u->oedema * sensitised + k->w_a * acid;
  return kn_nerve_pain(k, kn_nerve_gate(k, u, y, x, xm));
}

static inline void kn_nerve_sense(const kn_nerve_par *k, const kn_nerve_in *u, const kn_nerve_state *y,
                                  kn_nerve_out *out) {
  kn_f o = u->descending - u->descending_rest;
  out->acid = 1.0 - y->atp;
  // [nerve 30] PPT = PPT0 (1 + aO_ppt (O - O0))/[(1 + aS_ppt S)(1 + aC_ppt C)]
  out->threshold =
      k->PPT0 * (1.0 + k->aO_ppt * o) / ((1.0 + k->aS_ppt * y->sensitisation) * (1.0 + k->aC_ppt * y->central));
  // [nerve 21] x = xm + xp + src + w_E E + w_a (acid - a0)+, xm = w_m load (1 + k_S_noc S), xp = w_p duty (p_pk/PPT)^2
  kn_f xm = k->w_m * u->load * (1.0 + k->k_S_noc * y->sensitisation);
  kn_f xp = k->w_p * u->drive.duty * kn_sq(u->drive.peak / out->threshold);
  kn_f rest = xm + u->source + k->w_E * u->oedema + k->w_a * kn_pos(out->acid - k->a0, k->e_a), x = rest + xp;
  out->nociception = kn_hill2(x, kn_num(1.0));
  // [J3] d = r_C(x) - r_C(x - xp): the nociception that the hand evokes
  out->evoked = out->nociception - kn_hill2(rest, kn_num(1.0));
  out->transmission = kn_nerve_gate(k, u, y, x, xm + xp);
  out->pain = kn_nerve_pain(k, out->transmission);
  // [nerve 31] Al = A + xA X
  out->effort = y->tone + k->xA * y->contracture;
  // [nerve 37] tol = 1/(1 + r_tol (S + 2 T_c)) (Weppler & Magnusson 2010)
  out->tolerance = 1.0 / (1.0 + k->r_tol * (y->sensitisation + 2.0 * out->transmission));
}

static inline void kn_nerve(const kn_nerve_par *k, const kn_nerve_in *u, const kn_nerve_state *y, const kn_nerve_out *s,
                            kn_nerve_rates *r) {
  kn_f acid = kn_pos(s->acid - k->a0, k->e_a), q = u->drive.q, o = u->descending - u->descending_rest;
  // [nerve 23] G' = k_G NF D/(K_GD + D)/(1 + k_QG Q)(1 - cox) + k_GX (acid - a0)+ - mu_Gn G
  r->ngf.make = k->k_G * u->nfkb * kn_hill1(u->debris, k->K_GD) / (1.0 + k->k_QG * u->mechano) * (1.0 - u->cox_block) +
                k->k_GX * acid;
  r->ngf.lose = k->mu_Gn;
  // [nerve 24] S' = [k_SG G + k_ST (TNF-1)+ + k_Sa (acid - a0)+ + k_SZ zl](1 - S/S_max) - S/tau_S
  r->sensitisation.make = k->k_SG * y->ngf + k->k_ST * u->tnf + k->k_Sa * acid + k->k_SZ * u->sleep_loss;
  r->sensitisation.lose = r->sensitisation.make / k->S_max + 1.0 / k->tau_S;
  // [nerve 28] C' = [g_C h(T_c; th_C, n_C)(1 - C) - C (1 + r_OC (O - O0)+)]/tau_C
  r->central.make = k->g_C * kn_hill(s->transmission, k->th_C, k->n_C) / k->tau_C;
  r->central.lose = r->central.make + (1.0 + k->r_OC * kn_pos(o, k->e_O)) / k->tau_C;
  // [J7] A' = (A_inf - A)/tau_A, A_inf = [A_r (1 + w_Ms (Ms - 1)) + k_AT h(T_c; 0.35, 2) + k_Al (load - 1)] H_red
  kn_f tone = (k->A_r * (1.0 + u->tone_share * (u->tone_drive - 1.0)) + k->k_AT * kn_hill2(s->transmission, k->T_A) +
               k->k_Al * (u->load - 1.0)) *
              u->drive.h_reflex;
  r->tone.make = kn_pos(tone, k->e_A) / k->tau_A;
  r->tone.lose = 1.0 / k->tau_A;
  // [nerve 33] X' = [k_X h(A; A_X, 2) + k_Xe h(acid; K_Xe, 3)](1 - X) - (mu_X + c_X q) X
  r->contracture.make = k->k_X * kn_hill2(y->tone, k->A_X) + k->k_Xe * kn_hill(s->acid, k->K_Xe, k->n_Xe);
  r->contracture.lose = r->contracture.make + k->mu_X + k->c_X * q;
  // [nerve 34] ATP' = k_ap b o2 (1 - comp)(1 - ATP) - k_au (0.05 + Al) ATP, comp = h(Al; A_occ, n_occ)
  r->atp.make = k->k_ap * (1.0 + k->c_flow * (u->flow - 1.0)) * (1.0 - kn_hill(s->effort, k->A_occ, k->n_occ));
  r->atp.lose = r->atp.make + k->k_au * (k->A_b + s->effort);
  // [nerve 35] Z' = k_Z q (1 - Z) - Z/tau_Z
  r->thixotropy.make = k->k_Z * q;
  r->thixotropy.lose = r->thixotropy.make + 1.0 / k->tau_Z;
}

// repair.rhs.h -- inflammation and repair of one region. Tags [repair n] are the equations of docs/theory/repair.md.
// Structures from Reynolds 2006, Dunster 2014 (debris, neutrophils, macrophages) and Arnold 2007 (M1 -> M2 switch);
// every rate is our calibration (repair.def). Own units nowhere: all values are SI or relative to baseline.
#pragma once
#include "../lane/table.h"

typedef struct kn_repair_par {
#define KN_PARAM KN_MEMBER_PARAM
#include "repair.def"
} kn_repair_par;
typedef struct kn_repair_state {
#define KN_STATE KN_MEMBER_STATE
#include "repair.def"
} kn_repair_state;
typedef struct kn_repair_rates {
#define KN_STATE KN_MEMBER_RATE
#include "repair.def"
} kn_repair_rates;

// What one session block does to this region; constant while the block lasts.
typedef struct kn_repair_drive {
  kn_f pump;   // squeeze pump, 0-1
  kn_f drain;  // what strokes make lymph carry beyond rest, 1 = what drains at c_E
  kn_f q;      // mechanotransduction drive, 0-1
  kn_f bruise; // debris made by bruising pressure, 1/s
} kn_repair_drive;

// What reaches the room from the others.
typedef struct kn_repair_in {
  kn_repair_drive drive;
  kn_f injury_debris, injury_force; // jD, jL: an injury's rates, 1/s
  kn_f stress;                      // s: bodily stress, 0.2 = healthy
  kn_f nociception;                 // r_C: C-fibre rate, 0-1
  kn_f ischaemic_contracture;       // X * acid, 0-1
  kn_f flow;                        // b: blood flow relative to rest, > 0
  kn_f cortisol_brake;              // NF-kB drive is multiplied by this, 1 = usual cortisol
} kn_repair_in;

typedef struct kn_repair_out {
  kn_f nfkb;       // NF: NF-kB activity, 0-1
  kn_f neurogenic; // r_n: neurogenic drive above rest
} kn_repair_out;

// p: pressure in the muscle, mean over the loaded half cycle (Pa); f: loadings a second at the point (Hz);
// duty: share of the session spent on this region; lymph: flow of lymph while it is worked on, 1 = rest (flow F7); bruise:
// debris made per second under the hand (tissue), 1/s
static inline kn_repair_drive kn_repair_session(const kn_repair_par *k, kn_f p, kn_f f, kn_f duty, kn_f lymph,
                                                kn_f bruise) {
  kn_repair_drive d;
  // [repair 1] pump = duty h(p; p_pump, n_pump) h(f; f_pump, 1)
  d.pump = duty * kn_hill(p, k->p_pump, k->n_pump) * kn_hill1(f, k->f_pump);
  // [repair 17] drain = duty [J_l - 1]+/J_E: what is carried beyond rest is taken from the swelling
  d.drain = duty * kn_max(lymph - 1.0, kn_num(0.0)) / k->J_E;
  // [repair 2] q = duty h(p; p_q, n_q) h(f; f_q, 1) / (1 + (p/p_qmax)^4): a window of pressure (Seo 2021)
  d.q = duty * kn_hill(p, k->p_q, k->n_q) * kn_hill1(f, k->f_q) / (1.0 + kn_sq(kn_sq(p / k->p_qmax)));
  // [repair 3] the damage rate is the tissue's (one threshold, owned there)
  d.bruise = duty * bruise;
  return d;
}

static inline void kn_repair(const kn_repair_par *k, const kn_repair_in *u, const kn_repair_state *y,
                             kn_repair_rates *r, kn_repair_out *out) {
  kn_f D = y->debris, N = y->neutrophils, M1 = y->m1, M2 = y->m2, Q = y->mechano, pump = u->drive.pump;
  kn_f tnf = kn_pos(y->tnf - 1.0, k->e_cyt), il6 = kn_pos(y->il6 - 1.0, k->e_cyt);
  kn_f il10 = kn_pos(y->il10 - 1.0, k->e_cyt), tgf = kn_pos(y->tgf - 1.0, k->e_cyt);
  kn_f rn = kn_pos(u->nociception - k->r_ng, k->e_ng);

  // [repair 4] NF-kB: NF = u^2/(K_NF^2 + u^2), u = cortisol brake [aD D + aN N + aM M1 + aT (TNF-1)+ + aS (s-0.2)+ +
  //            ang r_n] / [(1 + k_QNF Q)(1 + k_10NF (IL10-1)+)]
  kn_f drive =
      (k->aD * D + k->aN * N + k->aM * M1 + k->aT * tnf + k->aS * kn_pos(u->stress - k->s_h, k->e_s) + k->ang * rn) *
      u->cortisol_brake / ((1.0 + k->k_QNF * Q) * (1.0 + k->k_10NF * il10));
  kn_f NF = kn_hill2(drive, k->K_NF);
  kn_f burst = kn_hill2(N, k->K_ros); // oxidative burst of neutrophils

  // [repair 5] D' = jD + dam + k_ros h(N; K_ros, 2) + k_Dx X acid - (k_D0 + k_DN N + k_DM M1 + k_DM2 M2) D
  r->debris.make = u->injury_debris + u->drive.bruise + k->k_ros * burst + k->k_Dx * u->ischaemic_contracture;
  r->debris.lose = k->k_D0 + k->k_DN * N + k->k_DM * M1 + k->k_DM2 * M2;

  // [repair 6] L' = (jL + 0.3 dam + k_Lros h)(1-L) - L [k_L0 (1 + k_QL Q) + k_LS SC]/(1 + N/K_NL)
  r->force_deficit.make = u->injury_force + k->y_Lb * u->drive.bruise + k->k_Lros * burst;
  r->force_deficit.lose =
      r->force_deficit.make + (k->k_L0 * (1.0 + k->k_QL * Q) + k->k_LS * y->satellite) / (1.0 + N / k->K_NL);

  // [repair 7] N' = k_N D/(1+D) b^1/4 / [(1 + k_QN Q)(1 + 0.2 K10N (IL10-1)+)] - (mu_N + c_N pump) N
  r->neutrophils.make =
      k->k_N * D / (1.0 + D) * kn_pow(u->flow, k->n_bN) / ((1.0 + k->k_QN * Q) * (1.0 + k->K10N * k->g_10N * il10));
  r->neutrophils.lose = k->mu_N + k->c_N * pump;

  // [repair 8] M1' = (k_M1N N + k_M1D D + k_M1ng r_n)/(1 + k_QN Q/2) - (mu_M1 + conv + c_M pump) M1,
  //            conv = k_12 (1 + i12 x/(1+x)), x = (IL10-1)+
  kn_f convert = k->k_12 * (1.0 + k->i12 * il10 / (1.0 + il10));
  r->m1.make = (k->k_M1N * N + k->k_M1D * D + k->k_M1ng * rn) / (1.0 + k->g_M1Q * k->k_QN * Q);
  r->m1.lose = k->mu_M1 + convert + k->c_M * pump;

  // [repair 9] M2' = y_M2 conv M1 (1 + 0.3 Q) - mu_M2 M2
  r->m2.make = k->y_M2 * convert * M1 * (1.0 + k->g_M2Q * Q);
  r->m2.lose = k->mu_M2;

  // [repair 10] TNF' = mu_T (1 - TNF) + k_T NF - c_cyt pump (TNF-1)+
  r->tnf.make = k->mu_T + k->k_T * NF;
  r->tnf.lose = k->mu_T + k->c_cyt * pump * tnf / y->tnf;
  // [repair 11] IL6' = mu_6 (1 - IL6) + k_6 NF + k_6D D^2/(0.6 + D^2)/(1 + k_QNF Q) - c_cyt pump (IL6-1)+
  r->il6.make = k->mu_6 + k->k_6 * NF + k->k_6D * D * D / (k->K_6D + D * D) / (1.0 + k->k_QNF * Q);
  r->il6.lose = k->mu_6 + k->c_cyt * pump * il6 / y->il6;
  // [repair 12] IL10' = mu_10 (1 - IL10) + k_10M M2 + k_106 (IL6-1)+ - c_cyt pump (IL10-1)+
  r->il10.make = k->mu_10 + k->k_10M * M2 + k->k_106 * il6;
  r->il10.lose = k->mu_10 + k->c_cyt * pump * il10 / y->il10;
  // [repair 13] TGF' = mu_G (1 - TGF) + k_GM2 M2 + k_GM1 M1
  r->tgf.make = k->mu_G + k->k_GM2 * M2 + k->k_GM1 * M1;
  r->tgf.lose = k->mu_G;

  // [repair 14] SC' = k_S M1 (1 + Q/2)(1 + 0.3 y/(1+y)) - (mu_SC + k_SM2 M2) SC, y = (IL6-1)+
  r->satellite.make = k->k_S * M1 * (1.0 + k->g_SQ * Q) * (1.0 + k->g_S6 * il6 / (1.0 + il6));
  r->satellite.lose = k->mu_SC + k->k_SM2 * M2;
  // [repair 15] FB' = k_F (TGF-1)+ - mu_F (1 + k_FT (TNF-1)+) FB
  r->fibroblasts.make = k->k_F * tgf;
  r->fibroblasts.lose = k->mu_F * (1.0 + k->k_FT * tnf);
  // [repair 16] COL' = k_C FB - COL/tau_COL (1 + k_QC Q)
  r->collagen.make = k->k_C * y->fibroblasts;
  r->collagen.lose = (1.0 + k->k_QC * Q) / k->tau_COL;
  // [repair 17] E' = k_E z/(1+z) + k_EM (M1 + 0.2 M2) + ng_E r_n - (mu_E + c_E drain) E, z = (TNF-1)+
  r->oedema.make = k->k_E * tnf / (1.0 + tnf) + k->k_EM * (M1 + k->g_EM2 * M2) + k->ng_E * rn;
  r->oedema.lose = k->mu_E + k->c_E * u->drive.drain;
  // [repair 18] Q_m' = k_Q q (1 - Q_m) - Q_m/tau_Q
  r->mechano.make = k->k_Q * u->drive.q;
  r->mechano.lose = r->mechano.make + 1.0 / k->tau_Q;

  out->nfkb = NF;
  out->neurogenic = rn;
}

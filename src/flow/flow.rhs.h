// flow.rhs.h -- blood flow and heat of one region. Tags [Gn] [Hn] [In] as in docs/theory/flow.md.
// Touch clock: a Starling resistor with a compressible store (kn_flow_cell), run through a stroke's cycle until it
// repeats. Session clock: flow follows the cycle's mean; two nodes of Pennes' heat balance.
#pragma once
#include "../lane/table.h"

typedef struct kn_flow_par {
#define KN_PARAM KN_MEMBER_PARAM
#include "flow.def"
} kn_flow_par;
typedef struct kn_flow_state {
#define KN_STATE KN_MEMBER_STATE
#include "flow.def"
} kn_flow_state;
typedef struct kn_flow_rates {
#define KN_STATE KN_MEMBER_RATE
#include "flow.def"
} kn_flow_rates;

// ---- touch clock ----
typedef struct kn_flow_cell {
  kn_f v; // volume of the store, 1 = rest
  kn_f g; // arteriolar conductance, 1 = rest
  kn_f M; // metabolic debt, 0-1
  kn_f N; // shear-released nitric oxide
  kn_f H; // mediators released by pressure, 0-1
  kn_f O; // oxygen, 1 = rest
} kn_flow_cell;
// What tells skin from muscle
typedef struct kn_flow_kind {
  kn_f V_0; // resting volume / flow, s
  kn_f a_M, a_my, a_H;
  kn_f tau_M, tau_w; // s
} kn_flow_kind;

static inline kn_flow_kind kn_flow_skin(const kn_flow_par *k) {
  kn_flow_kind c = {k->V_s, k->a_M, k->a_my, k->a_H, k->tau_M, k->tau_w};
  return c;
}
static inline kn_flow_kind kn_flow_muscle(const kn_flow_par *k) {
  kn_flow_kind c = {k->V_m, k->a_M_m, k->a_my_m, 0.0 * k->a_H, k->c_m * k->tau_M, k->c_m * k->tau_w};
  return c;
}

// Rates of the cell (1/s) under interstitial pressure p (Pa above rest); returns the inflow q_in, 1 = rest.
static inline kn_f kn_flow_cell_rates(const kn_flow_par *k, const kn_flow_kind *c, kn_f p, const kn_flow_cell *y,
                                      kn_flow_cell *r) {
  kn_f zero = kn_num(0.0), one = kn_num(1.0);
  // [G1] P_tm = P_tm0 + s_v ln v, P_1 = p_i + P_tm
  kn_f P1 = p + k->P_1r + k->s_v * kn_log(y->v);
  // [G2] c = logistic((mean arteriolar pressure - p_i - P_cl)/w_cl), 1 at rest
  kn_f Pam = 0.5 * (k->P_a + P1) - p, Pam0 = 0.5 * (k->P_a + k->P_1r);
  kn_f open = kn_logistic((Pam - k->P_cl) / k->w_cl) / kn_logistic((Pam0 - k->P_cl) / k->w_cl);
  // [G3] q_in = [P_a - P_1]+/(P_a - P_1r) g c      [G4] q_out = [P_1 - P_v]+/(P_1r - P_v) v^2
  kn_f q_in = kn_max((k->P_a - P1) / (k->P_a - k->P_1r), zero) * y->g * open;
  kn_f q_out = kn_max((P1 - k->P_v) / (k->P_1r - k->P_v), zero) * y->v * y->v;
  // [G5] dv/dt = (q_in - q_out)/V_0
  r->v = (q_in - q_out) / c->V_0;
  // [G6] s = a_M M + a_my clamp(1 - P_am/P_am0, +-1) + a_N N + a_H H;
  //      g* = 1 + (g_max - 1) tanh(s/(g_max - 1)) for s > 0, e^s for s < 0; dg/dt = (g* - g)/tau_o or tau_c
  kn_f s = c->a_M * y->M + c->a_my * kn_max(kn_min(1.0 - Pam / Pam0, one), -one) + k->a_N * y->N + c->a_H * y->H;
  kn_f target = kn_sel(kn_lt(zero, s), 1.0 + (k->g_max - 1.0) * kn_tanh(s / (k->g_max - 1.0)), kn_exp(kn_min(s, zero)));
  r->g = (target - y->g) / kn_sel(kn_lt(y->g, target), k->tau_o, k->tau_c);
  // [G7] dM/dt = delta (1 - M)/tau_M - (1 - delta) M (1/2 + q_in/2)/tau_w, delta = [1 - O]+
  kn_f delta = kn_max(1.0 - y->O, zero);
  r->M = delta * (1.0 - y->M) / c->tau_M - (1.0 - delta) * y->M * (k->c_wash + (1.0 - k->c_wash) * q_in) / c->tau_w;
  // [G8] dN/dt = [(q_in - 1) - N]/tau_N
  r->N = (q_in - 1.0 - y->N) / k->tau_N;
  // [G9] dH/dt = [p - p_th]+/p_H (1 - H)/tau_Hon - H/tau_Hoff
  r->H = kn_max((p - k->p_th) / k->p_H, zero) * (1.0 - y->H) / k->tau_Hon - y->H / k->tau_Hoff;
  // [H4] dO/dt = (q (1.3 - O)/0.3 - 1.05 O/(O + 0.05))/tau_O
  r->O = (q_in * (k->O_sup - y->O) / k->O_gap - (1.0 + k->O_half) * kn_hill1(y->O, k->O_half)) / k->tau_O2;
  return q_in;
}

// ---- session clock ----
// What one session block does to this region; constant while the block lasts.
typedef struct kn_flow_drive {
  kn_f skin, muscle; // flow that the strokes hold up, mean over their cycle, 1 = rest
  kn_f contact;      // share of the time under a hand, 0-1
  kn_f heat;         // friction heat, W/m2, mean over the session
} kn_flow_drive;

static inline void kn_flow(const kn_flow_par *k, const kn_flow_drive *u, const kn_flow_state *y, kn_flow_rates *r) {
  // [G13] q' = (q* - q)/tau_q: flow follows the mean of the stroke's cycle
  r->skin_flow.make = u->skin / k->tau_qs;
  r->skin_flow.lose = 1.0 / k->tau_qs;
  r->muscle_flow.make = u->muscle / k->tau_qm;
  r->muscle_flow.lose = 1.0 / k->tau_qm;
  // [I1] [I2] C_s T_s' = q_f + chi h_c (T_hand - T_s) + (1 - chi) h_0 (T_room - T_s) + B_s q_s (T_a - T_s)
  //                      + U_sm (T_m - T_s) + M_s
  kn_f hand = u->contact * k->h_c, room = (1.0 - u->contact) * k->h_0, blood = k->B_s * y->skin_flow;
  r->skin_temperature.make =
      (u->heat + hand * k->T_hand + room * k->T_room + blood * k->T_a + k->U_sm * y->muscle_temperature + k->M_s) /
      k->C_s;
  r->skin_temperature.lose = (hand + room + blood + k->U_sm) / k->C_s;
  // [I1] [I3] C_m T_m' = B_m q_m (T_a - T_m) + U_sm (T_s - T_m) + U_mc (T_a - T_m) + M_m
  kn_f deep = k->B_m * y->muscle_flow + k->U_mc;
  r->muscle_temperature.make = (deep * k->T_a + k->U_sm * y->skin_temperature + k->M_m) / k->C_m;
  r->muscle_temperature.lose = (deep + k->U_sm) / k->C_m;
}

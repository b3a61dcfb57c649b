// flow.rhs.h -- blood flow and heat of one region. Tags [Gn] [Hn] [In] as in docs/theory/flow.md.
// Here the parameters and the session clock: flow follows the cycle's mean; two nodes of Pennes' heat balance. The
// touch clock's equations: cell.rhs.h (vessels), oxygen.rhs.h, lymph.rhs.h, layer.rhs.h (fluid and heat of a layer).
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

#include "cell.rhs.h"
#include "oxygen.rhs.h"
#include "lymph.rhs.h"
#include "layer.rhs.h"

// ---- session clock ----
// What one session block does to this region; constant while the block lasts.
typedef struct kn_flow_drive {
  kn_f skin, muscle; // flow that the strokes hold up, mean over their cycle, 1 = rest
  kn_f contact;      // share of the time under a hand, 0-1
  kn_f heat;         // friction heat, W/m2, mean over the session
  kn_f lymph;        // leaves the region, mean over their cycle, 1 = rest
  kn_f lactate;      // made in the muscle, mol/m3/s
} kn_flow_drive;

// Nobody's hands, no work
static inline kn_flow_drive kn_flow_left_alone(const kn_flow_par *k) {
  kn_f one = kn_num(1.0), zero = kn_num(0.0);
  kn_flow_drive u = {one, one, zero, 0.0 * k->M_s, one, kn_flow_lactate_made(k, one)};
  return u;
}
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
  // [H3] of the muscle: the strokes' cycle says what is made, the session's flow carries it away
  r->lactate.make = u->lactate + k->w_L * y->muscle_flow * k->L_a;
  r->lactate.lose = k->k_ox + k->w_L * y->muscle_flow;
}

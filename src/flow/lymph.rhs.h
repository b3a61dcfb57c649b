// lymph.rhs.h -- capillaries filter, initial lymphatics take up, collectors pump. Included by flow.rhs.h.
#pragma once

// [F4] J_v = L_pS [(P_c - p_i) - sigma (pi_c - pi_i)], 1/s: volume a volume of tissue. P_c, p: Pa, p above rest.
static inline kn_f kn_flow_filtered(const kn_flow_par *k, kn_f P_c, kn_f p) {
  return k->L_pS * (P_c - (k->p_i0 + p) - k->sigma_p * (k->pi_p - k->pi_i));
}

// Volumes in units of the filled initial lymphatics, whose resting flow fills them once in T_l
typedef struct kn_flow_lymph {
  kn_f v; // initial lymphatics
  kn_f c; // collector, above rest
} kn_flow_lymph;
typedef struct kn_flow_valves {
  kn_f in, out;  // [F5] volumes to which the inlet fills and the outlet empties
  kn_f pump, by; // leaves the collector: by its own pump, by itself; 1/s
} kn_flow_valves;

static inline kn_flow_lymph kn_flow_lymph_rest(const kn_flow_par *k) {
  kn_flow_lymph y = {1.0 - k->tau_lf / k->T_l, kn_num(0.0)};
  return y;
}
// load: pressure from outside on the vessels; swell: pressure of the fluid beyond that load; both Pa above rest.
static inline kn_flow_valves kn_flow_valves_at(const kn_flow_par *k, kn_f load, kn_f swell, kn_f c) {
  kn_flow_valves f;
  // [F5] a loaded vessel holds e^(-p/p_e) of its volume, so e(p) = 1 - e^(-p/p_e) is ejected. The outlet empties it
  //      further by suction: s = s_0 + (swell - P_col)/p_e, with s_0 such that rest carries the resting flow.
  kn_f suction = (swell - k->s_lc * c) / k->p_e;
  f.in = kn_exp((swell - load) / k->p_e);
  f.out = f.in * (1.0 - (k->tau_lf + k->tau_lo) / k->T_l) * kn_exp(-suction);
  // [F6] f_l = clamp(1 + a_f P_col/p_f, 0, f_max)/(1 + q_passive/q_N)
  f.by = kn_flow_over(c / k->tau_lc);
  kn_f stretch = kn_min(kn_max(1.0 + k->a_f * k->s_lc * c / k->p_f, kn_num(0.0)), k->f_l);
  f.pump = stretch / (1.0 + f.by * k->T_l / k->q_Nl) / k->T_l;
  return f;
}
// [F5] dv/dt = [v_in - v]+/tau_f - [v - v_out]+/tau_o; dc/dt = q_o - pump - passive. Returns [F7] what leaves the region,
// 1 = rest.
static inline kn_f kn_flow_lymph_rates(const kn_flow_par *k, kn_f load, kn_f swell, const kn_flow_lymph *y,
                                       kn_flow_lymph *r) {
  kn_flow_valves f = kn_flow_valves_at(k, load, swell, y->c);
  kn_f q_f = kn_flow_over((f.in - y->v) / k->tau_lf), q_o = kn_flow_over((y->v - f.out) / k->tau_lo);
  r->v = q_f - q_o;
  r->c = q_o - f.pump - f.by;
  return (f.pump + f.by) * k->T_l;
}
// [F7] uptake beyond that of rest of a slice whose lymphatics carry J_l (1 = rest), 1/s: rest takes up what rest filters
static inline kn_f kn_flow_uptake(const kn_flow_par *k, kn_f J_l) {
  return kn_flow_filtered(k, k->P_1r, 0.0 * k->P_1r) * (J_l - 1.0);
}

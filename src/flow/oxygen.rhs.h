// oxygen.rhs.h -- oxygen around a capillary and the lactate of a tissue. Included by flow.rhs.h.
#pragma once

// [H3] lactate: what is made without oxygen, what is used up where it is, what blood carries away; rest is L_0 exactly:
//      dL/dt = G_L (h(O) - h(1)) + k_ox (L_0 - L) + w_L [q (L_a - L) - (L_a - L_0)], h(O) = O_h/(O + O_h); mol/m3/s
static inline kn_f kn_flow_lactate_made(const kn_flow_par *k, kn_f O) {
  return k->G_L * (kn_hill1(k->O_h, O) - kn_hill1(k->O_h, kn_num(1.0))) + k->k_ox * k->L_0 + k->w_L * (k->L_0 - k->L_a);
}
static inline kn_f kn_flow_lactate_rate(const kn_flow_par *k, kn_f O, kn_f q, kn_f L) {
  return kn_flow_lactate_made(k, O) - k->k_ox * L + k->w_L * q * (k->L_a - L);
}
// where it settles under a mean flow and a mean rate of making
static inline kn_f kn_flow_lactate_settled(const kn_flow_par *k, kn_f made, kn_f q) {
  return (made + k->w_L * q * k->L_a) / (k->k_ox + k->w_L * q);
}

// [H5] Krogh's cylinder at `fold` times resting consumption M: P(r) - P_c = (M/4K)(r^2 - r_c^2) - (M R^2/2K) ln(r/r_c), Pa
static inline kn_f kn_flow_krogh(const kn_flow_par *k, kn_f fold, kn_f r) {
  kn_f M = fold * k->M_O, R2 = k->R_O * k->R_O, c2 = k->r_O * k->r_O;
  return M / (4.0 * k->K_O) * (r * r - c2) - M * R2 / (2.0 * k->K_O) * kn_log(r / k->r_O);
}
// its mean over the tissue: (M/8K)(R^2 - r_c^2) - (M R^2/2K)[R^2 ln(R/r_c)/(R^2 - r_c^2) - 1/2], Pa; PS = M/-mean
static inline kn_f kn_flow_krogh_mean(const kn_flow_par *k, kn_f fold) {
  kn_f M = fold * k->M_O, R2 = k->R_O * k->R_O, c2 = k->r_O * k->r_O;
  return M / (8.0 * k->K_O) * (R2 - c2) - M * R2 / (2.0 * k->K_O) * (R2 / (R2 - c2) * kn_log(k->R_O / k->r_O) - 0.5);
}
// consumption, rest = 1, that a capillary at P_c (Pa) can just feed up to the rim
static inline kn_f kn_flow_krogh_critical(const kn_flow_par *k, kn_f P_c) {
  return -P_c / kn_flow_krogh(k, kn_num(1.0), k->R_O);
}

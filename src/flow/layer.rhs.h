// layer.rhs.h -- what a layer is to fluid and heat, and what its surface exchanges. Included by flow.rhs.h.
#pragma once

typedef struct kn_flow_layer {
  kn_f kappa;     // m4/N/s
  kn_f H;         // drained modulus, Pa
  kn_f exponent;  // skin: of permeability with lost volume
  kn_f k, rc;     // W/m/K, J/m3/K
  kn_f omega, qm; // 1/s, W/m3
} kn_flow_layer;
enum { KN_FLOW_SKIN, KN_FLOW_FAT, KN_FLOW_MUSCLE, KN_FLOW_LAYERS };
static inline kn_flow_layer kn_flow_layer_of(const kn_flow_par *k, int layer) {
  kn_flow_layer skin = {k->kap_s, k->H_s, k->m_k, k->k_hs, k->rc_s, k->w_hs, k->m_hs};
  kn_flow_layer fat = {k->kap_f, k->H_f, 0.0 * k->m_k, k->k_hf, k->rc_f, k->w_hf, k->m_hf};
  kn_flow_layer muscle = {k->kap_m, k->H_m, 0.0 * k->m_k, k->k_hm, k->rc_m, k->w_hm, k->m_hm};
  return layer == KN_FLOW_SKIN ? skin : layer == KN_FLOW_FAT ? fat : muscle;
}

// [F2] eps = S (p_u - p~): volume of fluid lost, S = 1/H
static inline kn_f kn_flow_lost(const kn_flow_layer *l, kn_f undrained, kn_f p) { return (undrained - p) / l->H; }
// [F3] skin kappa_0 e^(-m eps); fat and muscle kappa_0 (phi/phi_0)^alpha e^(M (J^2 - 1)/2), J = 1 - eps, m4/N/s
static inline kn_f kn_flow_permeability(const kn_flow_par *k, int layer, const kn_flow_layer *l, kn_f lost) {
  if (layer == KN_FLOW_SKIN) return l->kappa * kn_exp(-l->exponent * kn_abs(lost));
  kn_f J = 1.0 - lost, share = (J - 1.0 + k->phi_k) / (k->phi_k * J);
  return l->kappa * kn_pow(kn_max(share, kn_num(1e-3)), k->al_k) * kn_exp(0.5 * k->M_k * (J * J - 1.0));
}

// [I1] a slice of thickness dz: half of its resistance, K m2/W, and its heat capacity, J/m2/K
static inline kn_f kn_flow_half(const kn_flow_layer *l, kn_f dz) { return 0.5 * dz / l->k; }
static inline kn_f kn_flow_capacity(const kn_flow_layer *l, kn_f dz) { return l->rc * dz; }
// [I1] metabolic heat q_m Q10^((T - T_Q)/10 K), W/m3
static inline kn_f kn_flow_metabolic(const kn_flow_par *k, const kn_flow_layer *l, kn_f T) {
  return l->qm * kn_pow(k->Q_10, (T - k->T_Q) / k->w_Q);
}
// its slope with temperature, W/m3/K
static inline kn_f kn_flow_metabolic_slope(const kn_flow_par *k, const kn_flow_layer *l, kn_f T) {
  return kn_flow_metabolic(k, l, T) * kn_log(k->Q_10) / k->w_Q;
}
// [I1] what perfusion q (1 = rest) carries for each kelvin: rho_b c_b omega q, W/m3/K
static inline kn_f kn_flow_perfusion(const kn_flow_par *k, const kn_flow_layer *l, kn_f q) {
  return k->rc_b * l->omega * q;
}
// [I2] the surface as one conductance to one temperature: q_f + chi h_c (T_hand - T) + (1 - chi) h_0 (T_room - T)
typedef struct kn_flow_surface {
  kn_f U, T; // W/m2/K, K
  kn_f heat; // W/m2
} kn_flow_surface;
static inline kn_flow_surface kn_flow_surface_of(const kn_flow_par *k, kn_f contact, kn_f heat) {
  kn_f hand = contact * k->h_c, room = (1.0 - contact) * k->h_0;
  kn_flow_surface s = {hand + room, (hand * k->T_hand + room * k->T_room) / (hand + room), heat};
  return s;
}

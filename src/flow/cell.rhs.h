// cell.rhs.h -- a vascular cell on the touch clock: a Starling resistor with a compressible store, what opens its
// arterioles, and its oxygen. Included by flow.rhs.h. Tags [Gn] [H4] as in docs/theory/flow.md.
#pragma once

typedef struct kn_flow_cell {
  kn_f v; // volume of the store, 1 = rest
  kn_f g; // arteriolar conductance, 1 = rest
  kn_f M; // metabolic debt, 0-1
  kn_f N; // shear-released nitric oxide
  kn_f H; // mediators released by pressure, 0-1
  kn_f X; // axon reflex, 0-1
  kn_f O; // oxygen, 1 = rest
} kn_flow_cell;
// What tells skin from muscle
typedef struct kn_flow_kind {
  kn_f V_0; // resting volume / flow, s
  kn_f a_M, a_my, a_H, a_X;
  kn_f tau_M, tau_w; // s
  kn_f T_0;          // K
  kn_f open;         // of G2 at rest
} kn_flow_kind;
// What surrounds the cell at one moment
typedef struct kn_flow_around {
  kn_f p;           // interstitial pressure above rest, Pa
  kn_f shear;       // shear stress on the skin above it, Pa
  kn_f temperature; // of the tissue, K
  kn_f tone;        // logarithm of sympathetic tone, 0 = rest
  kn_f feed;        // arterial pressure that feeds it, Pa
} kn_flow_around;
typedef struct kn_flow_through {
  kn_f in, out; // flow into and out of the store, 1 = resting flow
  kn_f P;       // pressure in capillaries and venules, Pa above the resting tissue's
  kn_f lose;    // rate at which the store loses itself: out = lose v V_0, 1/s
} kn_flow_through;

static inline kn_f kn_flow_open(const kn_flow_par *k, kn_f Pam) { return kn_logistic((Pam - k->P_cl) / k->w_cl); }
static inline kn_flow_kind kn_flow_skin(const kn_flow_par *k) {
  kn_f open = kn_flow_open(k, 0.5 * (k->P_a + k->P_1r));
  kn_flow_kind c = {k->V_s, k->a_M, k->a_my, k->a_H, k->a_X, k->tau_M, k->tau_w, k->T_0s, open};
  return c;
}
// No mediators of pressure and no axon reflex in muscle
static inline kn_flow_kind kn_flow_muscle(const kn_flow_par *k) {
  kn_flow_kind c = kn_flow_skin(k);
  c.V_0 = k->V_m;
  c.a_M = k->a_M_m;
  c.a_my = k->a_my_m;
  c.a_H = 0.0 * k->a_H;
  c.a_X = 0.0 * k->a_X;
  c.tau_M = k->c_m * k->tau_M;
  c.tau_w = k->c_m * k->tau_w;
  c.T_0 = k->T_0m;
  return c;
}
static inline kn_flow_cell kn_flow_rest(void) {
  kn_f zero = kn_num(0.0), one = kn_num(1.0);
  kn_flow_cell y = {one, one, zero, zero, zero, zero, one};
  return y;
}
// Nothing but a pressure
static inline kn_flow_around kn_flow_calm(const kn_flow_par *k, const kn_flow_kind *c, kn_f p) {
  kn_flow_around u = {p, 0.0 * p, c->T_0, kn_num(0.0), k->P_a};
  return u;
}
// Beyond a cuff that stops the artery the arteries empty into the veins until all stands at the mean filling pressure:
// then nothing flows in or out.
static inline kn_flow_around kn_flow_cuffed(const kn_flow_par *k, const kn_flow_kind *c) {
  kn_flow_around u = kn_flow_calm(k, c, 0.0 * k->P_a);
  u.feed = k->P_stop;
  return u;
}

static inline kn_f kn_flow_over(kn_f x) { return kn_max(x, 0.0 * kn_abs(x)); } // [x]+, of any unit

// Rates of the cell, 1/s
static inline kn_flow_through kn_flow_cell_rates(const kn_flow_par *k, const kn_flow_kind *c, const kn_flow_around *u,
                                                 const kn_flow_cell *y, kn_flow_cell *r) {
  kn_f zero = kn_num(0.0), one = kn_num(1.0);
  kn_flow_through t;
  // [G1] P_tm = P_tm0 + s_v ln v, P_1 = p_i + P_tm
  kn_f P1 = u->p + k->P_1r + k->s_v * kn_log(y->v);
  // [G2] c = logistic((mean arteriolar pressure - p_i - P_cl)/w_cl), 1 at rest; [G12] P_a is the feeding pressure now
  kn_f Pam = 0.5 * (u->feed + P1) - u->p, Pam0 = 0.5 * (k->P_a + k->P_1r);
  kn_f open = kn_flow_open(k, Pam) / c->open;
  // [G3] q_in = [P_a - P_1]+/(P_a - P_1r) g c      [G4] q_out = [P_1 - P_v]+/(P_1r - P_v) v^2
  kn_f drain = kn_flow_over(P1 - k->P_v) / (k->P_1r - k->P_v) * y->v;
  t.in = kn_flow_over(u->feed - P1) / (k->P_a - k->P_1r) * y->g * open;
  t.out = drain * y->v;
  t.lose = drain / c->V_0;
  t.P = P1;
  // [G5] dv/dt = (q_in - q_out)/V_0
  r->v = (t.in - t.out) / c->V_0;
  // [G10] theta = min(e^((T - T_0)/w_T) - 1, theta_max): warm vessels open, cold ones close
  kn_f theta = kn_min(kn_exp((u->temperature - c->T_0) / k->w_T) - 1.0, k->theta_max);
  // [G6] s = a_M M + a_my clamp(1 - P_am/P_am0, +-1) + a_N N + a_H H + a_X X + a_T theta - a_S Sigma;
  //      g* = 1 + (g_max - 1) tanh(s/(g_max - 1)) for s > 0, e^s for s < 0; dg/dt = (g* - g)/tau_o or tau_c
  kn_f s = c->a_M * y->M + c->a_my * kn_max(kn_min(1.0 - Pam / Pam0, one), -one) + k->a_N * y->N + c->a_H * y->H +
           c->a_X * y->X + k->a_T * theta - k->a_S * u->tone;
  // one exponential serves both: tanh x = (1 - e^-2x)/(1 + e^-2x)
  kn_m opens = kn_lt(zero, s);
  kn_f most = k->g_max - 1.0, e = kn_exp(kn_sel(opens, -2.0 * (s / most), s));
  kn_f target = kn_sel(opens, 1.0 + most * ((1.0 - e) / (1.0 + e)), e);
  r->g = (target - y->g) / kn_sel(kn_lt(y->g, target), k->tau_o, k->tau_c);
  // [G7] dM/dt = delta (1 - M)/tau_M - (1 - delta) M (1/2 + q_in/2)/tau_w, delta = [1 - O]+
  kn_f delta = kn_max(1.0 - y->O, zero);
  r->M = delta * (1.0 - y->M) / c->tau_M - (1.0 - delta) * y->M * (k->c_wash + (1.0 - k->c_wash) * t.in) / c->tau_w;
  // [G8] dN/dt = [(q_in - 1) - N]/tau_N
  r->N = (t.in - 1.0 - y->N) / k->tau_N;
  // [G9] dH/dt = ([p - p_th]+ + c_rub |shear|)/p_H (1 - H)/tau_Hon - H/tau_Hoff
  kn_f rub = kn_abs(u->shear), release = (kn_flow_over(u->p - k->p_th) + k->c_rub * rub) / k->p_H;
  r->H = release * (1.0 - y->H) / k->tau_Hon - y->H / k->tau_Hoff;
  // [G9] X: dX/dt = ([T - T_X]+/w_X + [p + c_hurt |shear| - p_X]+/w_pX)(1 - X)/tau_Xon - X/tau_Xoff
  kn_f hurt = kn_flow_over(u->temperature - k->T_X) / k->w_X + kn_flow_over(u->p + k->c_hurt * rub - k->p_X) / k->w_pX;
  r->X = hurt * (1.0 - y->X) / k->tau_Xon - y->X / k->tau_Xoff;
  // [H4] dO/dt = (q (1.3 - O)/0.3 - 1.05 O/(O + 0.05))/tau_O
  r->O = (t.in * (k->O_sup - y->O) / k->O_gap - (1.0 + k->O_half) * kn_hill1(y->O, k->O_half)) / k->tau_O2;
  return t;
}

// (1 - e^-z)/z to its third power, and z times it always below 1
static inline kn_f kn_flow_fade(kn_f z) { return 1.0 / (1.0 + z * (0.5 + z * (1.0 / 12.0))); }
static inline void kn_flow_cell_go(const kn_flow_kind *c, const kn_flow_through *t, const kn_flow_cell *y,
                                   const kn_flow_cell *r, kn_f h, kn_flow_cell *out) {
  out->v = y->v + h * (t->in / c->V_0 - t->lose * y->v) * kn_flow_fade(h * t->lose);
  out->g = y->g + h * r->g;
  out->M = y->M + h * r->M;
  out->N = y->N + h * r->N;
  out->H = y->H + h * r->H;
  out->X = y->X + h * r->X;
  out->O = y->O + h * r->O;
}
// One explicit midpoint step of h seconds, at most 50 ms. The store, which a high pressure empties in milliseconds,
// goes by its exponential, so that its volume stays above 0. Returns the flow at the middle of the step.
static inline kn_flow_through kn_flow_cell_move(const kn_flow_par *k, const kn_flow_kind *c,
                                                const kn_flow_around *begin, const kn_flow_around *middle, kn_f h,
                                                kn_flow_cell *y) {
  kn_flow_cell r, half;
  kn_flow_through t = kn_flow_cell_rates(k, c, begin, y, &r);
  kn_flow_cell_go(c, &t, y, &r, 0.5 * h, &half);
  t = kn_flow_cell_rates(k, c, middle, &half, &r);
  kn_flow_cell_go(c, &t, y, &r, h, y);
  return t;
}

// What a laser Doppler shows: the instrument averages, and blood that enters is seen some seconds later.
typedef struct kn_flow_doppler {
  kn_f prompt, shown; // after the instrument alone; after transit too
} kn_flow_doppler;
// [G14] dD/dt = (q - D)/tau_LD; dD_3/dt = (D - D_3)/tau_D: rates, 1/s
static inline void kn_flow_doppler_rates(const kn_flow_par *k, kn_f q, const kn_flow_doppler *y, kn_flow_doppler *r) {
  r->prompt = (q - y->prompt) / k->tau_LD;
  r->shown = (y->prompt - y->shown) / k->tau_D;
}

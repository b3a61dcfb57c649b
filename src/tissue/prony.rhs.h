// prony.rhs.h -- quasi-linear viscoelasticity: a response that fades, in three exponentials. Tags as in docs/theory/joint.md.
// The elastic response e may be a stress, a torque or a strain; what is kept carries its dimension.
#pragma once
#include "joint_par.h"
#include "march.h"

enum { KN_PRONY_TERMS = 3 };
// Shares that relax and their times (s), shortest first; a term that is not needed has share 0 and stands first.
typedef struct kn_prony {
  kn_f g[KN_PRONY_TERMS], tau[KN_PRONY_TERMS];
} kn_prony;
// The same solid under a constant load: J(t) = 1 + sum c (1 - e^-t/T)
typedef struct kn_prony_creep {
  kn_f c[KN_PRONY_TERMS], tau[KN_PRONY_TERMS];
} kn_prony_creep;
// Memory of either
typedef struct kn_prony_state {
  kn_f h[KN_PRONY_TERMS]; // what still has to fade
  kn_f now;               // the elastic response (relaxing) or the load (creeping) so far
} kn_prony_state;

// Nothing has happened yet; e: any value of the kind that will be kept
static inline kn_prony_state kn_prony_begin(kn_f e) {
  kn_f none = 0.0 * e;
  kn_prony_state y = {{none, none, none}, none};
  return y;
}

static inline kn_prony kn_prony_muscle(const kn_joint_par *k) {
  kn_prony l = {{k->mus_g1, k->mus_g2, k->mus_g3}, {k->mus_t1, k->mus_t2, k->mus_t3}};
  return l;
}
static inline kn_prony kn_prony_fat(const kn_joint_par *k) {
  kn_prony l = {{kn_num(0.0), k->fat_g1, k->fat_g2}, {0.5 * k->fat_t1, k->fat_t1, k->fat_t2}};
  return l;
}
static inline kn_prony kn_prony_skin(const kn_joint_par *k) {
  kn_prony l = {{k->skn_g1, k->skn_g2, k->skn_g3}, {k->skn_t1, k->skn_t2, k->skn_t3}};
  return l;
}
// Muscle and tendon on a joint: the slower set
static inline kn_prony kn_prony_unit(const kn_joint_par *k) {
  kn_prony l = {{k->mtu_g1, k->mtu_g2, k->mtu_g3}, {k->mtu_t1, k->mtu_t2, k->mtu_t3}};
  return l;
}

// [D1] g_inf = 1 - sum g
static inline kn_f kn_prony_rest(const kn_prony *l) { return 1.0 - l->g[0] - l->g[1] - l->g[2]; }

// [D1] G(t) = g_inf + sum g e^(-t/tau), after a step
static inline kn_f kn_prony_relax(const kn_prony *l, kn_f t) {
  kn_f G = kn_prony_rest(l);
  for (int j = 0; j < KN_PRONY_TERMS; j++) G = G + l->g[j] * kn_exp(-t / l->tau[j]);
  return G;
}
// [D-V1] the same after a straight rise that took `rise` seconds and ended at 1; t from the start of the rise
static inline kn_f kn_prony_ramp(const kn_prony *l, kn_f t, kn_f rise) {
  kn_f up = kn_min(t, rise), s = kn_prony_rest(l) * up / rise;
  for (int j = 0; j < KN_PRONY_TERMS; j++)
    s = s + l->g[j] * up / rise * kn_march_mean(up / l->tau[j]) * kn_exp(-(t - up) / l->tau[j]);
  return s;
}

// [D-V2] retardation times T are the zeros of g_inf - sum g tau/(T - tau), one between each two relaxation times and one
//        beyond them (halved 60 times); c = 1/g_inf prod(1 - tau_i/T_j)/prod'(1 - T_i/T_j)
static inline kn_prony_creep kn_prony_retard(const kn_prony *l) {
  kn_prony_creep r;
  kn_f rest = kn_prony_rest(l), far = l->tau[KN_PRONY_TERMS - 1];
  for (int i = 0; i < KN_PRONY_TERMS; i++) far = far + l->g[i] * l->tau[i] / rest;
  for (int j = 0; j < KN_PRONY_TERMS; j++) {
    kn_f lo = l->tau[j], hi = j + 1 < KN_PRONY_TERMS ? l->tau[j + 1] : far;
    for (int n = 0; n < 60; n++) {
      kn_f T = 0.5 * (lo + hi), f = rest;
      for (int i = 0; i < KN_PRONY_TERMS; i++) f = f - l->g[i] * l->tau[i] / (T - l->tau[i]);
      kn_m below = kn_lt(f, kn_num(0.0));
      lo = kn_sel(below, T, lo);
      hi = kn_sel(below, hi, T);
    }
    r.tau[j] = lo;
  }
  for (int j = 0; j < KN_PRONY_TERMS; j++) {
    r.c[j] = 1.0 / rest;
    for (int i = 0; i < KN_PRONY_TERMS; i++) {
      r.c[j] = r.c[j] * (1.0 - l->tau[i] / r.tau[j]);
      if (i != j) r.c[j] = r.c[j] / (1.0 - r.tau[i] / r.tau[j]);
    }
  }
  return r;
}
// [D-V2] J(t), relative to the response in the first moment
static inline kn_f kn_prony_creep_at(const kn_prony_creep *r, kn_f t) {
  kn_f J = kn_num(1.0);
  for (int j = 0; j < KN_PRONY_TERMS; j++) J = J + r->c[j] * (1.0 - kn_exp(-t / r->tau[j]));
  return J;
}

// [D1] [D3] one step of dt seconds in which the elastic response goes straight to e: exact whatever dt is. Returns the
//      response with its memory.
static inline kn_f kn_prony_step(const kn_prony *l, kn_prony_state *y, kn_f e, kn_f dt) {
  kn_f sum = kn_prony_rest(l) * e, de = e - y->now;
  for (int j = 0; j < KN_PRONY_TERMS; j++) {
    kn_f z = dt / l->tau[j];
    y->h[j] = y->h[j] * kn_exp(-z) + l->g[j] * kn_march_mean(z) * de;
    sum = sum + y->h[j];
  }
  y->now = e;
  return sum;
}
// [D-V2] the same under a load that goes straight to s: returns the elastic response it has reached
static inline kn_f kn_prony_creep_step(const kn_prony_creep *r, kn_prony_state *y, kn_f s, kn_f dt) {
  kn_f sum = s, from = y->now;
  for (int j = 0; j < KN_PRONY_TERMS; j++) {
    kn_f z = dt / r->tau[j], keep = kn_exp(-z);
    y->h[j] = y->h[j] * keep + r->c[j] * (from * (1.0 - keep) + (s - from) * (1.0 - kn_march_mean(z)));
    sum = sum + y->h[j];
  }
  y->now = s;
  return sum;
}

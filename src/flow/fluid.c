#include "fluid.h"

// First zero of the Bessel function J_0: how fast a round patch drains sideways
static const double J0_ZERO = 2.404825557695773;

int kn_flow_fluid_build(const double *thickness, const int *slices, kn_flow_fluid *f) {
  memset(f, 0, sizeof *f);
  f->n = kn_flow_column_cut(thickness, slices, KN_FLOW_LAYERS, f->dz, f->z, f->layer);
  return f->n;
}

void kn_flow_fluid_load(kn_flow_fluid *f, const double *p_u) {
  for (int i = 0; i < f->n; i++) {
    f->p[i] += p_u[i] - f->p_u[i];
    f->p_u[i] = p_u[i];
  }
}

// [F1] with the permeability of the given lost volumes; sides: what escapes sideways for each Pa
static void assemble(const kn_flow_par *k, const kn_flow_fluid *f, const double *lost, const double *capillary,
                     const double *lymph, kn_flow_column *c, double *sides) {
  double kappa[KN_FLOW_NODES];
  c->n = f->n;
  for (int i = 0; i < f->n; i++) {
    kn_flow_layer l = kn_flow_layer_of(k, f->layer[i]);
    kappa[i] = kn_flow_permeability(k, f->layer[i], &l, lost[i]);
    double a = f->width > 0 ? J0_ZERO / f->width : 0.0;
    sides[i] = kappa[i] * a * a * f->dz[i];
    c->store[i] = f->dz[i] / l.H;
    c->lose[i] = k->L_pS * f->dz[i] + sides[i];
    c->make[i] = f->dz[i] * (k->L_pS * (capillary ? capillary[i] : 0.0) - (lymph ? lymph[i] : 0.0));
  }
  for (int i = 1; i < f->n; i++) c->pass[i] = 2.0 / (f->dz[i - 1] / kappa[i - 1] + f->dz[i] / kappa[i]);
  c->pass[0] = f->open_top ? 2.0 * kappa[0] / f->dz[0] : 0.0;
  c->pass[f->n] = f->open_bottom ? 2.0 * kappa[f->n - 1] / f->dz[f->n - 1] : 0.0;
  c->top = c->bottom = 0.0;
}
static double lost_at(const kn_flow_par *k, const kn_flow_fluid *f, int i, double p_u, double p) {
  kn_flow_layer l = kn_flow_layer_of(k, f->layer[i]);
  return kn_flow_lost(&l, p_u, p);
}

void kn_flow_fluid_step(const kn_flow_par *k, kn_flow_fluid *f, double dt, const double *p_u, const double *capillary,
                        const double *lymph) {
  double lost[KN_FLOW_NODES], p[KN_FLOW_NODES], sides[KN_FLOW_NODES];
  kn_flow_column c;
  kn_flow_came came;
  if (p_u == NULL) p_u = f->p_u;
  // Twice: with the permeability at the beginning, then with that of the middle, which makes it second order
  for (int i = 0; i < f->n; i++) lost[i] = lost_at(k, f, i, f->p_u[i], f->p[i]);
  for (int pass = 0; pass < 2; pass++) {
    assemble(k, f, lost, capillary, lymph, &c, sides);
    for (int i = 0; i < f->n; i++) c.make[i] += c.store[i] * (p_u[i] - f->p_u[i]) / dt;
    memcpy(p, f->p, sizeof p);
    kn_flow_column_step(&c, dt, p, &came);
    for (int i = 0; i < f->n; i++) lost[i] = lost_at(k, f, i, 0.5 * (p_u[i] + f->p_u[i]), 0.5 * (p[i] + f->p[i]));
  }
  f->ends -= came.top + came.bottom;
  for (int i = 0; i < f->n; i++) {
    f->sides += sides[i] * came.mean[i];
    f->lymph += f->dz[i] * dt * (lymph ? lymph[i] : 0.0);
    f->filtered += f->dz[i] * k->L_pS * (dt * (capillary ? capillary[i] : 0.0) - came.mean[i]);
  }
  memcpy(f->p, p, sizeof p);
  if (p_u != f->p_u) memcpy(f->p_u, p_u, (size_t)f->n * sizeof *p_u);
}

double kn_flow_fluid_lost_of(const kn_flow_par *k, const kn_flow_fluid *f, int layer) {
  double sum = 0;
  for (int i = 0; i < f->n; i++)
    if (f->layer[i] == layer) sum += f->dz[i] * lost_at(k, f, i, f->p_u[i], f->p[i]);
  return sum;
}
double kn_flow_fluid_lost(const kn_flow_par *k, const kn_flow_fluid *f) {
  double sum = 0;
  for (int i = 0; i < f->n; i++) sum += f->dz[i] * lost_at(k, f, i, f->p_u[i], f->p[i]);
  return sum;
}

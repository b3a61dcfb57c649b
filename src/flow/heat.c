#include "heat.h"

int kn_flow_heat_build(const kn_flow_par *k, const double *thickness, const int *slices, kn_flow_heat *h) {
  memset(h, 0, sizeof *h);
  h->n = kn_flow_column_cut(thickness, slices, KN_FLOW_LAYERS, h->dz, h->z, h->layer);
  for (int i = 0; i < h->n; i++) h->T[i] = k->T_a;
  h->core = k->T_a;
  return h->n;
}

// Resistance of half a slice, K m2/W
static double half(const kn_flow_par *k, const kn_flow_heat *h, int i) {
  kn_flow_layer l = kn_flow_layer_of(k, h->layer[i]);
  return kn_flow_half(&l, h->dz[i]);
}

// [I1] [I2] [I3]; metabolism by its tangent at the temperatures T
static void assemble(const kn_flow_par *k, const kn_flow_heat *h, const double *flow, const kn_flow_surface *s,
                     kn_flow_column *c) {
  c->n = h->n;
  for (int i = 0; i < h->n; i++) {
    kn_flow_layer l = kn_flow_layer_of(k, h->layer[i]);
    double blood = kn_flow_perfusion(k, &l, flow[h->layer[i]]), slope = kn_flow_metabolic_slope(k, &l, h->T[i]);
    c->store[i] = kn_flow_capacity(&l, h->dz[i]);
    c->lose[i] = (blood - slope) * h->dz[i];
    c->make[i] = (blood * k->T_a + kn_flow_metabolic(k, &l, h->T[i]) - slope * h->T[i]) * h->dz[i];
  }
  for (int i = 1; i < h->n; i++) c->pass[i] = 1.0 / (half(k, h, i - 1) + half(k, h, i));
  // friction heat at the surface: part of it goes in, part out, as a shift of the outer temperature
  c->pass[0] = s->U > 0 ? 1.0 / (1.0 / s->U + half(k, h, 0)) : 0.0;
  c->top = s->U > 0 ? s->T + s->heat / s->U : h->T[0];
  if (!(s->U > 0)) c->make[0] += s->heat;
  c->pass[h->n] = h->core > 0 ? 1.0 / half(k, h, h->n - 1) : 0.0;
  c->bottom = h->core > 0 ? h->core : 0.0;
}

void kn_flow_heat_step(const kn_flow_par *k, kn_flow_heat *h, double dt, const double *flow,
                       const kn_flow_surface *surface) {
  kn_flow_column c;
  kn_flow_came came;
  double before[KN_FLOW_NODES];
  assemble(k, h, flow, surface, &c);
  memcpy(before, h->T, sizeof before);
  kn_flow_column_step(&c, dt, h->T, &came);
  h->surface += came.top + (surface->U > 0 ? 0.0 : surface->heat * dt);
  h->deep += came.bottom;
  for (int i = 0; i < h->n; i++) {
    kn_flow_layer l = kn_flow_layer_of(k, h->layer[i]);
    double slope = kn_flow_metabolic_slope(k, &l, before[i]);
    h->blood += h->dz[i] * kn_flow_perfusion(k, &l, flow[h->layer[i]]) * (k->T_a * dt - came.mean[i]);
    h->made += h->dz[i] * (kn_flow_metabolic(k, &l, before[i]) * dt + slope * (came.mean[i] - before[i] * dt));
  }
}

void kn_flow_heat_settle(const kn_flow_par *k, kn_flow_heat *h, const double *flow, const kn_flow_surface *surface) {
  kn_flow_column c;
  for (int i = 0; i < 20; i++) { // Newton's method: metabolism bends little
    assemble(k, h, flow, surface, &c);
    kn_flow_column_settle(&c, h->T);
  }
}

double kn_flow_heat_at(const kn_flow_par *k, const kn_flow_heat *h, double depth, const kn_flow_surface *surface) {
  double R = half(k, h, 0), skin = (h->T[0] / R + surface->U * surface->T + surface->heat) / (1.0 / R + surface->U);
  double z = 0, T = skin;
  for (int i = 0; i < h->n;
       i++) { // straight lines between surface, middles of slices and the interfaces between layers
    if (depth <= h->z[i]) return T + (h->T[i] - T) * (depth - z) / (h->z[i] - z);
    z = h->z[i], T = h->T[i];
    if (i + 1 < h->n && h->layer[i + 1] != h->layer[i]) {
      double above = half(k, h, i), below = half(k, h, i + 1), edge = h->z[i] + 0.5 * h->dz[i];
      double Te = (T / above + h->T[i + 1] / below) / (1.0 / above + 1.0 / below);
      if (depth <= edge) return T + (Te - T) * (depth - z) / (edge - z);
      z = edge, T = Te;
    }
  }
  double end = h->z[h->n - 1] + 0.5 * h->dz[h->n - 1];
  if (!(h->core > 0) || depth >= end) return h->core > 0 ? h->core : T;
  return T + (h->core - T) * (depth - z) / (end - z);
}

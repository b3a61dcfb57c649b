#include "column.h"
#include "../lane/lane.h"

// A tridiagonal matrix factored once: (a, 1/b', c') of the Thomas algorithm
typedef struct factored {
  double below[KN_FLOW_NODES], pivot[KN_FLOW_NODES], above[KN_FLOW_NODES];
} factored;

// store + h (pass_i + pass_i+1 + lose) on the diagonal, -h pass beside it
static void factor(const kn_flow_column *c, double store, double h, factored *f) {
  for (int i = 0; i < c->n; i++) {
    double b = store * c->store[i] + h * (c->pass[i] + c->pass[i + 1] + c->lose[i]);
    f->below[i] = i > 0 ? -h * c->pass[i] : 0.0;
    f->pivot[i] = 1.0 / (i > 0 ? b - f->below[i] * f->above[i - 1] : b);
    f->above[i] = i + 1 < c->n ? -h * c->pass[i + 1] * f->pivot[i] : 0.0;
  }
}
static void solve(const kn_flow_column *c, const factored *f, double *x) {
  for (int i = 0; i < c->n; i++) x[i] = (x[i] - (i > 0 ? f->below[i] * x[i - 1] : 0.0)) * f->pivot[i];
  for (int i = c->n - 2; i >= 0; i--) x[i] -= f->above[i] * x[i + 1];
}

// What flows into each node at y; adds w times all of it to *came
static void rates(const kn_flow_column *c, const double *y, double w, double *F, kn_flow_came *came) {
  double down = c->pass[0] * (c->top - y[0]);
  came->top += w * down;
  for (int i = 0; i < c->n; i++) {
    double next = i + 1 < c->n ? c->pass[i + 1] * (y[i] - y[i + 1]) : c->pass[c->n] * (y[i] - c->bottom);
    came->mean[i] += w * y[i];
    F[i] = down - next + c->make[i] - c->lose[i] * y[i];
    down = next;
  }
  came->bottom -= w * down;
}
// What the ends and sources hold up when y is 0, on top of the matrix
static double outside(const kn_flow_column *c, int i) {
  return c->make[i] + (i == 0 ? c->pass[0] * c->top : 0.0) + (i == c->n - 1 ? c->pass[c->n] * c->bottom : 0.0);
}

void kn_flow_column_step(const kn_flow_column *c, double h, double *y, kn_flow_came *came) {
  // TR-BDF2 as a Runge-Kutta method with one implicit coefficient: d = 1 - 1/sqrt 2, w = 1/(2 sqrt 2)
  double root = kn_sqrt(0.5), d = 1.0 - root, w = 0.5 * root;
  double F1[KN_FLOW_NODES], F2[KN_FLOW_NODES], F3[KN_FLOW_NODES], x[KN_FLOW_NODES];
  memset(came, 0, sizeof *came);
  factored f;
  factor(c, 1.0, h * d, &f);
  rates(c, y, h * w, F1, came);
  for (int i = 0; i < c->n; i++) x[i] = c->store[i] * y[i] + h * d * (F1[i] + outside(c, i));
  solve(c, &f, x);
  rates(c, x, h * w, F2, came);
  for (int i = 0; i < c->n; i++) x[i] = c->store[i] * y[i] + h * (w * (F1[i] + F2[i]) + d * outside(c, i));
  solve(c, &f, x);
  rates(c, x, h * d, F3, came);
  for (int i = 0; i < c->n; i++) y[i] += h * (w * (F1[i] + F2[i]) + d * F3[i]) / c->store[i];
}

void kn_flow_column_settle(const kn_flow_column *c, double *y) {
  factored f;
  factor(c, 0.0, 1.0, &f);
  for (int i = 0; i < c->n; i++) y[i] = outside(c, i);
  solve(c, &f, y);
}

int kn_flow_column_cut(const double *thickness, const int *slices, int layers, double *dz, double *z, int *layer) {
  int n = 0;
  double top = 0;
  for (int l = 0; l < layers; l++) {
    if (slices[l] < 0 || n + slices[l] > KN_FLOW_NODES) return 0;
    for (int i = 0; i < slices[l]; i++, n++) {
      dz[n] = thickness[l] / slices[l];
      z[n] = top + (i + 0.5) * dz[n];
      layer[n] = l;
    }
    if (slices[l]) top += thickness[l];
  }
  return n;
}

#include "column.h"

double kn_stack_top(const kn_stack *s, int layer) {
  double z = 0.0;
  for (int l = 0; l < layer; l++) z += s->layer[l].thickness;
  return z;
}
double kn_stack_depth(const kn_stack *s) { return kn_stack_top(s, s->layers); }

// Slabs of a layer: two in the skin-thin, three in what is thick against the skin.
static int slabs_of(const kn_stack *s, int l) {
  int rest = KN_SLABS / s->layers;
  int want = s->layer[l].thickness < 4e-3 ? 2 : 3;
  return want < rest ? want : rest;
}

void kn_column_cut(const kn_stack *stack, kn_column *c) {
  memset(c, 0, sizeof *c);
  c->stack = stack;
  double top = 0.0;
  for (int l = 0; l < stack->layers; l++) {
    const kn_layer *y = &stack->layer[l];
    int n = slabs_of(stack, l);
    bool sheet = y->sheet > 0 || y->tension > 0;
    // a sheet inside the layer lies between two slabs; the cut nearest to it moves there
    int at = sheet ? (int)(y->at * n + 0.5) : 0;
    if (sheet && y->at > 0 && at == 0) at = 1;
    if (sheet && y->at < 1 && at == n) at = n - 1;
    double z = top;
    for (int i = 0; i < n; i++) {
      double end = top + y->thickness * (i + 1) / n;
      if (sheet && at > 0 && at < n) {
        double share = i + 1 <= at ? y->at * (i + 1) / at : y->at + (1.0 - y->at) * (i + 1 - at) / (n - at);
        end = top + y->thickness * share;
      }
      kn_slab *b = &c->slab[c->slabs++];
      *b = (kn_slab){.layer = l, .top = z, .thickness = end - z, .shear = y->shear};
      if (i == 0) b->glide = y->glide, b->glide_viscous = y->glide_viscous;
      if (sheet && at == i + 1) b->sheet = y->sheet, b->tension = y->tension;
      z = end;
    }
    // a sheet on the very top of a layer belongs to the slab above
    if (sheet && at == 0 && c->slabs - n > 0) {
      c->slab[c->slabs - n - 1].sheet += y->sheet;
      c->slab[c->slabs - n - 1].tension += y->tension;
    }
    top += y->thickness;
  }
}

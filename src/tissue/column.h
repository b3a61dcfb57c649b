// column.h -- the layers under the hand as the solver sees them: slabs of one modulus each, in SI, skin to bone.
// A layer of tissue is cut into slabs so that its modulus may differ with depth once it is strained (path.h).
#pragma once
#include "../lane/lane.h"
#include <stdbool.h>

enum {
  KN_LAYERS = 6, // of tissue
  KN_TERMS = 3,  // of a layer's relaxation
  KN_SLABS = 20  // that the layers are cut into
};

// One layer of tissue.
typedef struct kn_layer {
  double thickness;            // m
  double shear;                // mu0, at once and at small strain, Pa
  double stiffening;           // b of mu = mu0 exp(b (I1 - 3))
  int series;                  // 0: the exponential; n: its series up to the n-th power
  double g[KN_TERMS];          // [D1] G(t)/G(0) = g_inf + sum g_j exp(-t/tau_j)
  double tau[KN_TERMS];        // s
  double sheet, tension, at;   // fibre sheet: in-plane stiffness and pre-tension (N/m), depth as a share of the layer
  double glide, glide_viscous; // slip plane at the layer's top: K_e (Pa/m), eta/h_f (Pa s/m); both 0 = bonded
  double permeability;         // m4/(N s); 0 = undrained
  double aggregate;            // lambda + 2 mu of the drained solid, Pa
} kn_layer;

typedef struct kn_stack {
  int layers;
  kn_layer layer[KN_LAYERS];
  bool drained; // fluid may leave a permeable layer at its top
} kn_stack;

// The k-th mode sees these.
typedef struct kn_slab {
  int layer;
  double top, thickness;       // m
  double shear;                // Pa
  double sheet, tension;       // fibre sheet at its bottom, N/m
  double glide, glide_viscous; // slip plane at its top
} kn_slab;
typedef struct kn_column {
  const kn_stack *stack;
  int slabs;
  kn_slab slab[KN_SLABS];
} kn_column;

// Cuts the stack into slabs: at each fibre sheet, and so that no slab is thicker than the layer's share. At rest.
void kn_column_cut(const kn_stack *stack, kn_column *c);
double kn_stack_depth(const kn_stack *s);          // to the bone, m
double kn_stack_top(const kn_stack *s, int layer); // depth of a layer's top, m
// Which layer counts as fat and which as muscle: the second and the third, or the last there is
static inline int kn_stack_fat(const kn_stack *s) { return s->layers > 1 ? 1 : 0; }
static inline int kn_stack_muscle(const kn_stack *s) { return s->layers > 2 ? 2 : s->layers - 1; }

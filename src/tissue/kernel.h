// kernel.h -- what one Fourier mode of load on the skin does to the layers [B1]-[B7]: exact in the plane, quadratic
// elements in depth. No state; nothing is remembered.
#pragma once
#include "column.h"

// The answer at one depth to a load exp(i k x) of unit amplitude on the skin.
typedef struct kn_response {
  double w, u;   // displacement, m: down; along the mode (as -i k/|k| u)
  double dw, du; // d/dz
  double p;      // [B4] pressure: of the pore fluid in a permeable layer, else the multiplier P; compression positive
} kn_response;

typedef enum kn_load { KN_NORMAL, KN_ALONG, KN_ACROSS } kn_load; // p; q along k; q across k

enum { KN_DEPTHS = 48 };
// k: 1/m, > 0. s: Laplace variable, 1/s; KN_AT_ONCE = the moduli and films at once, nothing drains or relaxes.
// out[i]: at depth z[i], ascending, n <= KN_DEPTHS. KN_ACROSS gives u and du only. False when no answer is finite.
#define KN_AT_ONCE (-1.0)
bool kn_kernel(const kn_column *c, double k, double s, kn_load load, int n, const double *z, kn_response *out);
// [D1] share of its modulus that a layer keeps at s
double kn_layer_kept(const kn_layer *l, double s);

// relax.h -- [D2] [D3] what a load of the past still does: an answer A(s) in the Laplace domain as A_0 and six fading memories,
// A(t) = A_0 + sum_j dA_j (1 - exp(-t/T_j)). The times T_j are the same for every answer, so that the memories belong to the load.
#pragma once
#include "../lane/lane.h"

enum { KN_MEMORIES = 6, KN_SAMPLES = 13 };
typedef struct kn_relax {
  double time[KN_MEMORIES];            // T_j, s
  double sample[KN_SAMPLES];           // Laplace variable where the answer is sampled, 1/s
  double fit[KN_MEMORIES][KN_SAMPLES]; // dA = fit (A(sample) - A_0): least squares
} kn_relax;
void kn_relax_fill(kn_relax *r);
// dA_j of an answer that is `at_once` (A_0) and `sampled` at r->sample.
static inline void kn_relax_fit(const kn_relax *r, double at_once, const double *sampled, double *memory) {
  for (int j = 0; j < KN_MEMORIES; j++) {
    memory[j] = 0.0;
    for (int m = 0; m < KN_SAMPLES; m++) memory[j] += r->fit[j][m] * (sampled[m] - at_once);
  }
}

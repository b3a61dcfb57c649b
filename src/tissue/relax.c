#include "relax.h"

// [D2] fixed times, from the first tenth of a second to half an hour: of eighteen thousand sets of six whose neighbours are at
// most 8.5 apart, the one whose largest error is least over fourteen stacks (layers twice as thick or stiff, other relaxation):
// 1.3 %; evenly spaced times: 3.2 %. Wider gaps would do 1.2 %, with memories that swing against each other.
static const double TIMES[KN_MEMORIES] = {0.15, 0.81, 6.9, 36.4, 172.0, 1470.0};
static const double FASTEST = 31.6, SLOWEST = 1e-3; // 1/s: range of the samples
static const double RIDGE = 1e-6;

void kn_relax_fill(kn_relax *r) {
  for (int j = 0; j < KN_MEMORIES; j++) r->time[j] = TIMES[j];
  double ratio = kn_pow(SLOWEST / FASTEST, 1.0 / (KN_SAMPLES - 1)), s = FASTEST;
  for (int m = 0; m < KN_SAMPLES; m++, s *= ratio) r->sample[m] = s;
  // normal equations (B^T B + ridge) fit = B^T, B[m][j] = 1/(1 + s_m T_j)
  double b[KN_SAMPLES][KN_MEMORIES], a[KN_MEMORIES][KN_MEMORIES + KN_SAMPLES];
  for (int m = 0; m < KN_SAMPLES; m++)
    for (int j = 0; j < KN_MEMORIES; j++) b[m][j] = 1.0 / (1.0 + r->sample[m] * TIMES[j]);
  for (int i = 0; i < KN_MEMORIES; i++) {
    for (int j = 0; j < KN_MEMORIES; j++) {
      a[i][j] = i == j ? RIDGE : 0.0;
      for (int m = 0; m < KN_SAMPLES; m++) a[i][j] += b[m][i] * b[m][j];
    }
    for (int m = 0; m < KN_SAMPLES; m++) a[i][KN_MEMORIES + m] = b[m][i];
  }
  for (int j = 0; j < KN_MEMORIES; j++) // positive definite: elimination needs no pivots
    for (int i = 0; i < KN_MEMORIES; i++) {
      if (i == j) continue;
      double l = a[i][j] / a[j][j];
      for (int c = j; c < KN_MEMORIES + KN_SAMPLES; c++) a[i][c] -= l * a[j][c];
    }
  for (int j = 0; j < KN_MEMORIES; j++)
    for (int m = 0; m < KN_SAMPLES; m++) r->fit[j][m] = a[j][KN_MEMORIES + m] / a[j][j];
}

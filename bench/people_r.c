// The written-out rates of one person and their exact Jacobian, as R's package deSolve calls compiled models: a shared
// object of its own. The parameters are the leg's coefficients (gen_whole_prepare).
#include "lane/fast.h"
#include <generated/whole.h>

static double coefficient[GEN_WHOLE_COEFFICIENTS + GEN_WHOLE_COEFFICIENTS_REGION];
static const double *const of_region = coefficient + GEN_WHOLE_COEFFICIENTS;

void people_begin(void (*read)(int *, double *));
void people_begin(void (*read)(int *, double *)) {
  int n = GEN_WHOLE_COEFFICIENTS + GEN_WHOLE_COEFFICIENTS_REGION;
  read(&n, coefficient);
}
void people_rates(int *n, double *t, double *y, double *f, double *out, int *ip);
void people_rates(int *n, double *t, double *y, double *f, double *out, int *ip) {
  (void)n, (void)out, (void)ip;
  gen_whole_rates(coefficient, of_region, *t, y, f);
}
// Dense by columns; what is not written is zero already
void people_slopes(int *n, double *t, double *y, int *ml, int *mu, double *J, int *rows, double *out, int *ip);
void people_slopes(int *n, double *t, double *y, int *ml, int *mu, double *J, int *rows, double *out, int *ip) {
  (void)n, (void)ml, (void)mu, (void)out, (void)ip;
  double sparse[GEN_WHOLE_ENTRIES];
  gen_whole_slopes(coefficient, of_region, *t, y, sparse);
  for (int column = 0; column < GEN_WHOLE_STATES; column++)
    for (int i = gen_whole_start[column]; i < gen_whole_start[column + 1]; i++)
      J[(long)column * *rows + gen_whole_row[i]] = sparse[i];
}

// The library by itself has no reference integrator, and says so. A program that links cvode.c too has one: its
// definitions are strong, these are weak.
#include "solve.h"
#include <stddef.h>

__attribute__((weak)) bool kn_solver_there(void) { return false; }
__attribute__((weak)) kn_solver *kn_solver_create(int n, double rtol, const double *atol) {
  return (void)n, (void)rtol, (void)atol, NULL;
}
__attribute__((weak)) void kn_solver_destroy(kn_solver *s) { (void)s; }
__attribute__((weak)) bool kn_solver_run(kn_solver *s, kn_rhs *f, void *user, double t0, double t1, double *y,
                                         kn_solver_fault *fault) {
  (void)s, (void)f, (void)user, (void)t1, (void)y;
  *fault = (kn_solver_fault){t0, -1, "this build has no reference integrator"};
  return false;
}
__attribute__((weak)) kn_solver_stats kn_solver_work(const kn_solver *s) { return (void)s, (kn_solver_stats){0}; }

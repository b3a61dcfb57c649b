// In place of cvode.c where SUNDIALS is missing: there is no reference integrator, and it says so.
#include "solve.h"
#include <stddef.h>

bool kn_solver_there(void) { return false; }
kn_solver *kn_solver_create(int n, double rtol, const double *atol) { return (void)n, (void)rtol, (void)atol, NULL; }
void kn_solver_destroy(kn_solver *s) { (void)s; }
bool kn_solver_run(kn_solver *s, kn_rhs *f, void *user, double t0, double t1, double *y, kn_solver_fault *fault) {
  (void)s, (void)f, (void)user, (void)t1, (void)y;
  *fault = (kn_solver_fault){t0, -1, "this build has no reference integrator"};
  return false;
}
kn_solver_stats kn_solver_work(const kn_solver *s) { return (void)s, (kn_solver_stats){0}; }

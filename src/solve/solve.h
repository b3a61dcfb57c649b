// solve.h -- integrating dy/dt = f(t, y) between two input edges. Knows numbers only; rooms and people stay outside.
#pragma once
#include <stdbool.h>

// Fills dydt (n values). Returns 0; 1 when a rate is not finite (the step is then tried again, shorter); -1 to stop.
typedef int kn_rhs(double t, const double *y, double *dydt, void *user);

bool kn_solver_there(void); // false: this build is without it, and kn_solver_create returns NULL
typedef struct kn_solver kn_solver;
typedef struct kn_solver_stats {
  long steps, rates, jacobians, failures, restarts;
} kn_solver_stats;
typedef struct kn_solver_fault {
  double time;      // where it stopped
  int worst;        // index of the state with the largest weighted error, or -1
  const char *what; // one phrase, static
} kn_solver_fault;

// n states, absolute tolerances a state (copied). Each step's error is kept below rtol |y| + atol. NULL: no memory.
kn_solver *kn_solver_create(int n, double rtol, const double *atol);
void kn_solver_destroy(kn_solver *s);
// Starts anew at t0 (an input edge: nothing is remembered of what was before) and integrates y to t1 exactly.
// False on failure: *fault says why, y is as it was.
bool kn_solver_run(kn_solver *s, kn_rhs *f, void *user, double t0, double t1, double *y, kn_solver_fault *fault);
kn_solver_stats kn_solver_work(const kn_solver *s);

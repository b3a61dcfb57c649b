// batch.h -- integrating many lines at once, a lane a line: each with its own time, step and error control. A line is a
// chain of legs; within a leg nothing but the state changes. Knows numbers only; rooms and people stay outside.
//
// A line's numbers do not depend on the width, on the lines beside it or on their order: what happens in a lane is a
// function of that lane alone.
#pragma once
#include "../lane/system.h"
#include "solve.h"
#include <stddef.h>

// One leg. The source fills it; the integrator gives it back ended, with y at t1, or failed, with y where it stopped.
typedef struct kn_leg {
  void *line; // the source's own; NULL: a lane that has had no line yet
  double t0, t1;
  double step;        // to begin with; 0 = the batch's first step. Given back: the next one
  double rtol;        // 0 = the batch's
  double *y;          // states
  const double *c;    // coefficients; NULL: those of the line's last leg
  const double *look; // times in (t0, t1] at which `seen` is called, ascending
  int looks;
  bool failed;
  kn_solver_fault fault;
  bool not_finite;      // the error that could not be made small was no number at all
  kn_solver_stats work; // of this leg
} kn_leg;

typedef struct kn_batch {
  double rtol;         // an error may be rtol (least + |y|)
  const double *least; // a state
  double first_step, longest_step;
  // The next leg for a lane, of the same line or another; false: none left. Called when a leg has ended too.
  bool (*next)(void *user, kn_leg *leg);
  bool refill; // false is for now only: an empty lane is offered again after each step, until all are empty
  void (*seen)(void *user, const kn_leg *leg, int look, const double *y); // may be NULL without looks
  bool (*keep_going)(void *user);                                         // NULL: always
  void *user;
} kn_batch;

size_t kn_batch_memory(const kn_system *s); // bytes
// Until all lines have ended; false when keep_going said no. memory: of that size, any alignment.
bool kn_batch_run(const kn_batch *b, const kn_system *s, void *memory);

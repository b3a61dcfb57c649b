// system.h -- equations for several lines at once, as whoever integrates them asks for them; and the widths that this
// machine can run.
#pragma once
#include <stdbool.h>

// Equations over lanes. Every array holds numbers of `lanes` doubles, a double a line; sizes are counted in such numbers.
typedef struct kn_system kn_system;
struct kn_system {
  int lanes, blocks;
  int states, coefficients, slopes, factors, scratch;
  void (*rates)(const kn_system *s, const void *c, const void *t, const void *y, void *f, void *scratch);
  // f, its derivative by time, and the Jacobian in the system's own order
  void (*by_state)(const kn_system *s, const void *c, const void *t, const void *y, void *f, void *by_time, void *J,
                   void *scratch);
  void (*factor)(const kn_system *s, const void *c, const void *g, const void *J, void *A, void *scratch); // of g I - J
  void (*solve)(const kn_system *s, const void *c, const void *A, void *b, void *scratch);
};

bool kn_lanes_run(int lanes); // whether this machine runs code of that width: 1, 2, 4 or 8
int kn_lanes_widest(void);

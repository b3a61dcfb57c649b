// validation_rows.h -- published figures beside ours, printed as one table by the last test of a program. A row that must
// hold fails its test when it does not; one that is known to miss is only shown.
#pragma once
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

enum { ROW_MISSES = 0, ROW_HOLDS = 1 };
static char validation[64][200];
static int validations;
static bool validation_room(void) { return validations < (int)(sizeof validation / sizeof *validation); }

// fitted: a parameter was set by this very figure; else it is a prediction
static void published(const char *what, const char *source, double figure, double low, double high, const char *unit,
                      double here, bool fitted, int holds) {
  bool in = here >= low && here <= high;
  if (validation_room())
    snprintf(validation[validations++], sizeof *validation, "%-44s %8.4g %7.3g..%-7.3g %8.4g %+8.2g %-5s %-9s %-3s %s",
             what, figure, low, high, here, here - figure, unit, fitted ? "fitted" : "predicted", in ? "in" : "OUT",
             source);
  if (!isfinite(here)) fail_msg("%s is not a number", what);
  if (holds && !in) fail_msg("%s: %g %s is outside %g..%g (%s)", what, here, unit, low, high, source);
}
static void the_published_figures_stand_beside_ours(void **state_) {
  (void)state_;
  print_message("%-44s %8s %16s %8s %8s\n", "quantity", "publ.", "interval", "here", "error");
  for (int i = 0; i < validations; i++) print_message("%s\n", validation[i]);
  print_message("* the source gives no interval: assumed\n");
}

// behaviour.h -- a figure with its band: asserted where the model has it, told at the end where it has not.
#pragma once
#include "verify/flying.h"

static char missed[32][160];
static int misses;

static void line(char *s, size_t n, const char *id, double v, double low, double high, const char *unit,
                 const char *what) {
  snprintf(s, n, "%s: %.3g %s (band %g .. %g %s) %s", id, v, unit, low, high, unit, what);
}
// A behaviour that the merged parameters have: it must keep it.
static void behaviour(const char *id, double v, double low, double high, const char *unit, const char *what) {
  char s[160];
  line(s, sizeof s, id, v, low, high, unit, what);
  print_message("behaviour %s\n", s);
  if (!(v >= low && v <= high)) fail_msg("outside its band: %s", s);
}
// A behaviour that they lack: reported, not forced.
static void known_miss(const char *id, double v, double low, double high, const char *unit, const char *what) {
  char s[160];
  line(s, sizeof s, id, v, low, high, unit, what);
  assert_true(isfinite(v));
  bool in = v >= low && v <= high;
  print_message("behaviour %s%s\n", s, in ? " -- now inside: let it assert" : "");
  if (!in && misses < 32) snprintf(missed[misses++], sizeof missed[0], "%s", s);
}

// The last test of a program: what it cannot do, said once more in one place.
static void what_the_merged_parameters_miss(void **state_) {
  (void)state_;
  print_message("outside its band:\n");
  for (int i = 0; i < misses; i++) print_message("  %s\n", missed[i]);
  if (misses == 0) print_message("  nothing\n");
}

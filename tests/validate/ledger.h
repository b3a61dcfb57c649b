// ledger.h -- the one format in which published figures stand beside ours. A program names its table and includes this:
//   #define LEDGER "validate/flow.def"
// It sets here[ID] for every row and ends with the test the_published_figures_stand_beside_ours, which prints them and, with
// KN_LEDGER=<folder> (as `make validate` sets it), leaves them there as <name of the table>.tsv for tools/ledger.
//
// KN_ROW(id, quantity, unit, published, low, high, kind, must, source, why)
//   low, high  the source's own spread where it gives one, else the source column says "assumed"
//   kind       FITTED (a parameter was set by this very figure), PREDICTED, EARLIER (a figure of the earlier model of this
//              project, not a measurement: says that the program computes what it did, not that it is true)
//   must       1: the test fails when ours is outside; 0: known to miss, or not to be relied on
//   why        of a row that is outside: the likely reason, one sentence; the test fails when there is none
#pragma once
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FITTED, PREDICTED, EARLIER };
typedef struct ledger_row {
  const char *id, *quantity, *unit;
  double published, low, high;
  int kind, must;
  const char *source, *why;
} ledger_row;
static const ledger_row ledger[] = {
#define KN_ROW(id, quantity, unit, published, low, high, kind, must, source, why)                                      \
  {#id, quantity, unit, published, low, high, kind, must, source, why},
#include LEDGER
#undef KN_ROW
};
enum {
#define KN_ROW(id, ...) id,
#include LEDGER
#undef KN_ROW
  LEDGER_ROWS
};
static double here[] = {
// a row that no test has computed is no number, and fails
#define KN_ROW(...) NAN,
#include LEDGER
#undef KN_ROW
};

static void the_published_figures_stand_beside_ours(void **state_) {
  (void)state_;
  static const char *const kind[] = {"fitted", "predicted", "earlier"};
  const char *folder = getenv("KN_LEDGER"), *slash = strrchr(LEDGER, '/');
  FILE *out = NULL;
  if (folder) {
    char path[512];
    snprintf(path, sizeof path, "%s/%.*s.tsv", folder, (int)strcspn(slash + 1, "."), slash + 1);
    out = fopen(path, "w");
    if (out == NULL) fail_msg("cannot write %s", path);
  }
  print_message("%-58s %-5s %9s %18s %8s %9s  %-9s\n", "quantity", "unit", "published", "interval", "here", "error",
                "kind");
  int in = 0, failed = 0;
  for (int i = 0; i < LEDGER_ROWS; i++) {
    const ledger_row *r = &ledger[i];
    bool ok = here[i] >= r->low && here[i] <= r->high;
    print_message("%-58s %-5s %9.4g %8.4g .. %6.4g %8.4g %+9.2g  %-9s %s\n", r->quantity, r->unit, r->published, r->low,
                  r->high, here[i], here[i] - r->published, kind[r->kind],
                  ok        ? "in"
                  : r->must ? "OUT, must be in"
                            : "OUT");
    if (out)
      fprintf(out, "%s\t%s\t%s\t%.6g\t%.6g\t%.6g\t%.4g\t%.4g\t%s\t%s\t%s\t%s\n", r->id, r->quantity, r->unit,
              r->published, r->low, r->high, here[i], here[i] - r->published, kind[r->kind], ok ? "inside" : "outside",
              r->source, ok ? "" : r->why);
    in += ok;
    failed += (r->must && !ok) || !isfinite(here[i]);
    if (!ok && !*r->why) {
      print_message("%s is outside and gives no reason\n", r->id);
      failed++;
    }
  }
  if (out) fclose(out);
  print_message("%d of %d rows inside\n", in, LEDGER_ROWS);
  assert_int_equal(failed, 0);
}

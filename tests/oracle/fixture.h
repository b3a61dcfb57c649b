// fixture.h -- what the oracle tests share: reading a table of little-endian doubles, and the reference numbers.
#pragma once
#include <stdio.h>
#include "sim/model.h"

static void read_fixture(const char *file, double *to, size_t n) {
  char path[4096];
  snprintf(path, sizeof path, "%s/oracle/%s", KN_TEST_DIR, file);
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  assert_int_equal(fread(to, sizeof *to, n, f), n);
  assert_int_equal(fgetc(f), EOF);
  fclose(f);
}

// The tables in SI, with links cut by key.
static kn_numbers numbers_without(const char *const *links, int count) {
  kn_ctx *ctx;
  kn_model *model;
  kn_model_def def = kn_default_model();
  def.links_off = links;
  def.link_off_count = count;
  assert_int_equal(kn_open(NULL, &ctx), KN_OK);
  assert_int_equal(kn_model_load(ctx, &def, &model), KN_OK);
  kn_numbers n = model->numbers;
  kn_close(ctx);
  return n;
}
static kn_numbers reference_numbers(void) { return numbers_without(NULL, 0); }

// The worst of many deviations, and where it was.
typedef struct worst {
  double size;
  const char *what;
  long row;
} worst;
static void meet(worst *w, double size, const char *what, long row) {
  if (!(size <= w->size)) *w = (worst){size, what, row}; // also keeps a NaN
}

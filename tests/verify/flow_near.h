// flow_near.h -- what the tests of the room `flow` share: the reference parameters, and closeness.
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "sim/model.h"

static const double MMHG = 133.322387415, PI = 3.141592653589793;
static kn_numbers n;
static const kn_flow_par *k; // of the reference adult

static int begin(void **state) {
  (void)state;
  kn_ctx *ctx;
  kn_model *m;
  if (kn_open(NULL, &ctx) || kn_model_load(ctx, NULL, &m)) return 1;
  n = m->numbers;
  k = &n.room.chain.flow;
  kn_close(ctx);
  return 0;
}
static void near(double v, double want, double error) {
  if (!(fabs(v - want) <= error)) fail_msg("%.9g is not %.9g +- %g", v, want, error);
}
static void inside(double v, double low, double high) {
  if (!(v >= low && v <= high)) fail_msg("%.9g is not between %.9g and %.9g", v, low, high);
}

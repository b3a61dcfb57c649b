// flying.h -- what the behaviour tests share: a context, a model, and a life line flown with every status checked.
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "sim/sim.h"

static const double H = 3600.0, D = 86400.0, MIN = 60.0;
static kn_ctx *ctx;
static kn_model *model;

static void ok(kn_status st, const kn_error *e) {
  if (st != KN_OK) fail_msg("%s: %s: %s", kn_status_text(st), e->where, e->what);
}
static kn_sim *twin(const kn_sim *s) {
  kn_sim *t;
  ok(kn_sim_twin(s, &t), kn_ctx_error(ctx));
  return t;
}
static void go(kn_sim *s, double t) { ok(kn_sim_advance(s, t), &s->error); }
static double get(const kn_sim *s, int outcome) {
  double v = NAN;
  ok(kn_sim_get(s, outcome, &v), &s->error);
  return v;
}
static int end(void **state_) {
  (void)state_;
  kn_close(ctx);
  return 0;
}

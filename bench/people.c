// A cohort under massage for two weeks: people a second by each width of our integrator, against others at the same error.
#include "bench.h"
#include "people.h"
#include "sim/sim.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct engine {
  const char *name;
  cohort_fly *fly;
  int people; // of a timed run; the slow ones fly fewer
  cohort_weight weight;
  double error;
} engine;

static const double ENOUGH = 3e-4; // rms over states, looks and people, in shares of each state's range
enum { JUDGED = 8, PAIRS = 5 };
static const size_t LOOKED = (size_t)PEOPLE_LOOKS * PEOPLE_STATES;

// 128 people around a settled woman with chronic back pain: the gains that differ between people differ by a tenth
static bool gather(cohort *c) {
  kn_ctx *ctx;
  kn_model *model;
  kn_sim *s;
  kn_person_def who = kn_default_person(KN_CHRONIC_LOW_BACK_PAIN);
  if (kn_open(NULL, &ctx)) return false;
  bool good = kn_model_load(ctx, NULL, &model) == KN_OK && kn_sim_create(ctx, model, &who, 1, &s) == KN_OK;
  kn_session_def x = kn_default_session(KN_RELAXATION);
  x.start_s = 86400;
  good = good && kn_sim_session(s, &x) == KN_OK;
  if (!good) return kn_close(ctx), false;
  double now = who.starts_h * 3600;
  const double begins[2] = {2.0 * 86400, 9.0 * 86400};
  c->edge[0] = now;
  for (int i = 0; i < 2; i++) c->edge[1 + 2 * i] = now + begins[i], c->edge[2 + 2 * i] = now + begins[i] + 3600;
  c->edge[5] = now + PEOPLE_DAYS * 86400.0;
  for (int i = 0; i < PEOPLE_LOOKS; i++) c->look[i] = now + (i + 1) * 6 * 3600.0;
  for (int i = 0; i < PEOPLE_STATES; i++) c->scale[i] = kn_state_of(i)->scale, c->start[i] = s->y[i];
  kn_sim_inputs(s, 0, &c->in[0]);
  kn_sim_inputs(s, x.start_s + 60, &c->in[1]);
  uint64_t dice = 1;
  for (int p = 0; p < PEOPLE; p++) {
    c->par[p] = s->numbers.room.chain;
    double *par = (double *)&c->par[p];
    for (int i = 0; i < KN_CHAIN_PARAMS; i++) {
      dice = dice * 6364136223846793005u + 1442695040888963407u;
      const kn_param_info *info = kn_param_at(i);
      if (info->spread_kind == 'l') par[i] *= exp(0.1 * ((double)(dice >> 11) * 0x1p-53 - 0.5));
    }
  }
  kn_close(ctx);
  return true;
}

static double rms(const double *is, const double *should, const double *range, int people) {
  double sum = 0;
  size_t n = (size_t)people * LOOKED;
  for (size_t i = 0; i < n; i++) {
    double e = (is[i] - should[i]) / range[i % PEOPLE_STATES];
    sum += e * e;
  }
  return sqrt(sum / (double)n);
}

static double seconds_a_person(const engine *e, const cohort *c) {
  double *out = malloc((size_t)e->people * LOOKED * sizeof(double));
  double took = out ? e->fly(c, e->people, e->weight, out) / e->people : NAN;
  free(out);
  return took;
}
// The loosest tolerance that is right enough, by whichever weighing of errors is then the faster: ours (flight.c), or
// relative to the states themselves with a tenth of their scale beside it, which is what one would give other programs.
static bool choose(engine *e, const cohort *c, const double *exact, const double *range, double *out) {
  static const cohort_weight ways[] = {{1, 0.03}, {0.1, 10}};
  double least = HUGE_VAL;
  engine best = *e;
  for (int i = 0; i < 2; i++)
    for (double tol = 4e-3; tol > 1e-8; tol *= 0.8) {
      e->weight = (cohort_weight){tol * ways[i].share, ways[i].relative};
      if (isnan(e->fly(c, JUDGED, e->weight, out))) continue;
      e->error = rms(out, exact, range, JUDGED);
      if (!(e->error <= ENOUGH)) continue;
      double took = fmin(seconds_a_person(e, c), seconds_a_person(e, c));
      if (took < least) least = took, best = *e;
      break;
    }
  *e = best;
  return least < HUGE_VAL;
}

static int by_size(const void *a, const void *b) {
  return *(const double *)a < *(const double *)b ? -1 : *(const double *)a > *(const double *)b;
}

static void say(const engine *e) {
  printf("cohort: %s, a state may be off by %.1e (scale + %g |y|), rms error %.1e\n", e->name, e->weight.share,
         e->weight.relative, e->error);
}

// Interleaved pairs: the median ratio with its range
static void compare(bench *b, const char *name, const engine *ours, const engine *its, const cohort *c, double least) {
  double ratio[PAIRS], us[PAIRS], it[PAIRS];
  for (int i = 0; i < PAIRS; i++) {
    us[i] = seconds_a_person(ours, c), it[i] = seconds_a_person(its, c);
    ratio[i] = it[i] / us[i];
  }
  qsort(ratio, PAIRS, sizeof *ratio, by_size), qsort(us, PAIRS, sizeof *us, by_size),
      qsort(it, PAIRS, sizeof *it, by_size);
  bench_add(b, &(bench_row){.name = name,
                            .ours = 1e3 * us[PAIRS / 2],
                            .peer = 1e3 * it[PAIRS / 2],
                            .unit = "ms/person",
                            .limit = 1e3 * it[PAIRS / 2] / least,
                            .error = ours->error,
                            .low = ratio[0],
                            .high = ratio[PAIRS - 1]});
}

bool bench_people(bench *b) {
  static engine lanes[4] = {{"plain C", people_lanes_1, 16, {0, 0}, 0},
                            {"SSE2", people_lanes_2, 32, {0, 0}, 0},
                            {"AVX2", people_lanes_4, PEOPLE, {0, 0}, 0},
                            {"AVX-512", people_lanes_8, PEOPLE, {0, 0}, 0}};
  cohort *c = malloc(sizeof *c);
  double *exact = malloc(JUDGED * LOOKED * sizeof(double)), *out = malloc(JUDGED * LOOKED * sizeof(double));
  double range[PEOPLE_STATES];
  bool good = c && exact && out && gather(c) && !isnan(people_lanes_1(c, JUDGED, (cohort_weight){1e-10, 0.03}, exact));
  for (int i = 0; i < PEOPLE_STATES && good; i++) {
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (size_t k = (size_t)i; k < JUDGED * LOOKED; k += PEOPLE_STATES)
      low = fmin(low, exact[k]), high = fmax(high, exact[k]);
    range[i] = fmax(high - low, c->scale[i]);
  }
  for (int i = 0; i < 4 && good; i++)
    if (kn_lanes_run(lanes[i].fly == people_lanes_1 ? 1 : 1 << i)) good = choose(&lanes[i], c, exact, range, out);
  int widest = 0;
  for (int i = 1; i < 4; i++)
    if (lanes[i].error > 0) widest = i;
  char name[5][80];
  for (int i = 0; i < widest && good; i++) {
    if (!(lanes[i].error > 0)) continue;
    static const double least[] = {0.1, 0.1, 0.4};
    snprintf(name[i], sizeof name[i], "people: %s as fast as %s", lanes[i].name, lanes[widest].name);
    compare(b, strdup(name[i]), &lanes[i], &lanes[widest], c, least[i]);
  }
  static engine peers[] = {
#ifdef BENCH_CVODE
      {"CVODE dense", people_cvode_dense, JUDGED, {0, 0}, 0},
#endif
#ifdef BENCH_KLU
      {"CVODE, KLU, exact Jacobian", people_cvode_klu, JUDGED, {0, 0}, 0},
#endif
      {"R deSolve's lsoda, compiled", people_desolve, JUDGED, {0, 0}, 0}};
  static const struct {
    cohort_fly *fly;
    double least; // times as fast as it, AVX-512; AVX2 half of that
  } asked[] = {
#ifdef BENCH_CVODE
      {people_cvode_dense, 50},
#endif
#ifdef BENCH_KLU
      {people_cvode_klu, 20},
#endif
      {people_desolve, 15}};
  for (size_t k = 0; k < sizeof peers / sizeof *peers && good; k++) {
    if (peers[k].fly == people_desolve && !people_desolve_there()) continue;
    good = choose(&peers[k], c, exact, range, out);
    if (good) say(&peers[k]);
    double least = NAN;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
      if (asked[i].fly == peers[k].fly) least = asked[i].least;
    for (int i = widest; i >= 0 && good; i--) {
      if (!(lanes[i].error > 0)) continue;
      char text[96];
      snprintf(text, sizeof text, "people: %s against %s", lanes[i].name, peers[k].name);
      compare(b, strdup(text), &lanes[i], &peers[k], c, i == 3 ? least : i == 2 ? least / 2 : NAN);
    }
  }
  if (good) say(&lanes[widest]);
  free(c), free(exact), free(out);
  if (!good) fputs("bench: the cohort failed\n", stderr);
  return good;
}

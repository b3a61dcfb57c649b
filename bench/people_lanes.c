// The cohort by our own integrator, over so many lanes.
#include "people.h"
#include <stdlib.h>
#include <string.h>
#include "chain/lanes.h"
#include "solve/batch.h"

typedef struct line {
  int person, leg, looked;
  double y[PEOPLE_STATES];
} line;
typedef struct flight {
  const cohort *c;
  line *lines;
  int count, taken;
  double *out, *coefficients;
} flight;

static bool next(void *user, kn_leg *leg) {
  flight *f = user;
  const cohort *c = f->c;
  line *l = leg->line;
  if (l) {
    if (leg->failed) return false;
    l->looked += leg->looks;
    l->leg++;
  }
  if (l == NULL || l->leg == PEOPLE_EDGES) {
    if (f->taken == f->count) return false;
    l = &f->lines[f->taken];
    *l = (line){.person = f->taken++};
    memcpy(l->y, c->start, sizeof l->y);
  }
  double t0 = c->edge[l->leg], t1 = c->edge[l->leg + 1];
  int looks = 0;
  while (l->looked + looks < PEOPLE_LOOKS && c->look[l->looked + looks] <= t1) looks++;
  kn_chain_prepare(&c->par[l->person], 1, &c->in[cohort_massaged(l->leg)], f->coefficients);
  *leg = (kn_leg){.line = l,
                  .t0 = t0,
                  .t1 = t1,
                  .y = l->y,
                  .c = f->coefficients,
                  .look = f->out ? c->look + l->looked : NULL,
                  .looks = f->out ? looks : 0};
  if (!f->out) l->looked += looks;
  return true;
}
static void seen(void *user, const kn_leg *leg, int i, const double *y) {
  const flight *f = user;
  const line *l = leg->line;
  memcpy(f->out + ((size_t)l->person * PEOPLE_LOOKS + (size_t)(l->looked + i)) * PEOPLE_STATES, y,
         PEOPLE_STATES * sizeof *y);
}

static bool fly(int lanes, const cohort *c, int count, double rtol, double *out) {
  kn_system s;
  if (!kn_chain_system(lanes, 1, &s)) return false;
  double least[PEOPLE_STATES];
  for (int i = 0; i < PEOPLE_STATES; i++) least[i] = 0.1 * c->scale[i];
  flight f = {c, malloc((size_t)count * sizeof(line)), count, 0, out, malloc((size_t)s.coefficients * sizeof(double))};
  void *memory = malloc(kn_batch_memory(&s));
  bool good = f.lines && f.coefficients && memory;
  kn_batch b = {
      .rtol = rtol, .least = least, .first_step = 60, .longest_step = 3600, .next = next, .seen = seen, .user = &f};
  good = good && kn_batch_run(&b, &s, memory) && f.taken == count;
  free(memory), free(f.lines), free(f.coefficients);
  return good;
}
bool people_lanes_1(const cohort *c, int count, double rtol, double *out) { return fly(1, c, count, rtol, out); }
bool people_lanes_2(const cohort *c, int count, double rtol, double *out) { return fly(2, c, count, rtol, out); }
bool people_lanes_4(const cohort *c, int count, double rtol, double *out) { return fly(4, c, count, rtol, out); }
bool people_lanes_8(const cohort *c, int count, double rtol, double *out) { return fly(8, c, count, rtol, out); }

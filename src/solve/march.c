// The batch integrator's loop for KN_LANES lines: compiled once for each width. Steps are tried in all lanes together;
// whether one is kept, and how long the next is, each lane decides for itself.
#include "batch.h"
#include "../lane/lane.h"
#include "rodas.h"

#define KN_NAMED2(name, lanes) name##_##lanes
#define KN_NAMED(name, lanes)  KN_NAMED2(name, lanes)
#define KN_INLINE              static inline __attribute__((always_inline))

enum { MOST_STEPS = 2000000, ASK_EVERY = 256 };

typedef struct lane {
  kn_leg leg;
  double t, h, wanted;  // wanted: the step before it was cut to end with the leg
  double rtol, before, error; // before, error: the last step that was kept in this leg; 0: none
  bool busy, last, rejected;
  int looked;
} lane;

typedef struct march {
  const kn_batch *b;
  const kn_system *s;
  kn_f *y, *next, *f, *by_time, *stage[STAGES], *c, *J, *factors, *scratch;
  double *plain;
  kn_f rtol;
  lane lane[KN_LANES];
  int busy;
} march;

// Shorter than the numbers can resolve is no time at all: two edges that differ by a rounding are one.
static double shortest(double t) { return 1e-12 * (1.0 + (t < 0 ? -t : t)); }

static void read_lane(const kn_f *from, int l, double *to, int n) {
  for (int i = 0; i < n; i++) to[i] = kn_lane(from[i], l);
}
static void write_lane(kn_f *to, int l, const double *from, int n) {
  for (int i = 0; i < n; i++) kn_set_lane(&to[i], l, from[i]);
}

// Asks the source what a lane does next.
static void load(march *m, int l) {
  lane *a = &m->lane[l];
  bool was = a->busy;
  for (;;) {
    if (!m->b->next(m->b->user, &a->leg)) {
      a->busy = false;
      a->leg.line = NULL;
      m->busy -= was;
      return;
    }
    a->leg.failed = a->leg.not_finite = false;
    a->leg.work = (kn_solver_stats){.restarts = 1};
    if (a->leg.c) write_lane(m->c, l, a->leg.c, m->s->coefficients);
    double far = a->leg.t1 > -a->leg.t0 ? a->leg.t1 : a->leg.t0;
    if (a->leg.t1 - a->leg.t0 > shortest(far)) break;
    for (int i = 0; i < a->leg.looks; i++) m->b->seen(m->b->user, &a->leg, i, a->leg.y);
    a->leg.work.restarts = 0;
  }
  write_lane(m->y, l, a->leg.y, m->s->states);
  a->t = a->leg.t0;
  a->h = a->leg.step > 0 ? a->leg.step : m->b->first_step;
  a->rtol = a->leg.rtol > 0 ? a->leg.rtol : m->b->rtol;
  a->busy = true;
  a->rejected = false;
  a->before = 0;
  a->looked = 0;
  m->busy += !was;
}

// One empty lane is enough to ask whether there is more.
static void offer(march *m) {
  for (int l = 0; l < KN_LANES; l++)
    if (!m->lane[l].busy) {
      load(m, l);
      if (!m->lane[l].busy) return;
    }
}

// The step each lane would like, not past its leg's end, and no crumb left before it
static void choose_steps(march *m, kn_f *t, kn_f *h) {
  for (int l = 0; l < KN_LANES; l++) {
    lane *a = &m->lane[l];
    if (a->busy) {
      double left = a->leg.t1 - a->t;
      if (a->h > m->b->longest_step) a->h = m->b->longest_step;
      a->wanted = a->h;
      a->last = a->h >= left * (1.0 - 1e-12);
      if (a->last)
        a->h = left;
      else if (a->h > 0.5 * left)
        a->h = 0.5 * left;
    }
    kn_set_lane(t, l, a->t);
    kn_set_lane(h, l, a->h);
    kn_set_lane(&m->rtol, l, a->rtol);
  }
}

KN_INLINE void stage(march *m, int i, kn_f t, kn_f h, kn_f inverse) {
  const int n = m->s->states;
  kn_f *restrict U = m->stage[i], *restrict at = m->next;
  const kn_f *y = m->y;
  for (int q = 0; q < n; q++) {
    kn_f a = y[q] + A[i][0] * m->stage[0][q], c = C[i][0] * m->stage[0][q];
#pragma GCC unroll 8
    for (int j = 1; j < i; j++) {
      kn_f u = m->stage[j][q];
      a = a + A[i][j] * u;
      c = c + C[i][j] * u;
    }
    at[q] = a;
    U[q] = c;
  }
  kn_f then = t + AT[i] * h;
  m->s->rates(m->s, m->c, &then, at, m->f, m->scratch);
  kn_f by_time = BY_T[i] * h;
  for (int q = 0; q < n; q++) U[q] = m->f[q] + inverse * U[q] + by_time * m->by_time[q];
  m->s->solve(m->s, m->c, m->factors, U, m->scratch);
}

// What a state's error may be
KN_INLINE kn_f allowed(const march *m, int q) {
  return m->rtol * (m->b->least[q] + kn_max(kn_abs(m->y[q]), kn_abs(m->next[q])));
}

// One step of all lanes: next, and its error in units of what is allowed, squared and averaged over the states.
static kn_f step(march *m, kn_f t, kn_f h) {
  const int n = m->s->states;
  kn_f inverse = 1.0 / h, g = inverse * (1.0 / GAMMA);
  m->s->by_state(m->s, m->c, &t, m->y, m->f, m->by_time, m->J, m->scratch);
  m->s->factor(m->s, m->c, &g, m->J, m->factors, m->scratch);
  kn_f by_time = BY_T[0] * h;
  for (int q = 0; q < n; q++) m->stage[0][q] = m->f[q] + by_time * m->by_time[q];
  m->s->solve(m->s, m->c, m->factors, m->stage[0], m->scratch);
  stage(m, 1, t, h, inverse);
  stage(m, 2, t, h, inverse);
  stage(m, 3, t, h, inverse);
  stage(m, 4, t, h, inverse);
  stage(m, 5, t, h, inverse);
  const kn_f *last = m->stage[STAGES - 1];
  kn_f *next = m->next, sum = kn_num(0.0);
  for (int q = 0; q < n; q++) next[q] = next[q] + last[q];
  for (int q = 0; q + 1 < n; q += 2) { // two quotients by one division
    kn_f u = allowed(m, q), v = allowed(m, q + 1), both = 1.0 / (u * v);
    kn_f a = last[q] * v * both, b = last[q + 1] * u * both;
    sum = sum + (a * a + b * b);
  }
  if (n % 2) {
    kn_f a = last[n - 1] / allowed(m, n - 1);
    sum = sum + a * a;
  }
  return sum * (1.0 / n);
}

// y(t + x h) = (1-x) y + x (next + (1-x) (sum D1_j U_j + x sum D2_j U_j))
static void between(const march *m, int l, double x) {
  for (int q = 0; q < m->s->states; q++) {
    double p1 = 0, p2 = 0;
    for (int j = 0; j < BETWEEN; j++) {
      double u = kn_lane(m->stage[j][q], l);
      p1 += D1[j] * u;
      p2 += D2[j] * u;
    }
    m->plain[q] = (1.0 - x) * kn_lane(m->y[q], l) + x * (kn_lane(m->next[q], l) + (1.0 - x) * (p1 + x * p2));
  }
}

static int worst_state(const march *m, int l) {
  int worst = -1;
  double most = -1.0;
  for (int q = 0; q < m->s->states; q++) {
    double e = kn_lane(m->stage[STAGES - 1][q], l);
    if (!(e - e < 1.0)) return q; // not finite
    e = (e < 0 ? -e : e) / m->b->least[q];
    if (e > most) most = e, worst = q;
  }
  return worst;
}

static void give_up(march *m, int l, const char *why, bool not_finite) {
  lane *a = &m->lane[l];
  a->leg.failed = true;
  a->leg.not_finite = not_finite;
  a->leg.fault = (kn_solver_fault){a->t, worst_state(m, l), why};
  read_lane(m->y, l, a->leg.y, m->s->states);
  load(m, l);
}

// A step that was kept: what was looked at in it, the time, and how long the next may be
static void keep(march *m, int l, double grow, double e) {
  lane *a = &m->lane[l];
  double then = a->last ? a->leg.t1 : a->t + a->h;
  for (; a->looked < a->leg.looks && a->leg.look[a->looked] <= then; a->looked++) {
    double x = (a->leg.look[a->looked] - a->t) / a->h;
    if (x < 1.0)
      between(m, l, x);
    else
      read_lane(m->next, l, m->plain, m->s->states);
    m->b->seen(m->b->user, &a->leg, a->looked, m->plain);
  }
  if (a->before > 0) { // Gustafsson: an error that grows from step to step will grow again
    double ratio = 0.9 * a->h / a->before * __builtin_sqrt(__builtin_sqrt(a->error / (e * e)));
    if (ratio < grow) grow = ratio > 0.2 ? ratio : 0.2;
  }
  a->before = a->h;
  a->error = e > 1e-2 ? e : 1e-2;
  if (a->rejected && grow > 1.0) grow = 1.0;
  a->rejected = false;
  double h = a->h * grow;
  a->h = a->last && a->wanted > h ? a->wanted : h;
  a->t = then;
  a->leg.work.steps++;
}

static void judge(march *m, kn_f error) {
  bool all = true;
  kn_m kept = kn_lt(kn_num(0.0), kn_num(0.0));
  bool ended[KN_LANES] = {false}, refused[KN_LANES] = {false};
  for (int l = 0; l < KN_LANES; l++) {
    lane *a = &m->lane[l];
    if (!a->busy) {
      all = false;
      continue;
    }
    double e = __builtin_sqrt(kn_lane(error, l));
    a->leg.work.rates += STAGES;
    a->leg.work.jacobians++;
    double grow = 0.2; // of an error that is no number
    if (e < 1e100) grow = e > 1e-8 ? 0.9 / __builtin_sqrt(__builtin_sqrt(e)) : 6.0;
    grow = grow > 6.0 ? 6.0 : grow < 0.2 ? 0.2 : grow;
    if (e <= 1.0) {
      keep(m, l, grow, e);
      ((int64_t *)&kept)[l] = -1;
      ended[l] = a->last;
      continue;
    }
    all = false;
    refused[l] = true;
    a->rejected = true;
    a->leg.work.failures++;
    a->h *= grow;
  }
  if (all)
    for (int q = 0; q < m->s->states; q++) m->y[q] = m->next[q];
  else
    for (int q = 0; q < m->s->states; q++) m->y[q] = kn_sel(kept, m->next[q], m->y[q]);
  for (int l = 0; l < KN_LANES; l++) {
    lane *a = &m->lane[l];
    if (ended[l]) {
      read_lane(m->y, l, a->leg.y, m->s->states);
      a->leg.step = a->h;
      load(m, l);
    } else if (refused[l] && !(a->h > shortest(a->t))) {
      double e = kn_lane(error, l);
      give_up(m, l, "the error test fails at the smallest step", !(e - e < 1.0));
    } else if (a->busy && a->leg.work.steps + a->leg.work.failures > MOST_STEPS)
      give_up(m, l, "too many steps", false);
  }
}

bool KN_NAMED(kn_batch_march, KN_LANES)(const kn_batch *b, const kn_system *s, void *memory);
bool KN_NAMED(kn_batch_march, KN_LANES)(const kn_batch *b, const kn_system *s, void *memory) {
  march m = {.b = b, .s = s};
  kn_f *at = memory;
  m.y = at, at += s->states;
  m.next = at, at += s->states;
  m.f = at, at += s->states;
  m.by_time = at, at += s->states;
  for (int i = 0; i < STAGES; i++) m.stage[i] = at, at += s->states;
  m.c = at, at += s->coefficients;
  m.J = at, at += s->slopes;
  m.factors = at, at += s->factors;
  m.scratch = at, at += s->scratch;
  m.plain = (double *)at;
  // by_time of blocks, which do not read the clock, stays zero
  for (int i = 0; i < s->states; i++) m.by_time[i] = m.y[i] = kn_num(0.0);
  for (int i = 0; i < s->coefficients; i++) m.c[i] = kn_num(0.0);
  for (int l = 0; l < KN_LANES; l++) {
    m.lane[l].h = 1.0;
    m.lane[l].rtol = b->rtol;
    load(&m, l);
  }
  // A lane without a line computes along with the numbers of one that has one.
  for (int l = 1; l < KN_LANES; l++)
    if (!m.lane[l].busy && m.lane[0].busy) {
      for (int i = 0; i < s->states; i++) kn_set_lane(&m.y[i], l, kn_lane(m.y[i], 0));
      for (int i = 0; i < s->coefficients; i++) kn_set_lane(&m.c[i], l, kn_lane(m.c[i], 0));
      m.lane[l].t = m.lane[0].t;
    }
  for (long round = 0; m.busy > 0; round++) {
    if (round % ASK_EVERY == 0 && b->keep_going && !b->keep_going(b->user)) return false;
    if (b->refill && m.busy < KN_LANES) offer(&m);
    kn_f t, h;
    choose_steps(&m, &t, &h);
    judge(&m, step(&m, t, h));
  }
  return true;
}

#include "trace.h"
#include "loading.h"

typedef struct parts {
  kn_part part[KN_TRACE_STROKES];
  int count, most;
} parts;

static void drop(parts *g, int i) { // part i has been joined to the one before
  g->count--;
  for (int j = i; j < g->count; j++) g->part[j] = g->part[j + 1];
}
// Joins the pair of neighbours that differ least; the shorter of the two counts
static void join_closest(parts *g) {
  int best = 1;
  double least = __builtin_inf();
  for (int i = 1; i < g->count; i++) {
    const kn_part *a = &g->part[i - 1], *b = &g->part[i];
    double cost = kn_part_difference(a, b) * kn_min(a->impulse, b->impulse);
    if (cost < least) least = cost, best = i;
  }
  kn_part_join(&g->part[best - 1], &g->part[best], false);
  drop(g, best);
}
static void add(const kn_hand_par *k, parts *g, const kn_part *p) {
  if (g->count > 0) {
    kn_part *last = &g->part[g->count - 1];
    double T = kn_part_period(last), step = p->start - last->last_start;
    bool regular = !(T > 0.0) || (kn_abs(step - T) <= k->c_alike * kn_max(step, T));
    if (kn_part_difference(last, p) <= k->c_alike && (regular || last->inner)) {
      kn_part_join(last, p, !p->inner);
      return;
    }
    if (last->pairs == 1.0 && step < T && kn_part_difference(last, p) <= k->c_alike) { // the first interval was a pause
      last->pair_time = last->pairs = 0.0;
      kn_part_join(last, p, true);
      return;
    }
    // a rest came between two runs of the same stroke
    if (g->count > 1 && kn_part_difference(&g->part[g->count - 2], last) <= k->c_alike) {
      kn_part_join(&g->part[g->count - 2], last, false);
      g->count--;
    }
  }
  if (g->count == g->most) join_closest(g);
  g->part[g->count++] = *p;
}

// The record ends within a loading that came when one more of the last stroke was due: it is no stroke of its own.
static bool is_cut_short(const kn_hand_par *k, const parts *g, const kn_part *p) {
  if (g->count == 0) return false;
  const kn_part *last = &g->part[g->count - 1];
  double T = kn_part_period(last), step = p->start - last->last_start;
  return T > 0.0 && !last->inner && !p->inner && p->contact * last->cycles < last->contact &&
         kn_abs(step - T) <= k->c_alike * T && kn_part_difference(last, p) > k->c_alike;
}

int kn_trace_strokes(const kn_hand_par *k, const kn_sample *r, long n, kn_trace_stroke *out, int most) {
  if (n < 3 || most < 1) return 0;
  kn_levels v = kn_record_levels(k, r, n);
  kn_loading l = {0, -1, 0, -1};
  parts g = {.count = 0, .most = most < 2 ? 2 : most > KN_TRACE_STROKES ? KN_TRACE_STROKES : most};
  while (kn_record_next(k, &v, r, n, &l)) {
    kn_part p = kn_part_of(k, &v, r, n, &l);
    if (l.last < n - 1 || !is_cut_short(k, &g, &p)) add(k, &g, &p);
  }
  for (int i = 1; i < g.count;) {
    if (kn_part_difference(&g.part[i - 1], &g.part[i]) <= k->c_alike) {
      kn_part_join(&g.part[i - 1], &g.part[i], false);
      drop(&g, i);
    } else
      i++;
  }
  if (g.count > most) join_closest(&g);
  for (int i = 0; i < g.count; i++) {
    const kn_part *p = &g.part[i];
    kn_trace_stroke *o = &out[i];
    o->stroke = kn_part_fit(k, p, &o->seconds);
    o->start = p->start;
    double until = i + 1 < g.count ? g.part[i + 1].start : r[n - 1].t;
    o->rest = kn_max(until - p->start - o->seconds, 0.0);
    o->x = p->x / p->contact, o->y = p->y / p->contact;
    o->impulse = p->impulse, o->loadings = p->cycles;
  }
  return g.count;
}

kn_motion kn_trace_at(const kn_hand_par *k, const kn_trace_stroke *s, int n, double t) {
  kn_motion lifted = {0, 0, 0, 0, 0, 0, 0, false};
  for (int i = n - 1; i >= 0; i--) {
    if (t < s[i].start) continue;
    if (t >= s[i].start + s[i].seconds) return lifted;
    kn_motion m = kn_motion_at(k, &s[i].stroke, (t - s[i].start) * s[i].stroke.rate);
    m.x += s[i].x, m.y += s[i].y;
    return m;
  }
  return lifted;
}

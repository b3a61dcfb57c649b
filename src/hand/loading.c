#include "loading.h"

static double clip(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

// ---- one loading ----------------------------------------------------------------------------------------------------------
// Spread of the places along the main axis and across it (variances, m2), and the axis
typedef struct spread {
  double along, across, axis; // rad
  double low, high;           // along the axis, from where it began
} spread;
static spread places(const kn_hand_par *k, const kn_sample *r, const kn_loading *l, double noise) {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  spread s = {0, 0, 0, 0, 0};
  for (long i = l->first; i <= l->last; i++)
    if (kn_measured(r[i].x)) n++, x += r[i].x, y += r[i].y;
  if (!(n > 1.0)) return s;
  x /= n, y /= n;
  for (long i = l->first; i <= l->last; i++)
    if (kn_measured(r[i].x)) {
      double dx = r[i].x - x, dy = r[i].y - y;
      xx += dx * dx / n, yy += dy * dy / n, xy += dx * dy / n;
    }
  double mean = 0.5 * (xx + yy), half = 0.5 * (xx - yy), root = kn_sqrt(half * half + xy * xy);
  s.along = kn_max(mean + root - noise * noise, 0.0);
  s.across = kn_max(mean - root - noise * noise, 0.0);
  s.axis = 0.5 * kn_direction_of(k, half, xy);
  double c = kn_cos_turns(s.axis / (2.0 * k->pi)), d = kn_sin_turns(s.axis / (2.0 * k->pi));
  for (long i = l->first; i <= l->last; i++)
    if (kn_measured(r[i].x)) {
      double at = c * (r[i].x - r[l->first].x) + d * (r[i].y - r[l->first].y);
      s.low = kn_min(s.low, at), s.high = kn_max(s.high, at);
    }
  return s;
}

static const double ROUND = 0.3;      // variance across over along above which a path is a circle, not a line
static const double BOTH_SIDES = 0.2; // lesser excursion over greater above which a path goes to and fro
static const double FLAT = 0.8;       // share of the peak that c_flat counts from
static const double HUMP = 0.8; // of a loading above half of its peak: 0.67 a half sine, more what is held and sags
static const double SURE = 3.0; // noises

typedef struct seen {
  bool moves, straight, round, to_and_fro, flat, hump;
  spread where;
  kn_swing force, place; // of the middle of the loading, without its ramps; of its places
} seen;

static kn_pattern pattern_of(const kn_hand_par *k, const seen *s, double contact) {
  if (!s->moves) {
    if (contact <= k->t_tap) return KN_TAP;
    return s->force.count > 2 ? KN_VIBRATE : s->hump ? KN_TAP : KN_HOLD;
  }
  if (s->round) return s->flat ? KN_CIRCLE : KN_KNEAD;
  if (s->place.count > 2) { // to and fro, over and over
    if (kn_sqrt(2.0 * s->where.along) > k->l_skin) return KN_GLIDE;
    return s->force.count > 2 ? KN_VIBRATE : KN_CROSS;
  }
  if (s->straight) return KN_GLIDE;
  return s->flat ? s->to_and_fro ? KN_CROSS : KN_STRETCH : KN_KNEAD;
}

// Slope of the place along the axis on the force: drawn skin moves in proportion to what draws it
static double draw(const kn_sample *r, const kn_loading *l, double c, double d) {
  double n = 0, f = 0, w = 0, ff = 0, fw = 0;
  for (long i = l->first; i <= l->last; i++)
    if (kn_measured(r[i].x)) n++, f += r[i].fz, w += c * r[i].x + d * r[i].y;
  f /= n, w /= n;
  for (long i = l->first; i <= l->last; i++)
    if (kn_measured(r[i].x)) ff += kn_sq(r[i].fz - f), fw += (r[i].fz - f) * (c * r[i].x + d * r[i].y - w);
  return ff > 0.0 ? kn_abs(fw / ff) : 0.0;
}

kn_part kn_part_of(const kn_hand_par *k, const kn_levels *v, const kn_sample *r, long n, const kn_loading *l) {
  const kn_sample *a = &r[l->first], *b = &r[l->last];
  kn_part p = {.start = a->t, .last_start = a->t, .end = b->t, .cycles = 1, .contact = b->t - a->t};
  seen s = {0};
  double peak = 0, flat = 0, high = 0, speed2 = 0, doubt = 0;
  for (long i = l->from; i <= l->to; i++) {
    double f = r[i].fz - v->base, dt = kn_record_step(r, n, i);
    p.length += dt, p.impulse += f * dt, p.square += (f * f - v->noise * v->noise) * dt;
  }
  for (long i = l->first; i <= l->last; i++) peak = kn_max(peak, kn_record_force(r, n, i) - v->base);
  for (long i = l->first; i <= l->last; i++) {
    double f = r[i].fz - v->base, dt = kn_record_step(r, n, i);
    if (f > FLAT * peak) flat += dt;
    if (f > 0.5 * peak) high += dt;
    kn_velocity u = kn_record_velocity(v, r, n, i);
    double u2 = u.x * u.x + u.y * u.y - 2.0 * u.variance;
    p.path += kn_sqrt(kn_max(u2, 0.0)) * dt, speed2 += u2 * dt, doubt += SURE * SURE * u.variance * dt;
    if (kn_measured(r[i].x)) p.x += r[i].x * dt, p.y += r[i].y * dt;
    double q = kn_measured(r[i].fx) ? kn_sqrt(r[i].fx * r[i].fx + r[i].fy * r[i].fy) : 0.0;
    double angle = kn_measured(r[i].angle) ? r[i].angle : kn_direction_of(k, f, q);
    if (f > 0.0) p.angle += angle * f * dt, p.weight += f * dt;
  }
  if (kn_measured(a->x)) p.moved_x = b->x - a->x, p.moved_y = b->y - a->y;
  s.moves = speed2 > k->v_still * k->v_still * p.contact + doubt;
  s.where = places(k, r, l, v->place);
  s.round = s.where.across > ROUND * s.where.along;
  s.straight = kn_sqrt(p.moved_x * p.moved_x + p.moved_y * p.moved_y) > k->c_line * p.path;
  s.flat = flat > k->c_flat * p.contact;
  s.hump = !s.flat && high < HUMP * p.contact;
  double less = kn_min(-s.where.low, s.where.high), more = kn_max(-s.where.low, s.where.high);
  s.to_and_fro = less > BOTH_SIDES * more;
  long edge = (l->last - l->first) / 5, i0 = l->first + edge, i1 = l->last - edge;
  double mean = 0;
  for (long i = i0; i <= i1; i++) mean += (r[i].fz - v->base) / (double)(i1 - i0 + 1);
  s.force = kn_record_swing(r, i0, i1, 0, 0, 1, SURE * v->noise);
  double swing = kn_sqrt(kn_max(s.force.amplitude * s.force.amplitude - 2.0 * v->noise * v->noise, 0.0)) / mean;
  if (swing < k->c_swing) s.force.count = 0;
  double c = kn_cos_turns(s.where.axis / (2.0 * k->pi)), d = kn_sin_turns(s.where.axis / (2.0 * k->pi));
  s.place = kn_record_swing(r, l->first, l->last, c, d, 0, SURE * v->place);
  p.pattern = pattern_of(k, &s, p.contact);

  const kn_swing *w = p.pattern == KN_VIBRATE ? &s.force : &s.place;
  p.inner = p.pattern == KN_VIBRATE || (p.pattern != KN_HOLD && p.pattern != KN_TAP && w->count > 2);
  if (p.inner) {
    bool passes = p.pattern == KN_GLIDE; // each way is a stroke
    p.cycles = w->rate * p.contact * (passes ? 2.0 : 1.0);
  }
  p.swing = swing * p.contact;
  // Where the pattern says what the path looks like, its size says how long it is, with less noise than the sum of its steps
  if (p.pattern == KN_STRETCH) p.draw = draw(r, l, c, d) * p.contact;
  if (s.round) p.path = 2.0 * k->pi * kn_sqrt(s.where.along + s.where.across) * p.cycles;
  if (p.inner && p.pattern == KN_CROSS) p.path = 4.0 * kn_sqrt(2.0 * s.where.along) * p.cycles;
  double axis = p.pattern == KN_GLIDE && !p.inner ? kn_direction_of(k, p.moved_x, p.moved_y) : s.where.axis;
  if (p.pattern == KN_STRETCH && -s.where.low > s.where.high) axis += k->pi;
  bool either = p.pattern == KN_CROSS || p.inner; // to and fro has no head: angles count double
  double q = (either ? 2.0 : 1.0) * axis / (2.0 * k->pi);
  p.axis_x = kn_cos_turns(q) * p.contact, p.axis_y = kn_sin_turns(q) * p.contact;
  return p;
}

// ---- alike ones together -----------------------------------------------------------------------------------------------------
double kn_part_period(const kn_part *p) {
  if (p->inner) return p->contact / p->cycles;
  return p->pairs > 0.0 ? p->pair_time / p->pairs : 0.0;
}
static double apart(double a, double b) { // |a - b| over the greater
  double most = kn_max(kn_abs(a), kn_abs(b));
  return most > 0.0 ? kn_abs(a - b) / most : 0.0;
}
static double per_cycle(const kn_part *p) { return p->inner ? 1.0 : p->contact / p->cycles; }
double kn_part_difference(const kn_part *a, const kn_part *b) {
  double d = apart(a->impulse / a->contact, b->impulse / b->contact);
  if (a->pattern != b->pattern || a->inner != b->inner) return 1.0 + d;
  d = kn_max(d, apart(per_cycle(a), per_cycle(b)));
  double ta = kn_part_period(a), tb = kn_part_period(b);
  if (ta > 0.0 && tb > 0.0) d = kn_max(d, apart(ta, tb));
  return kn_min(d, 1.0);
}
void kn_part_join(kn_part *a, const kn_part *b, bool adjacent) {
  if (b->impulse > a->impulse) a->pattern = b->pattern, a->inner = b->inner;
  if (adjacent) a->pair_time += b->start - a->last_start, a->pairs++;
  a->end = b->end, a->last_start = b->last_start;
#define ADD(member) a->member += b->member
  ADD(cycles), ADD(pair_time), ADD(pairs), ADD(contact), ADD(length), ADD(impulse), ADD(square), ADD(path);
  ADD(moved_x), ADD(moved_y), ADD(x), ADD(y), ADD(angle), ADD(weight), ADD(draw), ADD(swing), ADD(axis_x), ADD(axis_y);
#undef ADD
}

// ---- the stroke with the same mean and mean square ------------------------------------------------------------------------
// kn_stroke_moments solved for peak and loaded share: m, q mean and mean square over the cycle
static void solve(const kn_hand_par *k, kn_stroke *s, double m, double q) {
  double mean = 1.0, square = 1.0; // of the loaded part, over the peak
  if (s->pattern == KN_VIBRATE) {
    s->on = 1.0;
    s->force = m * (1.0 + s->swing);
    return;
  }
  if (s->pattern == KN_GLIDE || s->pattern == KN_KNEAD || s->pattern == KN_TAP)
    mean = 2.0 / k->pi, square = 0.5;
  else
    mean = 1.0 - k->k_ramp, square = 1.0 - 2.0 * k->k_ramp + 0.75 * k->k_ramp;
  s->force = q / m * mean / square;
  s->on = m / (mean * s->force);
  bool may_stay = s->pattern == KN_CIRCLE || s->pattern == KN_CROSS;
  if (may_stay &&
      s->on * (1.0 + k->k_ramp) > 1.0) { // ramps as long as the gap: m = F(2 on - 1), q = F^2(2.25 on - 1.25)
    double R = m * m / q, b = 4.0 + 2.25 * R, c = 1.0 + 1.25 * R, root = kn_sqrt(kn_max(b * b - 16.0 * c, 0.0));
    s->on = clip((b + root) / 8.0, 0.5, 1.0);
    s->force = m / (2.0 * s->on - 1.0);
  }
  if (s->on > 1.0) s->on = 1.0, s->force = m / mean;
}

kn_stroke kn_part_fit(const kn_hand_par *k, const kn_part *p, double *seconds) {
  kn_stroke s = {.pattern = p->pattern};
  double T = kn_part_period(p), angle = p->weight > 0.0 ? p->angle / p->weight : 0.0;
  if (!(T > 0.0)) T = p->contact / p->cycles; // one alone: a cycle is as long as it
  s.swing = p->pattern == KN_VIBRATE ? clip(p->swing / p->contact, 0.0, 1.0) : 0.0;
  double m = p->impulse / (p->cycles * T), q = p->square / (p->cycles * T);
  if ((p->pattern == KN_CROSS || p->pattern == KN_CIRCLE) && p->inner) q = m * m; // held throughout
  solve(k, &s, m, q);
  s.rate = 1.0 / T;
  s.angle = angle;
  s.speed = p->path / p->contact;
  if (p->pattern == KN_HOLD || p->pattern == KN_TAP) s.speed = 0.0;
  if (p->pattern == KN_KNEAD || p->pattern == KN_CIRCLE) s.speed = p->path / (p->cycles * s.on * T);
  if (p->pattern == KN_STRETCH) s.speed = 2.0 * p->draw / p->contact * s.force / (s.on * T); // out and back
  double c = kn_cos_turns(angle / (2.0 * k->pi));
  if (c > 0.0) s.force /= c;
  if (p->pattern == KN_VIBRATE && s.speed < k->v_still) s.speed = 0.0;
  bool either = p->pattern == KN_CROSS || p->inner;
  if (p->pattern == KN_GLIDE || p->pattern == KN_CROSS || p->pattern == KN_STRETCH)
    s.direction = kn_direction_of(k, p->axis_x, p->axis_y) / (either ? 2.0 : 1.0);
  *seconds = p->cycles * T;
  return s;
}

#include "motion.h"

static double clip(double x, double low, double high) { return x < low ? low : x > high ? high : x; }
static double turns(double angle, const kn_hand_par *k) { return angle / (2.0 * k->pi); }

double kn_stroke_period(const kn_stroke *s) { return 1.0 / s->rate; }
double kn_stroke_loaded(const kn_stroke *s) { return s->pattern == KN_VIBRATE ? 1.0 : clip(s->on, 0.0, 1.0); }
double kn_stroke_path(const kn_stroke *s) {
  if (s->pattern == KN_HOLD || s->pattern == KN_TAP) return 0.0;
  return s->speed * kn_stroke_loaded(s) * kn_stroke_period(s);
}
double kn_stroke_normal(const kn_hand_par *k, const kn_stroke *s) {
  return s->force * kn_cos_turns(turns(s->angle, k));
}

// ---- force over the cycle, as a share of its peak -----------------------------------------------------------------------
typedef enum shape { HALF_SINE, HELD, SWINGING } shape;
static shape shape_of(const kn_stroke *s) {
  if (s->pattern == KN_VIBRATE) return SWINGING;
  return s->pattern == KN_GLIDE || s->pattern == KN_KNEAD || s->pattern == KN_TAP ? HALF_SINE : HELD;
}
static double swing(const kn_hand_par *k, const kn_stroke *s) {
  return s->swing > 0.0 ? clip(s->swing, 0.0, 1.0) : k->k_vib;
}
// Length of the ramp, a share of the cycle. Circles and cross-fibre friction that never lift (on = 1) have none: as the
// gap closes, so do its ramps.
static double ramp(const kn_hand_par *k, const kn_stroke *s, double on) {
  double usual = k->k_ramp * on, gap = 1.0 - on;
  bool may_stay = s->pattern == KN_CIRCLE || s->pattern == KN_CROSS;
  return may_stay && gap < usual ? gap : usual;
}
// s in [0, 1); slope: change over one cycle
static double load(const kn_hand_par *k, const kn_stroke *stroke, double s, double *slope) {
  double on = kn_stroke_loaded(stroke);
  *slope = 0.0;
  if (shape_of(stroke) == SWINGING) {
    double w = swing(k, stroke);
    *slope = w * 2.0 * k->pi * kn_cos_turns(s) / (1.0 + w);
    return (1.0 + w * kn_sin_turns(s)) / (1.0 + w);
  }
  if (s >= on) return 0.0;
  if (shape_of(stroke) == HALF_SINE) {
    *slope = k->pi / on * kn_cos_turns(0.5 * s / on);
    return kn_sin_turns(0.5 * s / on);
  }
  double r = ramp(k, stroke, on), from_edge = s < on - s ? s : on - s;
  if (from_edge >= r) return 1.0;
  *slope = (s < on - s ? 0.5 : -0.5) * k->pi / r * kn_sin_turns(0.5 * from_edge / r);
  return 0.5 * (1.0 - kn_cos_turns(0.5 * from_edge / r));
}

kn_moments kn_stroke_moments(const kn_hand_par *k, const kn_stroke *s) {
  double on = kn_stroke_loaded(s);
  switch (shape_of(s)) {
  case SWINGING: {
    double w = swing(k, s), peak = 1.0 + w;
    return (kn_moments){1.0 / peak, (1.0 + 0.5 * w * w) / (peak * peak)};
  }
  case HALF_SINE:
    return (kn_moments){2.0 / k->pi * on, 0.5 * on};
  case HELD:
    break;
  }
  double r = ramp(k, s, on); // a ramp holds 1/2 of its length in the mean, 3/8 in the square
  return (kn_moments){on - r, on - 2.0 * r + 2.0 * r * 0.375};
}

// ---- one cycle -------------------------------------------------------------------------------------------------------------
// Position and velocity along the stroke's direction (l, vl) and to its left (c, vc)
typedef struct local {
  double l, c, vl, vc;
} local;
static local move(const kn_hand_par *k, const kn_stroke *stroke, double s) {
  double on = kn_stroke_loaded(stroke), T = kn_stroke_period(stroke), path = kn_stroke_path(stroke), u = s / on;
  local m = {0, 0, 0, 0};
  switch (stroke->pattern) {
  case KN_GLIDE:
    if (s < on) {
      m.l = path * (u - 0.5);
      m.vl = stroke->speed;
    } else { // lifted: half a cosine back to the start
      double back = (s - on) / (1.0 - on);
      m.l = 0.5 * path * kn_cos_turns(0.5 * back);
      m.vl = -0.5 * path * k->pi * kn_sin_turns(0.5 * back) / ((1.0 - on) * T);
    }
    break;
  case KN_KNEAD:
  case KN_CIRCLE: {
    double r = path / (2.0 * k->pi), loaded = s < on ? 1.0 : 0.0;
    if (s >= on) u = 1.0; // lifted, waiting where the circle began
    m.l = r * kn_cos_turns(u);
    m.c = r * kn_sin_turns(u);
    m.vl = -loaded * stroke->speed * kn_sin_turns(u);
    m.vc = loaded * stroke->speed * kn_cos_turns(u);
    break;
  }
  case KN_CROSS:
  case KN_VIBRATE: // amplitude a quarter of the path; peak speed pi/2 times the mean
    if (s >= on) break;
    m.l = 0.25 * path * kn_sin_turns(u);
    m.vl = 0.5 * k->pi * stroke->speed * kn_cos_turns(u);
    break;
  case KN_STRETCH: {
    double slope, h = load(k, stroke, s, &slope);
    m.l = 0.5 * path * h;
    m.vl = 0.5 * path * slope / T;
    break;
  }
  default:
    break;
  }
  return m;
}

// The tangential force that a stuck hand asks for, along the direction and to its left: a share of its largest. Skin
// that is carried aside resists in proportion to how far it has come.
static void pull(const kn_stroke *stroke, double s, double *l, double *c) {
  double on = kn_stroke_loaded(stroke), u = s / on;
  *l = 1.0, *c = 0.0;
  if (stroke->pattern == KN_CROSS || (stroke->pattern == KN_VIBRATE && stroke->speed > 0.0)) *l = kn_sin_turns(u);
  if (stroke->pattern == KN_CIRCLE) *l = kn_cos_turns(u), *c = kn_sin_turns(u);
}

kn_motion kn_motion_at(const kn_hand_par *k, const kn_stroke *stroke, double phase) {
  double s = phase - kn_round(phase - 0.5), slope; // into [0, 1)
  if (s < 0.0 || s >= 1.0) s = 0.0;
  double h = load(k, stroke, s, &slope), q = turns(stroke->angle, k), d = turns(stroke->direction, k);
  local m = move(k, stroke, s);
  kn_motion at;
  at.normal = kn_stroke_normal(k, stroke) * h;
  double tl, tc;
  if (stroke->pattern == KN_GLIDE || stroke->pattern == KN_KNEAD) {
    double v = kn_sqrt(m.vl * m.vl + m.vc * m.vc); // [A4] whatever the angle, oil carries no more than this
    tl = kn_hand_slide(k, at.normal, m.vl, v);
    tc = kn_hand_slide(k, at.normal, m.vc, v);
    at.slips = at.normal > 0.0 && v > 0.0;
  } else {
    pull(stroke, s, &tl, &tc);
    double size = kn_sqrt(tl * tl + tc * tc), asked = stroke->force * kn_sin_turns(q) * h * size;
    double held = kn_hand_stick(k, at.normal, asked); // [A4]
    double share = size > 0.0 ? held / size : 0.0;
    at.slips = asked > held;
    tl *= share, tc *= share;
  }
  double cd = kn_cos_turns(d), sd = kn_sin_turns(d);
  at.x = m.l * cd - m.c * sd, at.y = m.l * sd + m.c * cd;
  at.vx = m.vl * cd - m.vc * sd, at.vy = m.vl * sd + m.vc * cd;
  at.tx = tl * cd - tc * sd, at.ty = tl * sd + tc * cd;
  return at;
}

// ---- a session over a region -------------------------------------------------------------------------------------------
// Half of the room that the path takes along x and y
static void reach(const kn_hand_par *k, const kn_stroke *s, double *x, double *y) {
  double path = kn_stroke_path(s), along = 0.5 * path, across = 0.0;
  if (s->pattern == KN_KNEAD || s->pattern == KN_CIRCLE) along = across = path / (2.0 * k->pi);
  if (s->pattern == KN_CROSS || s->pattern == KN_VIBRATE) along = 0.25 * path;
  if (s->pattern == KN_STRETCH) along = 0.25 * path; // out to path/2 and back
  double d = turns(s->direction, k), c = kn_abs(kn_cos_turns(d)), n = kn_abs(kn_sin_turns(d));
  if (across > 0.0) c = 1.0, n = 0.0; // a circle needs the same room each way
  *x = along * c + across * n, *y = along * n + across * c;
}
static int whole(double x) { // largest integer <= x, within what an int and a session can hold
  x = clip(x, 0.0, 1e9);
  int i = (int)x;
  return i;
}
static int places(double length, double tile) {
  if (!(tile > 0.0) || tile >= length) return 1;
  int n = whole(length / tile);
  return n * tile < length * (1.0 - 1e-9) ? n + 1 : n; // the last bit is not worth a row of its own
}

kn_schedule kn_schedule_over(const kn_hand_par *k, const kn_stroke *s, double length, double width, double half_x,
                             double half_y, double seconds) {
  double x, y, T = kn_stroke_period(s);
  reach(k, s, &x, &y);
  kn_schedule c = {.nx = places(length, 2.0 * (x + half_x)), .ny = places(width, 2.0 * (y + half_y))};
  c.tile_x = length / c.nx, c.tile_y = width / c.ny, c.period = T, c.seconds = seconds;
  int n = c.nx * c.ny, passes = whole(seconds / (n * k->t_visit));
  if (passes < 1) passes = 1;
  while (passes > 1 && seconds / ((double)n * passes) < T) passes--; // slow strokes: a visit is one cycle at least
  c.visits = n * passes;
  c.visit = seconds / c.visits;
  if (c.visit < T * (1.0 - 1e-9)) { // too short for all: as many places as there are cycles
    c.visits = whole(seconds / T * (1.0 + 1e-9));
    c.visit = c.visits > 0 ? seconds / c.visits : seconds;
  }
  c.cycles = whole(c.visit / T * (1.0 + 1e-9));
  c.covered = c.visits < n ? (double)c.visits / n : 1.0;
  c.share = seconds > 0.0 ? c.cycles * T / seconds * (c.visits < n ? 1.0 : passes) : 0.0;
  if (c.visits == 0) c.share = 0.0;
  return c;
}

kn_place kn_schedule_at(const kn_schedule *c, double t) {
  kn_place p = {.visit = -1, .column = -1, .row = -1, .moving = true};
  if (!(t >= 0.0) || t >= c->seconds || c->visits == 0) return p;
  p.visit = whole(t / c->visit);
  if (p.visit >= c->visits) p.visit = c->visits - 1;
  int at = p.visit % (c->nx * c->ny);
  p.row = at / c->nx;
  p.column = at % c->nx;
  if (p.row & 1) p.column = c->nx - 1 - p.column; // serpentine
  p.x = (p.column - 0.5 * (c->nx - 1)) * c->tile_x;
  p.y = (p.row - 0.5 * (c->ny - 1)) * c->tile_y;
  double in = (t - p.visit * c->visit) / c->period;
  p.moving = in >= c->cycles;
  p.phase = in - whole(in);
  return p;
}

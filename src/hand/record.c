#include "record.h"

bool kn_measured(double x) { return x == x; }

double kn_record_step(const kn_sample *r, long n, long i) {
  double before = i > 0 ? r[i].t - r[i - 1].t : 0.0, after = i + 1 < n ? r[i + 1].t - r[i].t : 0.0;
  return 0.5 * (before + after);
}
double kn_record_force(const kn_sample *r, long n, long i) {
  double a = r[i > 0 ? i - 1 : i].fz, b = r[i].fz, c = r[i + 1 < n ? i + 1 : i].fz;
  return kn_max(kn_min(a, b), kn_min(kn_max(a, b), c));
}

// ---- quantiles by bisection ---------------------------------------------------------------------------------------------
typedef enum what { FORCE, JITTER_F, JITTER_X, JITTER_Y } what;
// Fourth differences vanish for whatever changes smoothly, and leave sqrt 70 times the noise
static double fourth(double a, double b, double c, double d, double e) { return a - 4.0 * b + 6.0 * c - 4.0 * d + e; }
static double value(const kn_sample *r, long n, long i, what w) {
  if (w == FORCE) return r[i].fz;
  if (i < 2 || i + 2 >= n) return __builtin_nan("");
  const kn_sample *s = &r[i];
  return kn_abs(w == JITTER_F   ? fourth(s[-2].fz, s[-1].fz, s->fz, s[1].fz, s[2].fz)
                : w == JITTER_X ? fourth(s[-2].x, s[-1].x, s->x, s[1].x, s[2].x)
                                : fourth(s[-2].y, s[-1].y, s->y, s[1].y, s[2].y));
}
// The q-quantile of the measured values below `limit`; 0 when there are none
static double quantile(const kn_sample *r, long n, what w, double q, double limit) {
  double low = 0, high = 0;
  long count = 0;
  for (long i = 0; i < n; i++) {
    double v = value(r, n, i, w);
    if (!kn_measured(v) || v >= limit) continue;
    if (count++ == 0) low = high = v;
    low = kn_min(low, v), high = kn_max(high, v);
  }
  double wanted = q * (double)count;
  for (int turn = 0; turn < 40 && count > 0; turn++) { // to a millionth of a millionth of the range
    double middle = 0.5 * (low + high);
    long below = 0;
    for (long i = 0; i < n; i++) {
      double v = value(r, n, i, w);
      below += v < limit && v <= middle;
    }
    *((double)below < wanted ? &low : &high) = middle;
  }
  return high;
}
static const double SD_OF_MEDIAN = 1.4826, SQRT70 = 8.366600265340756; // normal noise: SD over median size; see `value`

// ---- the sensor's zero ------------------------------------------------------------------------------------------------------
// Readings within a tenth of the range above the lowest are off the skin if they are many and lie flat: a force that
// only passes through its low point, as between two kneads, or swings about a mean, is steep or high there.
static const double TENTH = 0.1, FLAT = 0.01, MANY = 0.1, LOW = 0.02, HIGH = 0.995, SURE = 5.0, CALM = 12.0;
static const double SHORTEST = 0.01, LONGEST = 0.05; // s: hands turn no faster
kn_levels kn_record_levels(const kn_hand_par *k, const kn_sample *r, long n) {
  kn_levels v = {0};
  double all = __builtin_inf();
  double low = quantile(r, n, FORCE, LOW, all), high = quantile(r, n, FORCE, HIGH, all), range = high - low;
  v.noise = SD_OF_MEDIAN / SQRT70 * quantile(r, n, JITTER_F, 0.5, all);
  v.place = SD_OF_MEDIAN / SQRT70 * kn_max(quantile(r, n, JITTER_X, 0.5, all), quantile(r, n, JITTER_Y, 0.5, all));
  double base = quantile(r, n, FORCE, 0.5, low + TENTH * range + v.noise), near = 3.0 * v.noise + FLAT * range;
  if (near > 2.0 * FLAT * range && range > CALM * v.noise)
    near = 2.0 * FLAT * range; // enough of a noisy zero to see it
  bool rests = true;
  for (int turn = 0; turn < 3 && rests; turn++) { // the mean of what lies around it
    double sum = 0, count = 0;
    for (long i = 0; i < n; i++)
      if (kn_abs(r[i].fz - base) <= near) count++, sum += r[i].fz - base;
    rests = count >= MANY * (double)n && kn_abs(base) <= kn_max(0.5 * range, k->F_zero);
    if (rests) base += sum / count;
  }
  if (!rests) base = 0.0;
  if (rests) { // a better view of the noise
    double square = 0, count = 0;
    for (long i = 0; i < n; i++)
      if (kn_abs(r[i].fz - base) <= 3.0 * v.noise) count++, square += kn_sq(r[i].fz - base);
    if (count > 0.0) v.noise = kn_min(v.noise, kn_sqrt(square / count));
  }
  v.base = base;
  v.high = high - base;
  v.on = base + kn_max(k->c_on * v.high, SURE * v.noise);
  v.off = base + 0.5 * (v.on - base);
  // A slope over w to each side has the variance 3/2 place^2 step/w^3: no longer than a quarter of v_still needs
  double step = n > 1 ? (r[n - 1].t - r[0].t) / (double)(n - 1) : 0.0, still = 0.25 * k->v_still;
  double cube = 1.5 * v.place * v.place * step / (still * still);
  v.window = SHORTEST;
  if (cube > SHORTEST * SHORTEST * SHORTEST) v.window = kn_min(kn_pow(cube, 1.0 / 3.0), LONGEST);
  return v;
}

// ---- loadings ---------------------------------------------------------------------------------------------------------------
static bool run(const kn_hand_par *k, const kn_levels *v, const kn_sample *r, long n, long from, long *first,
                long *last) {
  for (long i = from; i < n; i++) {
    if (!(kn_record_force(r, n, i) > v->on)) continue;
    long end = i, low = -1; // low: since when the reading has been below `off`
    for (long j = i; j < n; j++) {
      if (kn_record_force(r, n, j) >= v->off) {
        end = j, low = -1;
      } else {
        if (low < 0) low = j;
        if (r[j].t - r[low].t >= k->t_gap) break;
      }
    }
    if (end > i && r[end].t - r[i].t >= k->t_gap) {
      *first = i, *last = end;
      return true;
    }
    i = end;
  }
  return false;
}
bool kn_record_next(const kn_hand_par *k, const kn_levels *v, const kn_sample *r, long n, kn_loading *l) {
  long first, last, next, unused, before = l->last;
  if (!run(k, v, r, n, before + 1, &first, &last)) return false;
  l->from = before < 0 ? 0 : l->to + 1;
  l->first = first, l->last = last;
  l->to = run(k, v, r, n, last + 1, &next, &unused) ? (last + next) / 2 : n - 1;
  return true;
}

// ---- movement -----------------------------------------------------------------------------------------------------------------
kn_velocity kn_record_velocity(const kn_levels *v, const kn_sample *r, long n, long i) {
  kn_velocity out = {0, 0, 0};
  if (!kn_measured(r[i].x)) return out;
  long a = i, b = i;
  while (a > 0 && (i - a < 2 || r[i].t - r[a - 1].t <= v->window)) a--;
  while (b + 1 < n && (b - i < 2 || r[b + 1].t - r[i].t <= v->window)) b++;
  double t = 0, x = 0, y = 0, tt = 0, tx = 0, ty = 0, m = (double)(b - a + 1);
  for (long j = a; j <= b; j++) t += r[j].t - r[i].t, x += r[j].x - r[i].x, y += r[j].y - r[i].y;
  t /= m, x /= m, y /= m;
  for (long j = a; j <= b; j++) {
    double d = r[j].t - r[i].t - t;
    tt += d * d, tx += d * (r[j].x - r[i].x - x), ty += d * (r[j].y - r[i].y - y);
  }
  if (!(tt > 0.0)) return out;
  return (kn_velocity){tx / tt, ty / tt, v->place * v->place / tt};
}
static const double SPEED_SURE = 3.0; // noises
double kn_velocity_speed(const kn_velocity *v) {
  double square = v->x * v->x + v->y * v->y;
  return square > SPEED_SURE * SPEED_SURE * v->variance ? kn_sqrt(square - 2.0 * v->variance) : 0.0;
}

kn_swing kn_record_swing(const kn_sample *r, long first, long last, double wx, double wy, double wf, double least) {
  kn_swing s = {0, 0, 0};
  double mean = 0, square = 0, n = (double)(last - first + 1), low = 0, high = 0;
#define COMBINED(i) ((kn_measured(r[i].x) ? wx * r[i].x + wy * r[i].y : 0.0) + wf * r[i].fz)
  for (long i = first; i <= last; i++) mean += COMBINED(i) / n;
  for (long i = first; i <= last; i++) {
    double d = COMBINED(i) - mean;
    square += d * d / n, low = kn_min(low, d), high = kn_max(high, d);
  }
  s.amplitude = kn_sqrt(2.0 * square);
  double band = kn_max(least, 0.4 * s.amplitude), begin = 0, end = 0, through = 0;
  bool below = false;
  for (long i = first; i <= last; i++) {
    double d = COMBINED(i) - mean;
    if (d < -band) below = true, through = r[i].t;
    if (below && d < 0.0) through = r[i].t;
    if (below && d > band) {
      if (s.count++ == 0) begin = through;
      end = through, below = false;
    }
  }
#undef COMBINED
  if (s.count > 1) s.rate = (double)(s.count - 1) / (end - begin);
  return s;
}

double kn_direction_of(const kn_hand_par *k, double x, double y) {
  double ax = kn_abs(x), ay = kn_abs(y), a = 0.5 * k->pi;
  if (ax <= 0.0 && ay <= 0.0) return 0.0;
  if (ax > 0.0) a = kn_atan(ay / ax);
  if (x < 0.0) a = k->pi - a;
  return y < 0.0 ? -a : a;
}

// A measured force-motion trace: its dose and the strokes that stand for it. The traces are made by src/hand/motion.c, so
// what should come back is known; noise and a sensor's zero are put on top.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "hand/dose.h"
#include "hand/trace.h"
#include "lane/random.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "verify/hand_numbers.h"

static void near(double v, double want, double error) {
  if (!(fabs(v - want) <= error)) fail_msg("%.9g is not %.9g +- %g", v, want, error);
}
static const double PI = 3.141592653589793;
static double deg(double x) { return x * PI / 180; }
static const kn_hand_tool palm = {60e-4, 40, 0.4, 1.3, 2, 0.5};

// ---- traces ------------------------------------------------------------------------------------------------------------------
enum { ROOM = 200000 };
static kn_sample record[ROOM];
static long samples;
typedef struct sensor {
  double rate;          // Hz
  double noise, offset; // N
  double place;         // m
} sensor;
static const sensor perfect = {1000, 0, 0, 0}, usual = {1000, 0.2, 1.0, 0.05e-3}, slow = {200, 0.2, -1.0, 0.05e-3};

// Adds so many seconds of a stroke (pattern < 0: of nothing) to the record
static void play(const kn_hand_par *k, const kn_stroke *s, double seconds, const sensor *with) {
  long count = (long)(seconds * with->rate + 0.5);
  for (long i = 0; i < count && samples < ROOM; i++, samples++) {
    kn_motion m = {0};
    if (s) m = kn_motion_at(k, s, (double)i / with->rate * s->rate);
    uint64_t n = (uint64_t)samples * 8;
#define NOISE(j) kn_normal(7, 1, KN_DRAW_MEASURE, n + (j))
    record[samples] = (kn_sample){.t = (double)samples / with->rate,
                                  .x = m.x + with->place * NOISE(0),
                                  .y = m.y + with->place * NOISE(1),
                                  .z = 0,
                                  .fx = m.tx + with->noise * NOISE(2),
                                  .fy = m.ty + with->noise * NOISE(3),
                                  .fz = m.normal + with->offset + with->noise * NOISE(4),
                                  .angle = s ? s->angle : 0};
  }
}
typedef struct example {
  kn_stroke stroke;
  double seconds;
} example;
static const example examples[] = {{{KN_GLIDE, 30, 0.4, 0.08, 0, 0.35, 0.5, 0}, 30},
                                   {{KN_GLIDE, 45, 0.25, 0.05, 0.2, -1.2, 0.7, 0}, 40},
                                   {{KN_CIRCLE, 15, 1.0, 0.06, 0.15, 0, 0.75, 0}, 20},
                                   {{KN_CIRCLE, 12, 0.8, 0.05, 0.1, 0, 1.0, 0}, 20},
                                   {{KN_KNEAD, 25, 0.8, 0.06, 0.25, 0, 0.6, 0}, 20},
                                   {{KN_CROSS, 20, 2.0, 0.06, 0.17, 1.57, 1.0, 0}, 20},
                                   {{KN_HOLD, 40, 0.05, 0, 0, 0, 0.7, 0}, 100},
                                   {{KN_HOLD, 30, 0.5, 0, 0, 0, 0.5, 0}, 20},
                                   {{KN_TAP, 12, 6.0, 0, 0, 0, 0.3, 0}, 10},
                                   {{KN_VIBRATE, 15, 12.0, 0, 0, 0, 1.0, 0.4}, 10},
                                   {{KN_STRETCH, 12, 0.1, 0.006, 0.19, 1.22, 0.8, 0}, 60}};
enum { EXAMPLES = sizeof examples / sizeof *examples };

static double worst_force, worst_rate, worst_on, worst_speed, worst_impulse;
typedef struct dice {
  uint64_t at;
} dice;
static double throw_dice(dice *d) { return kn_uniform(2026, 1, KN_DRAW_LIFE, d->at++); }
static void share(double v, double want, double allowed, double *worst, const char *what, int i) {
  double e = fabs(v / want - 1);
  if (e > *worst) *worst = e;
  if (!(e <= allowed)) fail_msg("example %d: %s %.6g, put in %.6g (%.1f %%)", i, what, v, want, 100 * e);
}
static void comes_back(const sensor *with) {
  kn_hand_par k = hand_numbers();
  worst_force = worst_rate = worst_on = worst_speed = worst_impulse = 0;
  for (int i = 0; i < EXAMPLES; i++) {
    const kn_stroke *s = &examples[i].stroke;
    kn_trace_stroke out[8];
    samples = 0;
    play(&k, s, examples[i].seconds, with);
    if (s->on < 0.9) play(&k, NULL, 1.0, with);
    int n = kn_trace_strokes(&k, record, samples, out, 8);
    if (n != 1) fail_msg("example %d: %d strokes", i, n);
    const kn_stroke *b = &out[0].stroke;
    if (b->pattern != s->pattern)
      fail_msg("example %d: %s came back as %s", i, kn_pattern_key((int)s->pattern), kn_pattern_key((int)b->pattern));
    share(b->force, s->force, 0.05, &worst_force, "force", i);
    share(b->rate, s->rate, 0.05, &worst_rate, "rate", i);
    share(kn_stroke_loaded(b), kn_stroke_loaded(s), 0.05, &worst_on, "loaded share", i);
    if (s->speed > 0) share(b->speed, s->speed, 0.05, &worst_speed, "speed", i);
    if (s->swing > 0) near(b->swing, s->swing, 0.05 * s->swing);
    near(b->angle, s->angle, 0.05 * s->angle + 1e-9);
    if (s->pattern == KN_GLIDE || s->pattern == KN_CROSS || s->pattern == KN_STRETCH)
      near(sin(b->direction - s->direction), 0, 0.03);
    if (s->pattern == KN_GLIDE || s->pattern == KN_STRETCH) assert_true(cos(b->direction - s->direction) > 0);
    // the stroke delivers what the trace did
    double F = kn_stroke_normal(&k, b), given = kn_stroke_normal(&k, s) * kn_stroke_moments(&k, s).mean;
    share(F * kn_stroke_moments(&k, b).mean * out[0].seconds, given * examples[i].seconds, 0.01, &worst_impulse,
          "impulse", i);
  }
  print_message("%g Hz, noise %g N, zero %g N: force %.1f, rate %.1f, loaded share %.1f, speed %.1f, impulse %.2f %%\n",
                with->rate, with->noise, with->offset, 100 * worst_force, 100 * worst_rate, 100 * worst_on,
                100 * worst_speed, 100 * worst_impulse);
}
static void strokes_come_back_from_a_perfect_sensor(void **state) { (void)state, comes_back(&perfect); }
static void strokes_come_back_through_noise_and_a_wrong_zero(void **state) {
  (void)state;
  // The zero of a sensor that is never unloaded cannot be known: those traces are measured from a true zero.
  comes_back(&(sensor){usual.rate, usual.noise, 0, usual.place});
  comes_back(&(sensor){slow.rate, slow.noise, 0, slow.place});
}
// Strokes drawn at random over the whole range of practice, not those that the reading was tried on
static double draw(dice *d, double low, double high) { return low + (high - low) * throw_dice(d); }
static void strokes_of_any_force_and_rate_come_back(void **state) {
  (void)state;
  kn_hand_par k = hand_numbers();
  dice d = {2026};
  enum { EACH = 15 };
  int strokes = 0, over = 0;
  double worst[5] = {0};
  for (int n = 0; n < EACH * KN_PATTERNS; n++) {
    kn_pattern p = (kn_pattern)(n % KN_PATTERNS);
    sensor with = {n & 16 ? 200 : 1000, 0.2, 0, 0.05e-3};
    kn_stroke s = {p,
                   draw(&d, 8, 60),
                   draw(&d, 0.2, 1),
                   draw(&d, 0.03, 0.12),
                   draw(&d, 0, 0.2),
                   draw(&d, -3, 3),
                   draw(&d, 0.3, 0.8),
                   0};
    double other = throw_dice(&d), seconds = 20;
    if (p == KN_CIRCLE || p == KN_KNEAD) s.rate = 0.4 + 1.1 * other;
    if (p == KN_CROSS) s.rate = 1 + 3 * other, s.on = 1, s.speed = draw(&d, 0.03, 0.08);
    if (p == KN_HOLD) s.rate = 0.05 + 0.95 * other, seconds = 5 / s.rate + 5;
    if (p == KN_TAP) s.rate = 3 + 5 * other, s.on = draw(&d, 0.2, 0.5);
    if (p == KN_VIBRATE) s.rate = 4 + 21 * other, s.swing = draw(&d, 0.2, 0.8);
    if (p == KN_STRETCH) s.rate = 0.05 + 0.15 * other, s.speed = draw(&d, 0.003, 0.01), seconds = 60;
    if (p == KN_HOLD || p == KN_TAP || p == KN_VIBRATE) s.speed = 0;
    seconds = fmax(2, floor(seconds * s.rate + 0.5)) / s.rate;
    kn_trace_stroke out[8];
    samples = 0;
    play(&k, &s, seconds, &with);
    play(&k, NULL, 1, &with);
    int found = kn_trace_strokes(&k, record, samples, out, 8);
    const kn_stroke *b = &out[0].stroke;
    if (found != 1 || b->pattern != p)
      fail_msg("a %s of %g N, %g Hz became %d strokes, the first a %s", kn_pattern_key((int)p), s.force, s.rate, found,
               kn_pattern_key((int)b->pattern));
    share(b->force, s.force, 0.05, &worst[0], "force", n);
    share(b->rate, s.rate, 0.05, &worst[1], "rate", n);
    share(kn_stroke_loaded(b), kn_stroke_loaded(&s), 0.05, &worst[2], "loaded share", n);
    if (s.speed > 0) share(b->speed, s.speed, 0.05, &worst[3], "speed", n);
    double before = worst[4];
    worst[4] = 0;
    share(kn_stroke_normal(&k, b) * kn_stroke_moments(&k, b).mean * out[0].seconds,
          kn_stroke_normal(&k, &s) * kn_stroke_moments(&k, &s).mean * seconds, 0.02, &worst[4], "impulse", n);
    over += worst[4] > 0.01, strokes++;
    worst[4] = fmax(worst[4], before);
  }
  print_message(
      "%d strokes: force %.1f, rate %.1f, loaded share %.1f, speed %.1f, impulse %.2f %% at worst, %d beyond 1 %%\n",
      strokes, 100 * worst[0], 100 * worst[1], 100 * worst[2], 100 * worst[3], 100 * worst[4], over);
  assert_true(over * 100 <= strokes); // weak strokes, in which the zero's own error weighs
}

static void a_wrong_zero_is_found_whenever_the_hand_leaves_the_skin(void **state) {
  (void)state;
  kn_hand_par k = hand_numbers();
  for (int w = 0; w < 2; w++)
    for (int i = 0; i < EXAMPLES; i++) {
      const kn_stroke *s = &examples[i].stroke;
      if (kn_stroke_loaded(s) > 0.85) continue;
      const sensor *with = w ? &slow : &usual;
      kn_trace_stroke out[8];
      samples = 0;
      play(&k, s, examples[i].seconds, with);
      play(&k, NULL, 1.0, with);
      kn_levels v = kn_record_levels(&k, record, samples);
      near(v.base, with->offset, 0.1);
      near(v.noise, with->noise, 0.05);
      int n = kn_trace_strokes(&k, record, samples, out, 8);
      if (n != 1) fail_msg("example %d: %d strokes", i, n);
      near(out[0].stroke.force / s->force, 1, 0.05);
      near(out[0].stroke.on / s->on, 1, 0.05);
      near(out[0].impulse / (kn_stroke_normal(&k, s) * kn_stroke_moments(&k, s).mean * examples[i].seconds), 1, 0.01);
    }
}

// ---- a session of several strokes ------------------------------------------------------------------------------------------
static void a_mixed_session_comes_apart_at_its_joints(void **state) {
  (void)state;
  kn_hand_par k = hand_numbers();
  static const int order[] = {0, 4, 8, 7, 1};
  kn_trace_stroke out[8];
  samples = 0;
  double given = 0;
  for (int i = 0; i < 5; i++) {
    const example *e = &examples[order[i]];
    play(&k, &e->stroke, e->seconds, &usual);
    play(&k, NULL, 1.5, &usual);
    given += kn_stroke_normal(&k, &e->stroke) * kn_stroke_moments(&k, &e->stroke).mean * e->seconds;
  }
  int n = kn_trace_strokes(&k, record, samples, out, 8);
  assert_int_equal(n, 5);
  double got = 0;
  for (int i = 0; i < 5; i++) {
    const kn_stroke *s = &examples[order[i]].stroke;
    assert_int_equal(out[i].stroke.pattern, s->pattern);
    near(out[i].stroke.force / s->force, 1, 0.05);
    near(out[i].stroke.rate / s->rate, 1, 0.05);
    near(out[i].seconds / examples[order[i]].seconds, 1, 0.05);
    got += kn_stroke_normal(&k, &out[i].stroke) * kn_stroke_moments(&k, &out[i].stroke).mean * out[i].seconds;
  }
  near(got / given, 1, 0.01);
  // fewer strokes than there are: the impulse stays
  for (int most = 4; most >= 1; most--) {
    n = kn_trace_strokes(&k, record, samples, out, most);
    assert_true(n <= most && n >= 1);
    double sum = 0;
    for (int i = 0; i < n; i++)
      sum += kn_stroke_normal(&k, &out[i].stroke) * kn_stroke_moments(&k, &out[i].stroke).mean * out[i].seconds;
    near(sum / given, 1, 0.01);
  }
}

static void a_rest_within_a_stroke_is_a_rest(void **state) {
  (void)state;
  kn_hand_par k = hand_numbers();
  kn_trace_stroke out[8];
  samples = 0;
  for (int i = 0; i < 3; i++) {
    play(&k, &examples[0].stroke, 25, &usual);
    play(&k, NULL, 10, &usual);
  }
  assert_int_equal(kn_trace_strokes(&k, record, samples, out, 8), 1);
  near(out[0].stroke.rate, 0.4, 0.02);
  near(out[0].seconds, 75, 1);
  near(out[0].rest, 30, 1.5);
  near(out[0].loadings, 30, 0.01);
}

static void nothing_on_the_skin_is_no_stroke(void **state) {
  (void)state;
  kn_hand_par k = hand_numbers();
  kn_trace_stroke out[8];
  samples = 0;
  play(&k, NULL, 5, &perfect);
  assert_int_equal(kn_trace_strokes(&k, record, samples, out, 8), 0);
  assert_int_equal(kn_dose_of(&k, &palm, record, samples).loadings, 0);
  samples = 0;
  play(&k, NULL, 5, &usual);
  assert_int_equal(kn_dose_of(&k, &palm, record, samples).loadings, 0);
  assert_int_equal(kn_trace_strokes(&k, record, samples, out, 8), 0);
  assert_int_equal(kn_trace_strokes(&k, record, 2, out, 8), 0);
}

// ---- the dose ------------------------------------------------------------------------------------------------------------------
static void the_dose_of_a_trace_is_that_of_its_stroke(void **state) { // [A1] [A2]
  (void)state;
  kn_hand_par k = hand_numbers();
  const kn_stroke *s = &examples[0].stroke;
  for (int w = 0; w < 2; w++) {
    samples = 0;
    play(&k, s, 30, w ? &usual : &perfect);
    kn_dose d = kn_dose_of(&k, &palm, record, samples);
    near(d.impulse / (30 * 2 / PI * 30 * 0.5), 1, 0.01);
    near(d.force_peak / 30, 1, 0.02);
    near(d.force_mean / (30 * 2 / PI), 1, 0.05); // the contact above the threshold leaves the faint ends out
    near(d.rate, 0.4, 0.004);
    near(d.duty, 0.5, 0.025);
    near(d.speed / 0.08, 1, 0.02);
    near(d.path / (0.08 * 15), 1, 0.05);
    near(d.ratio, 0.15 * 0.08 / sqrt(0.08 * 0.08 + 25e-6), w ? 0.01 : 1e-3); // [A4]
    kn_hand_patch c = kn_hand_press(&k, &palm, 30);
    near(d.pressure_peak / c.peak, 1, 0.02);
    // mean over a half sine of p0 s^0.6 c, the mean pressure at force F s: c = 5.61 kPa
    double sum = 0;
    for (int i = 0; i < 1000; i++) sum += pow(sin(PI * (i + 0.5) / 1000), 0.6) / 1000;
    near(d.pressure_mean / (c.mean * sum), 1, 0.05);
    assert_int_equal(d.loadings, 12);
  }
  samples = 0; // never lifted: the rate is that of the swings
  play(&k, &examples[9].stroke, 10, &perfect);
  kn_dose d = kn_dose_of(&k, &palm, record, samples);
  assert_int_equal(d.loadings, 1);
  near(d.rate, 12, 0.1);
  near(d.duty, 1, 1e-3);
}

static void strokes_and_trace_carry_the_same_dose(void **state) {
  (void)state;
  kn_hand_par k = hand_numbers();
  static const int order[] = {0, 4, 8, 7, 1};
  static kn_sample again[ROOM];
  kn_trace_stroke out[8];
  samples = 0;
  for (int i = 0; i < 5; i++) {
    play(&k, &examples[order[i]].stroke, examples[order[i]].seconds, &usual);
    play(&k, NULL, 1.5, &usual);
  }
  int n = kn_trace_strokes(&k, record, samples, out, 8);
  kn_dose a = kn_dose_of(&k, &palm, record, samples);
  for (long i = 0; i < samples; i++) {
    kn_motion m = kn_trace_at(&k, out, n, record[i].t);
    again[i] = (kn_sample){record[i].t, m.x, m.y, 0, m.tx, m.ty, m.normal, NAN};
  }
  kn_dose b = kn_dose_of(&k, &palm, again, samples);
  near(b.impulse / a.impulse, 1, 0.02);
  near(b.force_mean / a.force_mean, 1, 0.05);
  near(b.force_peak / a.force_peak, 1, 0.05);
  near(b.pressure_mean / a.pressure_mean, 1, 0.05);
  near(b.duty / a.duty, 1, 0.05);
  near(b.path / a.path, 1, 0.05);
  assert_true(labs(b.loadings - a.loadings) <= 2);
}

// A hand that presses and lets go a second at a time, by force alone; the record ends somewhere in the last press.
static void force_alone(double force(double), double seconds) {
  samples = (long)(100 * seconds + 0.5) + 1;
  for (long i = 0; i < samples; i++) {
    double t = (double)i / 100;
    record[i] = (kn_sample){t, NAN, NAN, NAN, NAN, NAN, force(t), NAN};
  }
}
static double pressing(double t) { return 20 * fmax(sin(2 * PI * t), 0); }
static double sagging(double t) { return t < 0.3 || t > 9.7 ? 0 : 40 * (0.5 + 0.5 * exp(-(t - 0.3) / 2)); }
static void slow_presses_without_places_are_humps_and_a_cut_one_is_no_stroke(void **state) {
  (void)state;
  kn_hand_par k = hand_numbers();
  kn_trace_stroke out[8];
  static const double seconds[] = {10, 9.6, 10.04, 10.08, 10.12, 10.3, 10.45};
  for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++) {
    force_alone(pressing, seconds[i]);
    int n = kn_trace_strokes(&k, record, samples, out, 8);
    if (n != 1) fail_msg("%d strokes of %g s", n, seconds[i]);
    assert_int_equal(out[0].stroke.pattern, KN_TAP);
    near(out[0].stroke.force, 20, 0.5);
    near(out[0].stroke.rate, 1, 0.01);
    near(out[0].stroke.on, 0.5, 0.02);
  }
  force_alone(sagging, 10); // a hold that relaxes is no hump
  assert_int_equal(kn_trace_strokes(&k, record, samples, out, 8), 1);
  assert_int_equal(out[0].stroke.pattern, KN_HOLD);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(strokes_come_back_from_a_perfect_sensor),
      cmocka_unit_test(strokes_come_back_through_noise_and_a_wrong_zero),
      cmocka_unit_test(strokes_of_any_force_and_rate_come_back),
      cmocka_unit_test(a_wrong_zero_is_found_whenever_the_hand_leaves_the_skin),
      cmocka_unit_test(a_mixed_session_comes_apart_at_its_joints),
      cmocka_unit_test(a_rest_within_a_stroke_is_a_rest),
      cmocka_unit_test(nothing_on_the_skin_is_no_stroke),
      cmocka_unit_test(the_dose_of_a_trace_is_that_of_its_stroke),
      cmocka_unit_test(strokes_and_trace_carry_the_same_dose),
      cmocka_unit_test(slow_presses_without_places_are_humps_and_a_cut_one_is_no_stroke),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

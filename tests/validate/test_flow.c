// The room `flow` against what was measured: flow.def, row by row.
#include "verify/flow_near.h"
#define LEDGER "validate/flow.def"
#include "validate/ledger.h"
#include "flow/cycle.h"
#include "flow/heat.h"

static const double H = 0.01; // s
typedef struct flush {
  double peak, half, tenth, area, lag; // prompt Doppler: fold, s, s; mean of 3 min; peak of the one with transit
} flush;
// Occluded or pressed for `seconds`, then let go
static flush after(const kn_flow_kind *kind, kn_flow_around u, double seconds) {
  kn_flow_cell y = kn_flow_rest();
  kn_flow_doppler d = {1, 1};
  for (int i = 0; i < (int)(seconds / H + 0.5); i++)
    kn_flow_doppler_step(k, kn_flow_cell_step(k, kind, &u, H, &y).in, H, &d);
  u = kn_flow_calm(k, kind, 0);
  flush f = {0, 0, 0, 0, 0};
  double shown = 0;
  for (int i = 0; i < (int)(1500 / H); i++) {
    double t = (i + 1) * H;
    kn_flow_doppler_step(k, kn_flow_cell_step(k, kind, &u, H, &y).in, H, &d);
    if (d.prompt > f.peak) f.peak = d.prompt, f.half = f.tenth = 0;
    if (d.shown > shown) shown = d.shown, f.lag = t;
    if (f.half <= 0 && d.prompt < 1 + 0.5 * (f.peak - 1) && t > 2) f.half = t;
    if (f.tenth <= 0 && d.prompt < 1 + 0.1 * (f.peak - 1) && t > 2) f.tenth = t;
    if (t <= 180) f.area += d.prompt * H / 180;
  }
  return f;
}

static void cuffs_and_loads(void) {
  kn_flow_kind skin = kn_flow_skin(k);
  kn_flow_around cuff = kn_flow_cuffed(k, &skin);
  flush a = after(&skin, cuff, 60), b = after(&skin, cuff, 120), c = after(&skin, cuff, 180),
        d = after(&skin, cuff, 300);
  here[CUFF_60] = a.peak, here[CUFF_120] = b.peak, here[CUFF_180] = c.peak, here[CUFF_300] = d.peak;
  here[CUFF_HALF] = d.half, here[CUFF_HALF_60] = a.half, here[CUFF_TENTH] = d.tenth, here[CUFF_AREA] = d.area;
  here[RATIO_1] = (a.peak - 1) / (c.peak - 1), here[RATIO_2] = (b.peak - 1) / (c.peak - 1), here[LAG] = d.lag;
  double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  for (int m = 1; m <= 10; m++) {
    double p = after(&skin, cuff, 60 * m).peak;
    sx += m, sy += p, sxx += m * m, syy += p * p, sxy += m * p;
  }
  here[LINEAR] = (10 * sxy - sx * sy) / sqrt((10 * sxx - sx * sx) * (10 * syy - sy * sy));
  flush e = after(&skin, kn_flow_calm(k, &skin, 100 * MMHG), 300);
  here[DIRECT_300] = e.peak, here[DIRECT_TENTH] = e.tenth, here[DIRECT_AREA] = e.area;
  flush most = after(&skin, kn_flow_calm(k, &skin, 140 * MMHG), 1200);
  here[GRADED_60] = 100 * (after(&skin, kn_flow_calm(k, &skin, 60 * MMHG), 600).peak - 1) / (most.peak - 1);
  here[GRADED_120] = 100 * (after(&skin, kn_flow_calm(k, &skin, 120 * MMHG), 600).peak - 1) / (most.peak - 1);
  here[GRADED_BACK] = most.tenth;
  kn_flow_kind muscle = kn_flow_muscle(k);
  kn_flow_around limb = kn_flow_cuffed(k, &muscle);
  double whole = after(&muscle, limb, 300).peak - 1;
  here[LIMB_30S] = (after(&muscle, limb, 30).peak - 1) / whole;
  here[LIMB_60S] = (after(&muscle, limb, 60).peak - 1) / whole;
  here[LIMB_120S] = (after(&muscle, limb, 120).peak - 1) / whole;
}

static kn_flow_through held(double p, double seconds, kn_flow_cell *y) {
  kn_flow_kind skin = kn_flow_skin(k);
  kn_flow_around u = kn_flow_calm(k, &skin, p);
  kn_flow_through t = {1, 1, 0, 0};
  for (int i = 0; i < (int)(seconds / H + 0.5); i++) t = kn_flow_cell_step(k, &skin, &u, H, y);
  return t;
}
static double oxygen_under(double p) {
  kn_flow_cell y = kn_flow_rest();
  held(p, 1200, &y);
  return y.O;
}
static void steady_pressure(void) {
  static const double p[] = {10, 20, 40, 60, 80};
  for (int i = 0; i < 5; i++) {
    kn_flow_cell y = kn_flow_rest();
    here[STATIC_10 + i] = held(p[i] * MMHG, 10, &y).in;
  }
  here[OXYGEN_20] = oxygen_under(20 * MMHG), here[OXYGEN_40] = oxygen_under(40 * MMHG);
  double low = 40 * MMHG, high = 200 * MMHG; // where the tissue keeps a fiftieth of its oxygen
  for (int i = 0; i < 12; i++) {
    double mid = 0.5 * (low + high);
    if (oxygen_under(mid) > 0.02)
      low = mid;
    else
      high = mid;
  }
  here[CUT_OFF] = low / 0.87 / 1e3; // skin takes 0.8 to 0.95 of what is applied
  kn_flow_cell y = kn_flow_rest();
  double sum = 0;
  for (int cycle = 0; cycle < 15; cycle++) { // ten minutes; mean of the last five
    kn_flow_kind skin = kn_flow_skin(k);
    for (int i = 0; i < 4000; i++) {
      kn_flow_around u = kn_flow_calm(k, &skin, i < 3000 ? 105 * MMHG : 0);
      double q = kn_flow_cell_step(k, &skin, &u, H, &y).in;
      if (cycle >= 8) sum += q / 4000 / 7;
    }
  }
  here[INTERMITTENT] = sum;
}

static void strokes(void) {
  static const double peak[] = {30, 60, 105};
  kn_flow_kind skin = kn_flow_skin(k), muscle = kn_flow_muscle(k);
  for (int s = 0; s < 3; s++) {
    kn_flow_cell y = kn_flow_rest();
    double sum = 0;
    for (int cycle = 0; cycle < 150; cycle++)
      for (int i = 0; i < 400; i++) {
        kn_flow_around u = kn_flow_calm(k, &skin, i < 100 ? peak[s] * MMHG * sin(PI * (i + 0.5) / 100) : 0);
        double q = kn_flow_cell_step(k, &skin, &u, H, &y).in;
        if (cycle >= 135) sum += q / 400 / 15; // the last minute
      }
    here[STROKE_30 + s] = sum;
    if (s == 2) here[STROKE_AFTER] = held(0, 150, &y).in;
  }
  kn_flow_cycle deep = kn_flow_until_periodic(k, &muscle, 8.5e3, 0.4);
  double left[2];
  for (int i = 0; i < 2; i++) {
    left[i] = 10; // mmol/l after exercise
    for (int s = 0; s < 6000; s++)
      left[i] += 0.1 * kn_flow_lactate_rate(k, i ? deep.oxygen : 1, i ? deep.mean : 1, left[i]);
  }
  here[LACTATE] = left[1] / left[0];
  kn_flow_cell y = kn_flow_rest();
  kn_flow_around hot = kn_flow_calm(k, &skin, 0);
  hot.temperature = 42 + 273.15;
  for (int i = 0; i < 48000; i++) here[HEATED] = kn_flow_cell_step(k, &skin, &hot, 0.05, &y).in;
}

static double ejected(double p, double seconds, double gap) { // one of a series
  kn_flow_lymph y = kn_flow_lymph_rest(k);
  double out = 0;
  for (int i = 0; i < 40; i++) {
    double before = y.v;
    kn_flow_lymph_step(k, p, 0, seconds, &y);
    out = before - y.v;
    y.c = 0;
    kn_flow_lymph_step(k, 0, 0, gap, &y);
  }
  return out;
}
static void lymph(void) {
  here[GAP] = ejected(200 * MMHG, 3, 8) / ejected(200 * MMHG, 3, 0.5);
  here[HELD] = ejected(200 * MMHG, 18, 8) / ejected(200 * MMHG, 1, 8);
  here[LYMPH_20] = ejected(20 * MMHG, 3, 8) / ejected(320 * MMHG, 3, 8);
}

static void heat(void) {
  kn_flow_heat h;
  double thickness[3] = {2.2e-3, 8e-3, 36e-3}, rest[3] = {1, 1, 1}, warm[3] = {1.3, 1, 1.02};
  int slices[3] = {6, 8, 16};
  kn_flow_heat_build(k, thickness, slices, &h);
  kn_flow_surface room = kn_flow_surface_of(k, 0, 0),
                  hand = kn_flow_surface_of(k, 0.15, 0.15 * 0.5 * 0.15 * 10e3 * 0.1);
  kn_flow_heat_settle(k, &h, rest, &room);
  double before = kn_flow_heat_at(k, &h, 0.015, &room);
  for (int s = 0; s < 900; s++) kn_flow_heat_step(k, &h, 1, warm, &hand);
  here[WARM_15P] = kn_flow_heat_at(k, &h, 0.015, &hand) - before;
}

static void cuffs_loads_and_strokes_are_followed(void **state) {
  (void)state;
  cuffs_and_loads();
  steady_pressure();
  strokes();
  lymph();
  heat();
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(cuffs_loads_and_strokes_are_followed),
                                     cmocka_unit_test(the_published_figures_stand_beside_ours)};
  return cmocka_run_group_tests(tests, begin, NULL);
}

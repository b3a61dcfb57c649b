// The grid's own tools: transforms against direct sums, a round patch against Hankel's integral [B5], the images of a plane that
// repeats itself [B-V8], loads between points [A-V1], and the symmetries of a drag [B2] [B3].
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "tissue/field_inner.h"
#include "touch/plant.h"

static void a_transform_is_its_sum(void **state) {
  (void)state;
  for (int n = 8; n <= KN_FFT_MOST; n *= 2) {
    kn_fft f;
    kn_fft_fill(&f, n);
    size_t size = (size_t)(n * n) * sizeof(kn_f8);
    kn_f8 *re = aligned_alloc(64, size), *im = aligned_alloc(64, size), *a = aligned_alloc(64, size),
          *b = aligned_alloc(64, size);
    uint32_t seed = 7;
    for (int i = 0; i < n * n; i++)
      for (int l = 0; l < 8; l++) {
        seed = seed * 1664525u + 1013904223u;
        re[i][l] = (float)seed / 4294967296.0f - 0.5f;
        seed = seed * 1664525u + 1013904223u;
        im[i][l] = (float)seed / 4294967296.0f - 0.5f;
      }
    memcpy(a, re, size), memcpy(b, im, size);
    kn_fft_back(&f, re, im);
    double worst = 0.0;
    for (int q = 0; q < 24; q++) { // some points; of small grids each
      int x = q * 5 % n, y = (q * 7 + q / 3) % n, l = q % 8;
      double sr = 0.0, si = 0.0;
      for (int k = 0; k < n; k++)
        for (int j = 0; j < n; j++) {
          double turn = 2.0 * 3.141592653589793 * ((j * x + k * y) % n) / n, c = cos(turn), s = sin(turn);
          sr += (double)a[k * n + j][l] * c - (double)b[k * n + j][l] * s;
          si += (double)a[k * n + j][l] * s + (double)b[k * n + j][l] * c;
        }
      worst = fmax(worst, fmax(fabs(sr - (double)re[y * n + x][l]), fabs(si - (double)im[y * n + x][l])));
    }
    if (worst > 1e-6 * n) fail_msg("n = %d: %g", n, worst); // the sums grow as n
    free(re), free(im), free(a), free(b);
  }
}

// ---- a palm on the default back ----
static kn_touch *plant;
static double radius, depth;
enum { LEVEL = 5 };
static int begin(void **state) {
  (void)state;
  kn_touch_def d = kn_default_touch();
  d.tool.squareness = 2; // round
  if (kn_touch_create(&d, &plant, NULL)) return 1;
  radius = plant->path.level[LEVEL].finite.radius, depth = plant->path.level[LEVEL].finite.depth;
  return 0;
}
static int end(void **state) {
  (void)state;
  kn_touch_destroy(plant);
  return 0;
}

typedef struct skin {
  void *room[2];
  kn_touch_kernels *k;
  kn_field *f;
} skin;
static skin laid(int n, double spacing) {
  skin s = {{malloc(kn_kernels_size(n)), malloc(kn_field_size(n))}, NULL, NULL};
  s.k = kn_kernels_fill(s.room[0], &plant->path, &plant->hankel, &plant->relax, n, spacing, true);
  assert_non_null(s.k);
  s.f = kn_field_begin(s.room[1], &plant->relax, n, spacing, 1e-9); // so short a step that nothing is remembered
  return s;
}
static void lifted(skin *s) { free(s->room[0]), free(s->room[1]); }
static void press(skin *s, double x, double y, double force, double drag_x, double drag_y) {
  kn_place_on_grid at = {x, y, 1.0, 0.0, 1.0, radius};
  kn_field_step(s->f, s->k, &at, depth, force, drag_x, drag_y);
}

// [B5] displacement and pressures of the level's layers away from the axis
static void hankel(double r, double *w, double *p) {
  const kn_path_level *v = &plant->path.level[LEVEL];
  const kn_stack *s = &plant->path.stack;
  double z[4] = {0.0}, a = v->load.radius;
  for (int l = 0; l < 3; l++) z[l + 1] = kn_stack_top(s, l) + 0.5 * s->layer[l].thickness * (l ? 1.0 : 1.0 - 1e-6);
  static kn_table t;
  assert_true(kn_table_fill(&t, &v->column, a, KN_AT_ONCE, KN_NORMAL, 4, z));
  *w = p[0] = p[1] = p[2] = 0.0;
  for (int k = 0; k < KN_WAVES; k++) {
    const kn_hankel *h = &plant->hankel;
    double load = 0.0;
    for (int c = 0; c < KN_SHAPES; c++) load += v->load.load[c] * h->shape[k][c];
    kn_response o[KN_DEPTHS];
    kn_table_read(&t, h->kappa[k] / a, o);
    double j =
        load * h->kappa[k] * h->kappa_weight[k] / (2.0 * 3.141592653589793 * a * a) * kn_bessel(0, h->kappa[k] * r / a);
    *w += j * o[0].w;
    for (int l = 0; l < 3; l++) p[l] += j * o[l + 1].p;
  }
}

static void a_round_patch_is_hankels(void **state) { // [B5]
  (void)state;
  static const int FIELD[4] = {KN_FIELD_W, KN_FIELD_P_SKIN, KN_FIELD_P_FAT, KN_FIELD_P_MUSCLE};
  static const char *const NAME[4] = {"displacement", "pressure in skin", "in fat", "in muscle"};
  int n = 64;
  double spacing = radius / 6.0, middle = n / 2 * spacing, at[3] = {0.5, 1.0, 1.5};
  skin s = laid(n, spacing);
  press(&s, middle, middle, 1.0, 0.0, 0.0);
  double w0, p0[3], worst[4] = {0};
  hankel(0.0, &w0, p0);
  for (int i = 0; i < 3; i++) {
    double w, p[3];
    hankel(at[i] * radius, &w, p); // 3, 6 and 9 of them away
    for (int q = 0; q < 4; q++) {
      // the grid's fields are scaled to the finite strain under the middle: compared is how they fall off from there
      double ours =
          kn_field_at(s.f, FIELD[q], middle + at[i] * radius, middle) / kn_field_at(s.f, FIELD[q], middle, middle);
      double theirs = q ? p[q - 1] / p0[q - 1] : w / w0;
      worst[q] = fmax(worst[q], fabs(ours - theirs));
    }
  }
  for (int q = 0; q < 4; q++) print_message("  %s: within %.2f %% of the middle's\n", NAME[q], 100 * worst[q]);
  assert_true(worst[0] < 0.01 && worst[2] < 0.01 && worst[3] < 0.01);
  assert_true(worst[1] < 0.06); // the skin is thinner than the points are apart: its rim is smeared
  lifted(&s);
}

static void images_far_away_are_not_felt(void **state) { // [B-V8]
  (void)state;
  skin s = laid(32, 0.01), big = laid(64, 0.01);
  press(&s, 0.16, 0.16, 20.0, 0.0, 0.0), press(&big, 0.32, 0.32, 20.0, 0.0, 0.0);
  double middle = 0.0, around = 0.0;
  for (int q = 0; q < KN_SCALARS; q++) {
    double most = fabs(kn_field_at(big.f, q, 0.32, 0.32));
    middle = fmax(middle, fabs(kn_field_at(s.f, q, 0.16, 0.16) - kn_field_at(big.f, q, 0.32, 0.32)) / most);
    if (q == KN_FIELD_P_SKIN || q == KN_FIELD_E_SKIN || q == KN_FIELD_E_FAT) continue; // small there against their rims
    for (int i = -6; i <= 6; i++)
      for (int j = -6; j <= 6; j++)
        around = fmax(around, fabs(kn_field_at(s.f, q, 0.16 + 0.01 * i, 0.16 + 0.01 * j) -
                                   kn_field_at(big.f, q, 0.32 + 0.01 * i, 0.32 + 0.01 * j)) /
                                  most);
  }
  print_message("  a box of 320 mm instead of 640: %.2f %% in the middle, %.2f %% of it over 120 mm\n", 100 * middle,
                100 * around);
  assert_true(middle < 0.01 && around < 0.015);
  lifted(&s), lifted(&big);
}

static void a_load_may_stand_between_points(void **state) { // [A-V1]
  (void)state;
  skin s = laid(32, 0.01);
  kn_under first, u;
  double through = 0.0;
  for (int i = 0; i < 12; i++) {
    kn_place_on_grid at = {0.16 + 0.00083 * i, 0.155 + 0.0007 * i, 1.0, 0.0, 1.0, radius};
    kn_field_step_under(s.f, s.k, &at, depth, 20.0, 0.0, 0.0, i ? &u : &first);
    for (int q = 0; i && q < KN_SCALARS; q++)
      assert_true(fabs((double)u.all[q] - (double)first.all[q]) < 1e-4 * fabs((double)first.all[q]) + 1e-9);
    // no net displacement, the layers keep their volume; and the whole force goes through the muscle, wherever it stands
    press(&s, at.x, at.y, 20.0, 0.0, 0.0);
    double sum[2] = {0}, size = 0.0;
    for (int y = 0; y < 32; y++)
      for (int x = 0; x < 32; x++) {
        float v[16];
        kn_field_point(s.f, x, y, v);
        sum[0] += (double)v[KN_FIELD_W], size += fabs((double)v[KN_FIELD_W]);
        sum[1] += (double)v[KN_FIELD_P_MUSCLE] * 1e-4;
      }
    assert_true(fabs(sum[0]) < 1e-5 * size);
    if (i == 0) through = sum[1];
    assert_true(fabs(sum[1] / through - 1.0) < 1e-5);
  }
  print_message("  %.2f N of 20 go through the muscle\n",
                through); // but for the correction to finite strain under the middle
  assert_true(fabs(through / 20.0 - 1.0) < 0.1);
  // at the middle, it is the force times what the path gives
  assert_true(fabs((double)first.all[KN_FIELD_W] / (20.0 * plant->path.level[LEVEL].per_force[KN_DEPTH]) - 1.0) < 1e-3);
  lifted(&s);
}

// A shear shares its complex number with a pressure of 4 to 8 kPa, of which single precision keeps 5e-4 Pa
static const double NOISE = 5e-4;
static double diff(const skin *s, int field, double dx, double dy, double ex, double ey, double sign) {
  return fabs(kn_field_at(s->f, field, 0.16 + dx, 0.16 + dy) - sign * kn_field_at(s->f, field, 0.16 + ex, 0.16 + ey));
}
static void a_drag_is_even_along_itself_and_odd_across(void **state) { // [B2] [B3]
  (void)state;
  skin s = laid(32, 0.01), t = laid(32, 0.01), none = laid(32, 0.01);
  press(&s, 0.16, 0.16, 20.0, 6.0, 0.0), press(&t, 0.16, 0.16, 20.0, 0.0, 6.0),
      press(&none, 0.16, 0.16, 20.0, 0.0, 0.0);
  for (int l = 0; l < 3; l++)
    for (int i = 1; i < 6; i++)
      for (int j = 1; j < 6; j++) {
        double x = 0.01 * i, y = 0.01 * j;
        // mirrored at y = 0, along the drag: its own shear is the same, the other changes sign
        assert_true(diff(&s, KN_FIELD_GX_SKIN + l, x, y, x, -y, 1.0) < NOISE);
        assert_true(diff(&s, KN_FIELD_GY_SKIN + l, x, y, x, -y, -1.0) < NOISE);
        // a drag along y is the same, turned
        double a = kn_field_at(s.f, KN_FIELD_GX_SKIN + l, 0.16 + x, 0.16 + y),
               b = kn_field_at(t.f, KN_FIELD_GY_SKIN + l, 0.16 + y, 0.16 + x);
        assert_true(fabs(a - b) < NOISE);
        // what drag adds to the pressure is odd along it: raised before the hand, lowered behind
        double p = kn_field_at(s.f, KN_FIELD_P_MUSCLE, 0.16 + x, 0.16 + y) -
                   kn_field_at(none.f, KN_FIELD_P_MUSCLE, 0.16 + x, 0.16 + y),
               q = kn_field_at(s.f, KN_FIELD_P_MUSCLE, 0.16 - x, 0.16 + y) -
                   kn_field_at(none.f, KN_FIELD_P_MUSCLE, 0.16 - x, 0.16 + y);
        assert_true(p > 0 && fabs(p + q) < 1e-2 * p + 0.5);
      }
  // under the middle the shear is along the drag only
  assert_true(fabs(kn_field_at(s.f, KN_FIELD_GY_MUSCLE, 0.16, 0.16)) < 1e-5);
  assert_true(fabs(kn_field_at(s.f, KN_FIELD_GX_MUSCLE, 0.16, 0.16)) > 1e-3);
  lifted(&s), lifted(&t), lifted(&none);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_transform_is_its_sum),
      cmocka_unit_test(a_round_patch_is_hankels),
      cmocka_unit_test(images_far_away_are_not_felt),
      cmocka_unit_test(a_load_may_stand_between_points),
      cmocka_unit_test(a_drag_is_even_along_itself_and_odd_across),
  };
  return cmocka_run_group_tests(tests, begin, end);
}

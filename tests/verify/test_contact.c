// A rigid tool on the linear layers against closed forms and published figures (B-V4, [A3], A-V2), and the functions that its
// equation is written in: Bessel's, Gauss's nodes, transforms of a round load.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "tissue/contact.h"
#include <math.h>

static const double PI = 3.141592653589793;
static kn_hankel hankel;

static int begin(void **state) {
  (void)state;
  kn_hankel_fill(&hankel);
  return 0;
}
static void near(double v, double want, double error) {
  if (!(fabs(v - want) <= error)) fail_msg("%.9g is not %.9g +- %g", v, want, error);
}
static double solid(kn_stack *s, kn_column *c, double depth, double shear) {
  *s = (kn_stack){.layers = 1, .layer = {{.thickness = depth, .shear = shear}}};
  kn_column_cut(s, c);
  return shear;
}

static void bessel_functions_have_their_tabled_values(void **state) {
  (void)state;
  near(kn_bessel(0, 0), 1, 1e-15);
  near(kn_bessel(1, 0), 0, 1e-15);
  near(kn_bessel(0, 1), 0.765197686557966551, 1e-13);
  near(kn_bessel(1, 1), 0.440050585744933516, 1e-13);
  near(kn_bessel(0, 10), -0.245935764451348335, 1e-13);
  near(kn_bessel(1, 10), 0.0434727461688614366, 1e-13);
  near(kn_bessel(0, 2.404825557695772769), 0, 1e-13); // its first zero
  for (double x = 0.37; x < 320; x *= 1.31) {         // and the C library's, to the largest argument of the tables
    near(kn_bessel(0, x), j0(x), 1e-13);
    near(kn_bessel(1, x), j1(x), 1e-13);
  }
  for (int j = 0; j < KN_RINGS; j++)
    for (int i = 0; i < KN_WAVES; i++) {
      double z = hankel.kappa[i] * hankel.rho[j];
      near(hankel.j2[j][i], jn(2, z), z < 1e-3 ? 1e-9 : 1e-12);
    }
}

static void gauss_nodes_integrate_polynomials_exactly(void **state) {
  (void)state;
  double x[32], w[32];
  for (int n = 1; n <= 32; n++) {
    kn_gauss_legendre(n, x, w);
    for (int power = 0; power < 2 * n; power++) {
      double sum = 0;
      for (int i = 0; i < n; i++) sum += w[i] * pow(x[i], power);
      near(sum * (power + 1), 1, 1e-12);
    }
  }
  kn_gauss_legendre(2, x, w);
  near(fabs(x[0] - 0.5), 0.5 / sqrt(3), 1e-15);
}

static void shapes_are_spherical_bessel_functions(void **state) {
  (void)state;
  // int_0^1 P_0 cos = sin(kappa)/kappa; of P_2: -j_2(kappa)
  for (int i = 0; i < KN_WAVES; i++) {
    double k = hankel.kappa[i];
    near(hankel.shape[i][0], sin(k) / k, 1e-13);
    if (k > 0.5) near(hankel.shape[i][1], -((3 / (k * k) - 1) * sin(k) / k - 3 * cos(k) / (k * k)), 1e-12);
    for (int n = 0; n < KN_SHAPES; n++) assert_true(fabs(hankel.shape[i][n]) <= 1);
  }
  // the nodes of kappa carry waves as they are: int_0^inf sin(kappa)/kappa exp(-kappa/2) = atan 2
  double sum = 0;
  for (int i = 0; i < KN_WAVES; i++) sum += hankel.kappa_weight[i] * hankel.shape[i][0] * exp(-0.5 * hankel.kappa[i]);
  near(sum, atan(2), 1e-6);
  // Hertz's ellipsoid is f = 3/2 F (1 - x^2): in the middle 3/2 F/(pi a^2)
  near(1.0 * hankel.centre[0] - 1.0 * hankel.centre[1], 3.0, 1e-12); // F (P_0 - P_2): p0 2 pi a^2 = 3 F
}

// Hayes 1972: force of a frictionless flat punch on a bonded layer over that on a half-space, nu = 1/2
static void a_flat_punch_feels_the_bone_as_hayes_found(void **state) { // B-V4
  (void)state;
  static const double known[][2] = {{0.2, 1.2806}, {0.4, 1.6837}, {0.6, 2.2129}, {0.8, 2.8602},
                                    {1.0, 3.6187}, {1.5, 6.003},  {2.0, 9.150}};
  kn_stack s;
  kn_column c;
  double mu = solid(&s, &c, 12e-3, 5e3), worst = 0;
  for (int i = 0; i < 7; i++) {
    kn_contact t;
    double a = known[i][0] * 12e-3;
    assert_true(kn_contact_punch(&hankel, &c, KN_AT_ONCE, a, 1e-3, &t));
    double kappa = t.force / (8 * mu * a * 1e-3);
    print_message("  a/h %.1f: kappa %.4f, known %.4f, %+.3f %%\n", known[i][0], kappa, known[i][1],
                  100 * (kappa / known[i][1] - 1));
    worst = fmax(worst, fabs(kappa / known[i][1] - 1));
  }
  assert_true(worst < 5e-4);
}

static void ten_polynomials_are_enough(void **state) {
  (void)state;
  kn_stack s;
  kn_column c;
  kn_contact t;
  solid(&s, &c, 12e-3, 5e3);
  assert_true(kn_contact_punch(&hankel, &c, KN_AT_ONCE, 24e-3, 1e-3, &t)); // the widest of the table
  for (int n = 0; n < KN_SHAPES; n++) print_message("  c_%d %+.1e of the force\n", n, t.load[n] / t.force);
  assert_true(fabs(t.load[4] / t.force) < 1e-3 && fabs(t.load[KN_SHAPES - 1] / t.force) < 2e-5);
}

static void a_sphere_on_a_deep_block_is_hertz(void **state) { // [A3], A-V2
  (void)state;
  kn_stack s;
  kn_column c;
  // A-V2: R 20 mm, E 30 kPa, nu 1/2, 5 N: a 12.331 mm, depth 7.603 mm, p0 15.700 kPa, for a small contact angle. The same
  // paraboloid limit here: everything a hundred times smaller in depth and radius at R 20 mm, on a block that is deep against it
  double mu = solid(&s, &c, 4.0, 10e3), R = 20e-3;
  kn_contact t;
  for (double a = 2e-4; a < 1.5e-3; a *= 2) {
    assert_true(kn_contact_sphere(&hankel, &c, KN_AT_ONCE, R, a, &t));
    near(t.depth / (a * a / R), 1, 0.003); // 0.2 % is the sphere's own difference from a paraboloid at a/R = 0.07
    near(t.force / (16.0 / 3 * mu * a * a * a / R), 1, 0.003);
    near(t.peak / (1.5 * t.force / (PI * a * a)), 1, 0.003);
  }
  // by Sneddon's exact sphere: depth = (a/2) ln((R+a)/(R-a)), force = 4 mu [(R^2 + a^2)/2 ln((R+a)/(R-a)) - a R]
  for (double a = 1e-3; a < 19e-3; a += 4e-3) {
    assert_true(kn_contact_sphere(&hankel, &c, KN_AT_ONCE, R, a, &t));
    double l = log((R + a) / (R - a));
    near(t.depth / (0.5 * a * l), 1, 0.004); // the bone at 4 m takes 0.4 %
    near(t.force / (4 * mu * (0.5 * (R * R + a * a) * l - a * R)), 1, 0.004);
  }
  // the closed form of A-V2 itself
  double E = 30e3, F = 5, a = pow(3 * F * R / (4 * E / 0.75), 1.0 / 3);
  near(a * 1e3, 12.331, 5e-4);
  near(a * a / R * 1e3, 7.603, 5e-4);
  near(1.5 * F / (PI * a * a) / 1e3, 15.700, 5e-4);
}

static void layers_lie_between_their_softest_and_stiffest(void **state) {
  (void)state;
  kn_stack s = {.layers = 3,
                .layer = {{.thickness = 2e-3, .shear = 8e3},
                          {.thickness = 8e-3, .shear = 2e3},
                          {.thickness = 36e-3, .shear = 6e3}}};
  kn_column c;
  kn_contact t, soft, stiff, wide;
  kn_column_cut(&s, &c);
  assert_true(kn_contact_sphere(&hankel, &c, KN_AT_ONCE, 20e-3, 5e-3, &t));
  assert_true(kn_contact_sphere(&hankel, &c, KN_AT_ONCE, 20e-3, 5.5e-3, &wide));
  assert_true(wide.force > t.force && wide.depth > t.depth);
  for (int i = 0; i < c.slabs; i++) c.slab[i].shear = 2e3;
  assert_true(kn_contact_sphere(&hankel, &c, KN_AT_ONCE, 20e-3, 5e-3, &soft));
  for (int i = 0; i < c.slabs; i++) c.slab[i].shear = 8e3;
  assert_true(kn_contact_sphere(&hankel, &c, KN_AT_ONCE, 20e-3, 5e-3, &stiff));
  assert_true(soft.force < t.force && t.force < stiff.force);
  assert_false(kn_contact_sphere(&hankel, &c, KN_AT_ONCE, 20e-3, 21e-3, &t)); // wider than itself
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bessel_functions_have_their_tabled_values),
      cmocka_unit_test(gauss_nodes_integrate_polynomials_exactly),
      cmocka_unit_test(shapes_are_spherical_bessel_functions),
      cmocka_unit_test(a_flat_punch_feels_the_bone_as_hayes_found),
      cmocka_unit_test(ten_polynomials_are_enough),
      cmocka_unit_test(a_sphere_on_a_deep_block_is_hertz),
      cmocka_unit_test(layers_lie_between_their_softest_and_stiffest),
  };
  return cmocka_run_group_tests(tests, begin, NULL);
}

// Tools whose outline is a superellipse [A1] press the grid by their transform [B8]: against rasters of the patch, against
// Love's square and Boussinesq's disc on a half-space, and on both clocks.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "tissue/field_inner.h"
#include "touch/cycle.h"
#include "touch/plant.h"

#include "verify/hand_numbers.h"

static const double PI = 3.141592653589793;
static void near(double v, double want, double error) {
  if (!(fabs(v - want) <= error)) fail_msg("%.9g is not %.9g +- %g", v, want, error);
}
static void *take(size_t size, void *user) { return (void)user, malloc(size); }
static void give(void *p, void *user) { (void)user, free(p); }

static kn_hankel hankel;
static kn_relax relax;
static int begin(void **state) {
  (void)state;
  kn_hankel_fill(&hankel);
  kn_relax_fill(&relax);
  return 0;
}

// ---- a tool on thick soft tissue ----
static const double DEEP = 0.4, SHEAR = 5e3, AREA = 9e-4, FORCE = 0.05;
typedef struct skin {
  kn_stack stack;
  kn_path *path;
  void *room[2];
  kn_touch_kernels *k;
  kn_field *f;
  double depth, radius;
} skin;
static skin laid(double squareness, double profile, int n, double spacing) {
  skin s = {.stack = {.layers = 1}, .path = malloc(sizeof(kn_path))};
  s.stack.layer[0] = (kn_layer){.thickness = DEEP, .shear = SHEAR};
  kn_press_tool t = {.shape = KN_PRESS_PATCH, .area = AREA, .force = 1, .profile = profile, .squareness = squareness};
  void *memory = malloc(kn_path_memory(&s.stack, &t, FORCE));
  assert_true(kn_path_build(s.path, &hankel, &relax, &s.stack, &t, FORCE, memory));
  free(memory);
  s.room[0] = malloc(kn_kernels_size(n)), s.room[1] = malloc(kn_field_size(n));
  s.k = kn_kernels_fill(s.room[0], s.path, &hankel, &relax, n, spacing, true);
  assert_non_null(s.k);
  s.f = kn_field_begin(s.room[1], &relax, n, spacing, 1e-9); // so short a step that nothing is remembered
  s.depth = s.path->level[s.path->levels - 1].finite.depth, s.radius = sqrt(AREA / PI);
  return s;
}
static void lifted(skin *s) { free(s->path), free(s->room[0]), free(s->room[1]); }
static kn_place_on_grid placed(const skin *s, double aspect, double heading) {
  double middle = 0.5 * s->f->modes.box;
  return (kn_place_on_grid){middle, middle, cos(heading), sin(heading), aspect, s->radius};
}

// ---- the transform --------------------------------------------------------------------------------------------------------
// A quarter of a patch drawn on a fine raster, over its half axes; cells at the rim are cut into 16
enum { FINE = 400, SUB = 4 };
static double drawn[FINE][FINE];
static void draw(double m, double n) {
  for (int j = 0; j < FINE; j++)
    for (int i = 0; i < FINE; i++) {
      drawn[j][i] = 0;
      for (int q = 0; q < SUB * SUB; q++) {
        double x = (i + (q % SUB + 0.5) / SUB) / FINE, y = (j + (q / SUB + 0.5) / SUB) / FINE;
        double r2 = pow(pow(x, m) + pow(y, m), 2 / m);
        if (r2 < 1) drawn[j][i] += pow(1 - r2, n);
      }
    }
}
// and its p^/F
static double raster(const kn_hand_patch *c, double u, double v) {
  double sum = 0, all = 0;
  for (int j = 0; j < FINE; j++) {
    double row = 0;
    for (int i = 0; i < FINE; i++) row += drawn[j][i] * cos(u * c->a * (i + 0.5) / FINE), all += drawn[j][i];
    sum += row * cos(v * c->b * (j + 0.5) / FINE);
  }
  return sum / all;
}

static void a_patch_presses_with_the_transform_of_its_outline(void **state) { // [A1] [B8]
  (void)state;
  kn_hand_par k = hand_numbers();
  static const double SQUARENESS[] = {2, 2.5, 4, 12}, PROFILE[] = {0.5, 0, 1, 2}, ASPECT[] = {1, 1.3, 3, 1.5};
  double worst = 0;
  for (int q = 0; q < 4; q++) {
    skin s = laid(SQUARENESS[q], PROFILE[q], 32, 5e-3);
    const kn_modes *m = &s.f->modes;
    kn_hand_tool t = {AREA, 1, 0, ASPECT[q], SQUARENESS[q], PROFILE[q]};
    kn_hand_patch c = kn_hand_press(&k, &t, FORCE);
    double heading = 0.3 + q;
    draw(SQUARENESS[q], PROFILE[q]);
    kn_place_on_grid at = placed(&s, ASPECT[q], heading);
    static float load[KN_MODES];
    kn_kernels_loads(s.k, s.depth, &at, m, load);
    for (int i = 0; i < m->count; i += 37) {
      double kx = 2 * PI / m->box * m->mode[i].x, ky = 2 * PI / m->box * m->mode[i].y;
      double u = kx * cos(heading) + ky * sin(heading), v = ky * cos(heading) - kx * sin(heading);
      worst = fmax(worst, fabs((double)load[i] - raster(&c, u, v)));
    }
    lifted(&s);
  }
  print_message("  transform of ellipses and superellipses within %.1e of a raster's\n", worst);
  assert_true(worst < 6e-4);
}

static void a_squareness_of_two_adds_nothing(void **state) {
  (void)state;
  static kn_outline o;
  for (int p = 0; p < 3; p++) {
    double most = 0;
    kn_outline_fill(&o, 2, 0.5 * p);
    near(o.half, 1, 1e-12);
    for (int j = 0; j < KN_OUTLINE; j++)
      for (int i = 0; i < KN_OUTLINE; i++) most = fmax(most, fabs((double)o.corner[j][i]));
    assert_true(most < 1e-4);
  }
  // and an ellipse takes no table: what it presses with is the disc's transform, stretched
  skin s = laid(2, 0.5, 32, 5e-3);
  assert_false(s.k->square);
  const kn_path_level *v = &s.path->level[s.path->levels - 1];
  kn_place_on_grid at = placed(&s, 2.5, 0.7);
  static float load[KN_MODES];
  kn_kernels_loads(s.k, s.depth, &at, &s.f->modes, load);
  for (int i = 0; i < s.f->modes.count; i++) {
    double kx = 2 * PI / s.f->modes.box * s.f->modes.mode[i].x, ky = 2 * PI / s.f->modes.box * s.f->modes.mode[i].y;
    double a = (kx * cos(0.7) + ky * sin(0.7)) * sqrt(2.5), b = (ky * cos(0.7) - kx * sin(0.7)) / sqrt(2.5);
    near((double)load[i], kn_disc_transform(&v->load, hypot(a, b)) / kn_disc_force(&v->load), 4e-4);
  }
  lifted(&s);
}

static void the_force_is_that_of_the_ellipse_and_the_area_too(void **state) { // A-V1
  (void)state;
  static kn_outline o;
  static const double SQUARENESS[] = {2.5, 3, 6, 12};
  for (int q = 0; q < 4; q++) {
    kn_hand_par k = hand_numbers();
    kn_outline_fill(&o, SQUARENESS[q], 0.5);
    near((double)o.corner[0][0], 0, 1e-7); // the wave of no length is the force
    near(o.half, sqrt(PI / kn_hand_fullness(&k, SQUARENESS[q])), 1e-6);
  }
}

// p on the points of the grid, from the transforms of all modes: the peak [A1], the profile and nothing beside the patch
static void the_modes_add_up_to_the_pressure_of_the_patch(void **state) { // [A1], A-V1
  (void)state;
  kn_hand_par k = hand_numbers();
  static const double SQUARENESS[] = {2, 3, 8};
  for (int q = 0; q < 3; q++) {
    skin s = laid(SQUARENESS[q], 1, 64, 2e-3);
    const kn_modes *m = &s.f->modes;
    kn_hand_tool t = {AREA, 1, 0, 1.6, SQUARENESS[q], 1};
    kn_hand_patch c = kn_hand_press(&k, &t, FORCE);
    double heading = 0.5, worst = 0, sum = 0;
    kn_place_on_grid at = placed(&s, 1.6, heading);
    static float load[KN_MODES];
    kn_kernels_loads(s.k, s.depth, &at, m, load);
    for (int j = 0; j < 64; j++)
      for (int i = 0; i < 64; i++) {
        double x = i * 2e-3 - at.x, y = j * 2e-3 - at.y, p = 1;
        for (int o = 0; o < m->count; o++)
          p += 2 * (double)load[o] * cos(2 * PI / m->box * (m->mode[o].x * x + m->mode[o].y * y));
        p *= FORCE / (m->box * m->box);
        sum += p * 4e-6;
        double r2 = pow(kn_hand_within(&c, SQUARENESS[q], x * cos(heading) + y * sin(heading),
                                       y * cos(heading) - x * sin(heading)),
                        2 / SQUARENESS[q]),
               want = r2 < 1 ? c.peak * (1 - r2) : 0;
        worst = fmax(worst, fabs(p - want) / c.peak);
      }
    print_message("  squareness %g: pressure within %.1f %% of its peak everywhere\n", SQUARENESS[q], 100 * worst);
    near(sum, FORCE, 1e-6 * FORCE);
    assert_true(worst < 0.03);
    lifted(&s);
  }
}

// ---- Love's square ----------------------------------------------------------------------------------------------------------
// Surface of an incompressible half-space of modulus mu under pressure p on the rectangle |x| < a, |y| < b:
// w = p (1 - nu^2)/(pi E) sum of X ln(Y + R) + Y ln(X + R) over its corners; (1 - nu^2)/E = 1/(4 mu)
static double love(double a, double b, double x, double y) {
  double sum = 0;
  for (int q = 0; q < 4; q++) {
    double X = q & 1 ? x + a : x - a, Y = q & 2 ? y + b : y - b, R = hypot(X, Y), sign = q == 1 || q == 2 ? -1 : 1;
    if (fabs(X) > 0) sum += sign * X * log(Y + R);
    if (fabs(Y) > 0) sum += sign * Y * log(X + R);
  }
  return sum / (4 * PI);
}
// and on the disc of radius a: w = p a/(pi mu) E(r/a) inside
static double boussinesq(double a, double r) {
  enum { PARTS = 2000 };
  double sum = 0;
  for (int i = 0; i < PARTS; i++) sum += sqrt(1 - pow(r / a * sin((i + 0.5) / PARTS * PI / 2), 2)) / PARTS;
  return a / 2 * sum;
}

static void
loves_rectangle_sinks_as_the_book_says(void **state) { // of a square of side L: 1.1222 and 0.5611 p L (1 - nu^2)/E
  (void)state;
  near(love(0.5, 0.5, 0, 0) * 4, 4 / PI * log(1 + sqrt(2)), 1e-12);
  near(love(0.5, 0.5, 0.5, 0.5) * 4, 2 / PI * log(1 + sqrt(2)), 1e-12);
  near(boussinesq(1, 0) * 4, 2, 1e-3);
  near(boussinesq(1, 1) * 4, 4 / PI, 1e-3);
}

// w(x) = 1/(4 pi^2) int p^ 1/(2 mu k) e^(ikx) d2k over the table's whole range: the integral's k cancels
static void a_near_square_patch_sinks_as_loves_square(void **state) { // [B8]
  (void)state;
  static kn_outline o;
  kn_outline_fill(&o, 400, 0);
  static kn_disc disc;
  kn_disc_patch(&hankel, 1, 0, 1, &disc); // p = 1/pi on an area pi
  const double half = sqrt(PI) / 2, END = 40, PLACE[][2] = {{0, 0}, {0.5, 0}, {0.5, 0.5}, {0.8, 0.2}, {0.3, 0.7}};
  enum { LENGTHS = 1600, TURNS = 180 };
  static double table[LENGTHS], w[5];
  for (int i = 0; i < LENGTHS; i++) table[i] = kn_disc_transform(&disc, (i + 0.5) * END / LENGTHS);
  for (int i = 0; i < LENGTHS; i++)
    for (int j = 0; j < TURNS; j++) {
      double kappa = (i + 0.5) * END / LENGTHS, turn = (j + 0.5) / TURNS * PI / 2;
      double u = kappa * cos(turn), v = kappa * sin(turn);
      double p = table[i] + (double)kn_outline_at(&o, (float)(u / KN_OUTLINE_STEP), (float)(v / KN_OUTLINE_STEP));
      for (int q = 0; q < 5; q++)
        w[q] += p * cos(u * half * PLACE[q][0]) * cos(v * half * PLACE[q][1]) / 2 / (4 * PI * PI) * 4 *
                (END / LENGTHS) * (PI / 2 / TURNS);
    }
  for (int q = 0; q < 5; q++) {
    double want = love(half, half, half * PLACE[q][0], half * PLACE[q][1]) / PI;
    print_message("  at %g, %g of its half side: %.5f, Love %.5f, the disc of its area %.5f (p/mu of radius)\n",
                  PLACE[q][0], PLACE[q][1], w[q] * PI, want * PI,
                  boussinesq(1, half * hypot(PLACE[q][0], PLACE[q][1])));
    near(w[q] / want, 1, 0.002);
  }
}

// On the grid, whose plane repeats itself: the images of a patch lift the skin under it as much as those of the disc of its
// area, so what it adds to the disc is that of the half-space, times the factor by which the grid is made to give the finite
// solution's depth under the middle of the disc.
static const double SPACING = 3e-3;
static double factor_of(const skin *s) { // [B2] W = 1/(2 mu k) on a half-space
  int last = s->k->radii - 1;
  return (double)*kn_kernels_w(s->k, s->k->levels - 1, last) * 2 * SHEAR * s->f->modes.length[last];
}
typedef struct added {
  double worst, most;   // error of what the rectangle adds, largest of what it adds; over the disc's middle
  double ratio, middle; // what it gives way there over the disc's: by the grid, of the half-space
} added;
static added by_the_grid(double aspect) {
  skin disc = laid(2, 0, 64, SPACING), own = laid(40, 0, 64, SPACING);
  kn_place_on_grid at = placed(&own, aspect, 0), round = placed(&disc, 1, 0);
  kn_field_step(disc.f, disc.k, &round, disc.depth, FORCE, 0, 0);
  kn_field_step(own.f, own.k, &at, own.depth, FORCE, 0, 0);
  double b = sqrt(AREA / aspect) / 2, a = aspect * b, p = FORCE / AREA / SHEAR, f = factor_of(&own), ratio[KN_LEVELS];
  double there = boussinesq(disc.radius, 0), images = there - kn_field_at(disc.f, KN_FIELD_W, at.x, at.y) / f / p;
  added o = {0};
  for (int j = 0; j * SPACING < b * 0.8; j++)
    for (int i = 0; i * SPACING < a * 0.8; i++) {
      double x = i * SPACING, y = j * SPACING;
      if (hypot(x, y) > 0.9 * disc.radius) continue;
      double adds = (kn_field_at(own.f, KN_FIELD_W, at.x + x, at.y + y) -
                     kn_field_at(disc.f, KN_FIELD_W, at.x + x, at.y + y)) /
                    f / p,
             want = love(a, b, x, y) - boussinesq(disc.radius, hypot(x, y));
      o.worst = fmax(o.worst, fabs(adds - want) / there), o.most = fmax(o.most, fabs(want) / there);
    }
  kn_field_oval(own.f, own.k, aspect, ratio);
  o.ratio = 1 + (ratio[own.k->levels - 1] - 1) * (there - images) / there; // without the images
  o.middle = love(a, b, 0, 0) / there;
  lifted(&disc), lifted(&own);
  return o;
}
static void the_grid_presses_a_square_and_a_rectangle_as_love_does(void **state) { // [B8]
  (void)state;
  for (int q = 0; q < 2; q++) {
    double aspect = q ? 2.5 : 1;
    added o = by_the_grid(aspect);
    print_message(
        "  aspect %g adds %.2f %% of the depth to the disc of its area, within %.2f %%; under the middle %.4f, "
        "Love %.4f\n",
        aspect, 100 * o.most, 100 * o.worst, o.ratio, o.middle);
    assert_true(o.worst < 0.01 && o.worst < 0.5 * o.most);
    near(o.ratio, o.middle, 0.003);
  }
}

static void a_quarter_turn_of_the_heading_swaps_x_and_y(void **state) { // [B8]
  (void)state;
  skin s = laid(6, 0.5, 64, SPACING);
  kn_place_on_grid at = placed(&s, 2.5, 0), turned = placed(&s, 2.5, PI / 2);
  static double own[64][64];
  double most = 0;
  kn_field_step(s.f, s.k, &at, s.depth, FORCE, 0, 0);
  for (int j = 0; j < 64; j++)
    for (int i = 0; i < 64; i++) own[j][i] = kn_field_at(s.f, KN_FIELD_W, i * SPACING, j * SPACING);
  assert_true(own[32][32 + 6] > 1.2 * own[32 + 6][32]); // deeper along it than across
  kn_field_step(s.f, s.k, &turned, s.depth, FORCE, 0, 0);
  for (int j = 0; j < 64; j++)
    for (int i = 0; i < 64; i++)
      most = fmax(most, fabs(kn_field_at(s.f, KN_FIELD_W, i * SPACING, j * SPACING) - own[i][j]));
  assert_true(most < 1e-5 * own[32][32]);
  lifted(&s);
}

// ---- both clocks ----------------------------------------------------------------------------------------------------------
// What a patch gives way under its middle over what the disc of its area does, on the linear layers of a path's level: the
// double integral over all waves, without a grid
static double without_a_grid(const kn_path_level *v, double squareness, double profile, double aspect) {
  static kn_outline o;
  kn_outline_fill(&o, squareness, profile);
  static kn_table t;
  double top = 0, a = v->load.radius, disc = 0, own = 0;
  assert_true(kn_table_fill(&t, &v->column, a, KN_AT_ONCE, KN_NORMAL, 1, &top));
  enum { LENGTHS = 1000, TURNS = 90 };
  const double END = 40;
  for (int i = 0; i < LENGTHS; i++) {
    double kappa = (i + 0.5) * END / LENGTHS; // of the disc, and of the patch in its own scaled coordinates
    double p = kn_disc_transform(&v->load, kappa / a) / kn_disc_force(&v->load);
    kn_response r;
    kn_table_read(&t, kappa / a, &r);
    disc += p * r.w * kappa;
    for (int j = 0; j < TURNS; j++) {
      double turn = (j + 0.5) / TURNS * PI / 2, u = kappa * cos(turn), v1 = kappa * sin(turn);
      kn_table_read(&t, hypot(u / sqrt(aspect), v1 * sqrt(aspect)) / a, &r);
      double c = (double)kn_outline_at(&o, (float)(u / KN_OUTLINE_STEP), (float)(v1 / KN_OUTLINE_STEP));
      own += (p + c) * r.w * kappa / TURNS;
    }
  }
  return own / disc;
}

// The depth under a force over that of the disc: tissue that is pressed less deep is softer
static double over_the_disc(const kn_path *path, double depth, double squareness, double aspect) {
  int level = 0;
  while (level < path->levels - 1 && path->level[level].finite.depth < depth) level++;
  kn_at at = kn_path_at(path, depth);
  return pow(without_a_grid(&path->level[level], squareness, 0.5, aspect), 1 / (1 - kn_path_give_slope(path, &at)));
}

static void the_plant_presses_with_the_outline_of_its_tool(void **state) { // [B8]
  (void)state;
  static const double SQUARENESS[] = {2, 2.5, 6, 6}, ASPECT[] = {3, 1.3, 1, 3};
  double depth[4] = {0}, worst = 0;
  for (int q = 0; q < 4; q++) {
    kn_touch_def d = kn_default_touch();
    d.mode = KN_TOUCH_WINDOW;
    d.tool.aspect = 1, d.tool.area_exponent = 0, d.tool.friction = 0, d.tool.squareness = 2;
    for (int own = 0; own < 2; own++) {
      if (own) d.tool.aspect = ASPECT[q], d.tool.squareness = SQUARENESS[q];
      kn_touch *p;
      kn_error e;
      if (kn_touch_create(&d, &p, &e)) fail_msg("%s: %s", e.where, e.what);
      kn_touch_in in = {.force_control = true, .force_N = 30, .heading_rad = 0.4};
      kn_touch_out o;
      assert_int_equal(kn_touch_step(p, &in, &o), KN_OK);
      near(o.force_N[2], -30, 0);
      near(o.area_cm2, 60, 1e-9);
      near(o.peak_kPa / o.mean_kPa, 1.5, 0.02);
      if (own) {
        double want = over_the_disc(&p->path, o.depth_mm * 1e-3, SQUARENESS[q], ASPECT[q]);
        worst = fmax(worst, fabs(o.depth_mm / depth[q] / want - 1));
        print_message("  squareness %g, aspect %g: %.4f of the disc's depth, %.4f for the layers\n", SQUARENESS[q],
                      ASPECT[q], o.depth_mm / depth[q], want);
      } else
        depth[q] = o.depth_mm;
      kn_touch_destroy(p);
    }
  }
  assert_true(worst < 0.002);
}

static void a_session_presses_with_the_outline_of_its_tool(void **state) { // [B8]
  (void)state;
  static kn_touch_numbers n;
  kn_touch_numbers_fill(&n);
  kn_touch_def d = kn_default_touch();
  d.tool.aspect = 1, d.tool.area_exponent = 0, d.tool.squareness = 2;
  for (int l = 0; l < d.stack.layer_count; l++) { // elastic: a cycle presses as at first
    memset(d.stack.layer[l].g, 0, sizeof d.stack.layer[l].g);
    d.stack.layer[l].glide_kPa_s_mm = 0;
  }
  kn_touch *disc; // for its path of levels
  assert_int_equal(kn_touch_create(&d, &disc, NULL), KN_OK);
  kn_stack stack;
  kn_touch_stack_si(&d.stack, &stack);
  kn_touch_place place = {.numbers = &n, .stack = &stack, .length = 0.3, .width = 0.2};
  kn_touch_cycle c[4];
  static const double SQUARENESS[] = {2, 2, 6, 2.5}, ASPECT[] = {1, 3, 3, 1.3};
  for (int q = 0; q < 4; q++) {
    kn_touch_hand hand = {.aspect = ASPECT[q], .stroke = {.pattern = KN_HOLD, .force = 30, .rate = 0.25, .on = 0.6}};
    kn_touch_tool_si(&d.tool, &hand.tool);
    hand.tool.squareness = SQUARENESS[q];
    kn_cycle_solver *b = malloc(kn_cycle_solver_size());
    assert_int_equal(kn_cycle_begin(b, &place, &hand.tool, 30, take, give, NULL), KN_OK);
    assert_true(kn_cycle_solve(b, &hand, &c[q]));
    kn_cycle_end(b);
    free(b);
    double is = c[q].depth / c[0].depth, want = over_the_disc(&disc->path, c[q].depth, SQUARENESS[q], ASPECT[q]);
    print_message("  squareness %g, aspect %g: %.4f of the disc's depth, %.4f for the layers; muscle %.3f kPa\n",
                  SQUARENESS[q], ASPECT[q], is, want, c[q].muscle * 1e-3);
    near(is, want, 0.003);
    near(c[q].surface_mean, 30 / 60e-4, 1e-6);
  }
  assert_true(c[2].muscle < 0.99 * c[1].muscle && c[1].muscle < 0.95 * c[0].muscle); // less of it in the middle
  kn_touch_destroy(disc);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_patch_presses_with_the_transform_of_its_outline),
      cmocka_unit_test(a_squareness_of_two_adds_nothing),
      cmocka_unit_test(the_force_is_that_of_the_ellipse_and_the_area_too),
      cmocka_unit_test(the_modes_add_up_to_the_pressure_of_the_patch),
      cmocka_unit_test(loves_rectangle_sinks_as_the_book_says),
      cmocka_unit_test(a_near_square_patch_sinks_as_loves_square),
      cmocka_unit_test(the_grid_presses_a_square_and_a_rectangle_as_love_does),
      cmocka_unit_test(a_quarter_turn_of_the_heading_swaps_x_and_y),
      cmocka_unit_test(the_plant_presses_with_the_outline_of_its_tool),
      cmocka_unit_test(a_session_presses_with_the_outline_of_its_tool),
  };
  return cmocka_run_group_tests(tests, begin, NULL);
}

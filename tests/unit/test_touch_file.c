// Reading stacks, tools, plants and trajectories: what good files mean, and what is said about bad ones.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "io/touch_file.h"
#include "io/trajectory.h"
#include <dirent.h>
#include <knead/names.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path, size_t *size) {
  FILE *f = fopen(path, "rb");
  if (f == NULL) return NULL;
  char *text = malloc(1 << 20);
  *size = fread(text, 1, (1 << 20) - 1, f);
  text[*size] = 0;
  fclose(f);
  return text;
}

static char *said(const kn_report *r) {
  char *text = NULL;
  size_t size = 0;
  FILE *f = open_memstream(&text, &size);
  kn_report_print(r, f);
  fclose(f);
  return text;
}

static void good(const char *text, kn_touch_file *f) {
  int status = kn_touch_file_parse("file", text, strlen(text), f);
  if (status) {
    char *what = said(&f->report);
    print_error("%s", what);
    free(what);
  }
  assert_int_equal(status, 0);
}

#define HEAD "schema: knead-touch/1\n"

static void a_stack_has_the_layers_it_says_in_the_units_of_the_plant(void **state) {
  (void)state;
  kn_touch_file f;
  good(
      HEAD
      "kind: stack\nstack:\n  name: mine\n  drained-interfaces: true\n  layers:\n"
      "    - {name: skin, thickness: 0.2 cm, shear: 8000 Pa, membrane: {stiffness: 0.2 N/mm, tension: 20 N/m, at: "
      "0.25}}\n"
      "    - name: muscle\n      thickness: 36 mm\n      shear: 6 kPa\n      stiffening: 6\n      stiffening-terms: 5\n"
      "      relaxation: [{share: 0.3, time: 500 ms}, {share: 0.25, time: 6 s}]\n"
      "      glide: {stiffness: 3e4 Pa/m, viscosity: 1e4 Pa s/m}\n"
      "      drainage: {permeability: 100 mm4/N/s, modulus: 20 kPa}\n",
      &f);
  const kn_touch_stack *s = &f.def.stack;
  assert_true(f.has_stack && !f.has_tool && !f.has_plant);
  assert_string_equal(s->name, "mine");
  assert_int_equal(s->layer_count, 2);
  assert_true(s->drained_interfaces);
  const kn_touch_layer *skin = &s->layer[0], *muscle = &s->layer[1];
  assert_string_equal(skin->name, "skin");
  assert_float_equal(skin->thickness_mm, 2, 1e-12);
  assert_float_equal(skin->shear_kPa, 8, 1e-12);
  assert_float_equal(skin->membrane_N_m, 200, 1e-10);
  assert_true(skin->tension_N_m == 20 && skin->membrane_at == 0.25 && skin->stiffening == 0 && skin->g[0] == 0);
  assert_true(muscle->stiffening == 6 && muscle->stiffening_terms == 5);
  assert_true(muscle->g[0] == 0.3 && muscle->g[1] == 0.25 && muscle->g[2] == 0 && muscle->tau_s[0] == 0.5);
  assert_float_equal(muscle->glide_kPa_mm, 0.03, 1e-12);
  assert_float_equal(muscle->glide_kPa_s_mm, 0.01, 1e-12);
  assert_float_equal(muscle->permeability_m4_Ns, 1e-10, 1e-22);
  assert_true(muscle->aggregate_kPa == 20);
  kn_touch_file_free(&f);
}

static void one_file_may_hold_stack_tool_and_plant(void **state) {
  (void)state;
  kn_touch_file f;
  good(HEAD
       "kind: plant\nstack: {layers: [{name: gel, thickness: 4 cm, shear: 5 kPa}]}\n"
       "tool: {shape: sphere, radius: 2 cm, friction: 0.2}\nplant: {mode: window, step: 2 ms, force-limit: 80 N}\n",
       &f);
  assert_true(f.has_stack && f.has_tool && f.has_plant);
  assert_true(f.def.tool.shape == KN_TOUCH_SPHERE && fabs(f.def.tool.radius_mm - 20) < 1e-12);
  assert_true(f.def.mode == KN_TOUCH_WINDOW && f.def.force_limit_N == 80 && f.def.tool.friction == 0.2);
  assert_float_equal(f.def.step_s, 0.002, 1e-15);
  kn_touch_def usual = kn_default_touch();
  assert_true(f.def.pain_threshold_kPa == usual.pain_threshold_kPa && f.def.cookie == usual.cookie);
  kn_touch_file_free(&f);
}

// Every shipped file is sound and is named as its file is.
static void shipped(const char *kind) {
  char folder[512];
  snprintf(folder, sizeof folder, "%s/data/%s", KN_SOURCE_DIR, kind);
  DIR *d = opendir(folder);
  assert_non_null(d);
  int count = 0;
  for (struct dirent *e; (e = readdir(d));) {
    size_t n = strlen(e->d_name);
    if (n < 6 || strcmp(e->d_name + n - 5, ".yaml") != 0) continue;
    char path[1024];
    kn_touch_file f;
    snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
    if (kn_touch_file_read(path, &f)) {
      char *what = said(&f.report);
      print_error("%s", what);
      free(what);
      fail();
    }
    const char *name = f.has_stack ? f.def.stack.name : f.def.tool.name;
    assert_true(strlen(name) == n - 5 && strncmp(name, e->d_name, n - 5) == 0);
    assert_true(f.title[0] != 0);
    kn_touch_file_free(&f);
    count++;
  }
  closedir(d);
  assert_true(count >= 6);
}

static void the_shipped_stacks_and_tools_are_sound_and_named_as_their_files(void **state) {
  (void)state;
  shipped("stacks");
  shipped("tools");
}

// Terms of relaxation that lose nothing may stand anywhere among the others.
static int lost(const kn_touch_layer *l, double g[KN_TOUCH_TERMS], double tau_s[KN_TOUCH_TERMS]) {
  int n = 0;
  for (int j = 0; j < KN_TOUCH_TERMS; j++)
    if (l->g[j] > 0) g[n] = l->g[j], tau_s[n++] = l->tau_s[j];
  return n;
}

static void the_back_and_the_palm_are_what_a_plant_has_by_default(void **state) {
  (void)state;
  kn_touch_file back, palm;
  assert_int_equal(kn_touch_file_read(KN_SOURCE_DIR "/data/stacks/back.yaml", &back), 0);
  assert_int_equal(kn_touch_file_read(KN_SOURCE_DIR "/data/tools/palm.yaml", &palm), 0);
  kn_touch_stack s = kn_default_stack();
  kn_touch_tool t = kn_default_tool(), *p = &palm.def.tool;
  assert_int_equal(back.def.stack.layer_count, s.layer_count);
  for (int i = 0; i < s.layer_count; i++) {
    const kn_touch_layer *a = &back.def.stack.layer[i], *b = &s.layer[i];
    const double pair[][2] = {{a->thickness_mm, b->thickness_mm},    {a->shear_kPa, b->shear_kPa},
                              {a->stiffening, b->stiffening},        {a->membrane_N_m, b->membrane_N_m},
                              {a->tension_N_m, b->tension_N_m},      {a->glide_kPa_mm, b->glide_kPa_mm},
                              {a->glide_kPa_s_mm, b->glide_kPa_s_mm}};
    for (size_t k = 0; k < sizeof pair / sizeof *pair; k++) assert_float_equal(pair[k][0], pair[k][1], 1e-9);
    if (b->membrane_N_m > 0) assert_float_equal(a->membrane_at, b->membrane_at, 1e-12);
    double g[2][KN_TOUCH_TERMS], tau_s[2][KN_TOUCH_TERMS];
    int n = lost(a, g[0], tau_s[0]);
    assert_int_equal(n, lost(b, g[1], tau_s[1]));
    for (int j = 0; j < n; j++) assert_true(fabs(g[0][j] - g[1][j]) < 1e-12 && fabs(tau_s[0][j] - tau_s[1][j]) < 1e-9);
  }
  assert_true(p->shape == t.shape && p->area_cm2 == t.area_cm2 && p->area_force_N == t.area_force_N);
  assert_true(p->area_exponent == t.area_exponent && p->aspect == t.aspect && p->squareness == t.squareness);
  assert_true(p->profile == t.profile && fabs(p->friction - t.friction) < 1e-12);
  kn_touch_file_free(&back);
  kn_touch_file_free(&palm);
}

static void a_region_of_an_average_adult_is_what_is_meant_by_default(void **state) {
  (void)state;
  kn_touch_stack usual = kn_default_stack(), s;
  assert_true(kn_touch_region_stack(KN_LOW_BACK, NAN, NAN, NAN, &s));
  assert_int_equal(s.layer_count, usual.layer_count);
  for (int i = 0; i < s.layer_count; i++) assert_memory_equal(&s.layer[i], &usual.layer[i], sizeof s.layer[i]);
  kn_touch_stack old;
  assert_true(kn_touch_region_stack(KN_THIGH, 1, 30, 23, &s) && kn_touch_region_stack(KN_THIGH, 1, 80, 23, &old));
  assert_true(old.layer[2].thickness_mm < s.layer[2].thickness_mm); // muscle is lost
  assert_true(!kn_touch_region_stack(-1, 1, 30, 23, &s) && !kn_touch_region_stack(1000, 1, 30, 23, &s));
}

static void what_the_plant_refuses_is_told_at_the_line_of_its_value(void **state) {
  (void)state;
  kn_touch_file f;
  good(HEAD "kind: stack\nstack:\n  layers:\n    - name: gel\n      thickness: 40 mm\n      shear: 5 kPa\n", &f);
  kn_error e = {.status = KN_OUT_OF_RANGE, .where = "stack.layer[0].thickness_mm", .what = "too thick for this tool"};
  kn_touch_file_blame(&f, &e);
  assert_int_equal(f.report.diagnostic_count, 1);
  assert_int_equal(f.report.diagnostic[0].line, 6);
  assert_int_equal(f.report.diagnostic[0].column, 18);
  assert_string_equal(f.report.diagnostic[0].what, "too thick for this tool");
  snprintf(e.where, sizeof e.where, "spacing_mm");
  kn_touch_file_blame(&f, &e);
  assert_int_equal(f.report.diagnostic[0].line, 0); // nowhere in the file: the file as a whole
  kn_touch_file_free(&f);
}

static void what_the_plant_refuses_is_told_in_the_words_of_the_file_with_a_cure(void **state) {
  (void)state;
  kn_touch_file f;
  good(HEAD "kind: plant\nstack:\n  layers:\n    - name: gel\n      thickness: 20 mm\n      shear: 5 kPa\n"
            "plant:\n  depth-limit: 15 mm\n",
       &f);
  kn_touch *plant = NULL;
  kn_error e;
  assert_int_equal(kn_touch_create(&f.def, &plant, &e), KN_OUT_OF_RANGE);
  assert_string_equal(e.hint, "choose between 0.5 and 10 mm, half the depth to the bone");
  kn_touch_file_blame(&f, &e);
  assert_int_equal(f.report.diagnostic[0].line, 9);
  assert_string_equal(f.report.diagnostic[0].what,
                      "`depth-limit` 15 is outside 0 .. 10 mm, half the depth to the bone");
  assert_string_equal(f.report.diagnostic[0].hint, e.hint);
  kn_touch_file_free(&f);
  kn_touch_def d = kn_default_touch();
  d.stack.layer[0].stiffening = 11; // no unit
  assert_int_equal(kn_touch_create(&d, &plant, &e), KN_OUT_OF_RANGE);
  assert_string_equal(e.hint, "choose between 0 and 10");
}

// ---- trajectories ---------------------------------------------------------------------------------------------------
static void path_of(const char *text, kn_trajectory *t) {
  int status = kn_trajectory_parse("path", text, strlen(text), t);
  if (status) {
    char *what = said(&t->report);
    print_error("%s", what);
    free(what);
  }
  assert_int_equal(status, 0);
}

static void a_trajectory_is_read_in_any_order_of_columns_and_resampled_linearly(void **state) {
  (void)state;
  kn_trajectory t;
  path_of("# by hand\r\nz_mm,time_s,x_mm\r\n0,10,0\r\n4,10.4,20\r\n\r\n4,11.4,20\r\n", &t);
  assert_true(!t.force_control && !t.has_velocity && t.count == 3);
  assert_true(kn_trajectory_start_s(&t) == 10);
  assert_int_equal(kn_trajectory_steps(&t, 0.001), 1400);
  kn_touch_in in;
  kn_trajectory_at(&t, 10.1, &in);
  assert_float_equal(in.position_m[2], 0.001, 1e-12);
  assert_float_equal(in.position_m[0], 0.005, 1e-12);
  assert_float_equal(in.velocity_m_s[0], 0.05, 1e-12); // the slope
  kn_trajectory_at(&t, 10.9, &in);
  assert_true(in.position_m[2] == 0.004 && in.velocity_m_s[0] == 0);
  kn_trajectory_at(&t, 99, &in);
  assert_true(in.position_m[2] == 0.004 && in.velocity_m_s[0] == 0);
  kn_trajectory_at(&t, 10.2, &in); // also backwards
  assert_float_equal(in.position_m[2], 0.002, 1e-12);
  kn_trajectory_free(&t);
}

static void the_last_row_is_reached_even_between_steps(void **state) {
  (void)state;
  kn_trajectory t;
  kn_touch_in in;
  path_of("time_s,fz_N\n0,0\n0.0014,30\n", &t);
  assert_int_equal(kn_trajectory_steps(&t, 0.001), 2);
  kn_trajectory_at(&t, 0.002, &in);
  assert_true(in.force_N == 30);
  kn_trajectory_free(&t);
  path_of("time_s,fz_N\n0.1,0\n0.8,30\n", &t); // 0.8 - 0.1 is a little more than 0.7
  assert_int_equal(kn_trajectory_steps(&t, 0.1), 7);
  assert_int_equal(kn_trajectory_steps(&t, 0.001), 700);
  assert_int_equal(kn_trajectory_steps(&t, 0.0005), 1400);
  kn_trajectory_free(&t);
}

static void a_column_of_force_means_force_control(void **state) {
  (void)state;
  kn_trajectory t;
  path_of("time_s,fz_N,x_mm,y_mm,vx_mm_s,vy_mm_s\n0,0,1,2,30,40\n2,10,1,2,30,40", &t);
  kn_touch_in in;
  kn_trajectory_at(&t, 0.5, &in);
  assert_true(t.force_control && in.force_control && t.has_velocity);
  assert_float_equal(in.force_N, 2.5, 1e-12);
  assert_true(in.position_m[2] == 0);
  assert_float_equal(in.velocity_m_s[1], 0.04, 1e-12);
  kn_trajectory_free(&t);
}

static void a_press_ramps_and_holds(void **state) {
  (void)state;
  kn_trajectory t;
  kn_touch_in in;
  assert_true(kn_trajectory_press(&t, true, 30, 0.5, 1));
  assert_int_equal(kn_trajectory_steps(&t, 0.001), 1500);
  kn_trajectory_at(&t, 0.25, &in);
  assert_true(in.force_N == 15);
  kn_trajectory_at(&t, 1.2, &in);
  assert_true(in.force_N == 30);
  kn_trajectory_free(&t);
  assert_true(kn_trajectory_press(&t, false, 0.008, 0.5, 0));
  assert_int_equal(kn_trajectory_steps(&t, 0.001), 500);
  kn_trajectory_at(&t, 0.5, &in);
  assert_true(!in.force_control && in.position_m[2] == 0.008);
  kn_trajectory_free(&t);
}

// ---- bad files ------------------------------------------------------------------------------------------------------
static void bad_files_are_refused_with_these_very_words(void **state) {
  (void)state;
  DIR *d = opendir(KN_TEST_DIR "/touch/bad");
  assert_non_null(d);
  int count = 0, wrong = 0;
  for (struct dirent *e; (e = readdir(d));) {
    const char *dot = strrchr(e->d_name, '.');
    if (dot == NULL || (strcmp(dot, ".yaml") != 0 && strcmp(dot, ".csv") != 0)) continue;
    char path[1024], expect[1024];
    size_t size, want_size;
    snprintf(path, sizeof path, KN_TEST_DIR "/touch/bad/%s", e->d_name);
    snprintf(expect, sizeof expect, KN_TEST_DIR "/touch/bad/%.*s.expect", (int)(dot - e->d_name), e->d_name);
    char *text = read_file(path, &size), *want = read_file(expect, &want_size), *got;
    int status;
    if (strcmp(dot, ".csv") == 0) {
      kn_trajectory t;
      status = kn_trajectory_parse(e->d_name, text, size, &t);
      got = said(&t.report);
      kn_trajectory_free(&t);
    } else {
      kn_touch_file f;
      status = kn_touch_file_parse(e->d_name, text, size, &f);
      got = said(&f.report);
      kn_touch_file_free(&f);
    }
    const char *write = getenv("KN_WRITE_EXPECT"); // to make new ones, which are then read with care
    if (write && *write) {
      FILE *f = fopen(expect, "wb");
      fputs(got, f);
      fclose(f);
    } else if (status != 3 || want == NULL || strcmp(got, want) != 0) {
      print_error("%s: status %d\n--- said\n%s--- expected\n%s\n", e->d_name, status, got, want ? want : "(no file)");
      wrong++;
    }
    count++;
    free(text);
    free(want);
    free(got);
  }
  closedir(d);
  assert_int_equal(wrong, 0);
  assert_true(count >= 50);
}

static void a_file_cut_short_anywhere_is_refused_or_read_but_never_crashes(void **state) {
  (void)state;
  size_t size;
  char *text = read_file(KN_SOURCE_DIR "/data/stacks/back.yaml", &size);
  for (size_t n = 0; n <= size; n += 7) {
    kn_touch_file f;
    int status = kn_touch_file_parse("cut", text, n, &f);
    assert_true((status == 0) == (f.report.diagnostic_count == 0));
    kn_touch_file_free(&f);
  }
  free(text);
  const char *path = "time_s,x_mm,fz_N\n0,1,2\n0.1,\"2\",3\n";
  for (size_t n = 0; n <= strlen(path); n++) {
    kn_trajectory t;
    int status = kn_trajectory_parse("cut", path, n, &t);
    assert_true((status == 0) == (t.report.diagnostic_count == 0));
    kn_trajectory_free(&t);
  }
}

static void a_quantity_is_plain_or_has_its_unit(void **state) {
  (void)state;
  double v = 0;
  assert_true(kn_touch_quantity("8", "mm", &v) && v == 8);
  assert_true(kn_touch_quantity("0.8 cm", "mm", &v) && fabs(v - 8) < 1e-12);
  assert_false(kn_touch_quantity("8 N", "mm", &v));
  assert_false(kn_touch_quantity("deep", "mm", &v));
  assert_false(kn_touch_quantity("", "mm", &v));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_stack_has_the_layers_it_says_in_the_units_of_the_plant),
      cmocka_unit_test(one_file_may_hold_stack_tool_and_plant),
      cmocka_unit_test(the_shipped_stacks_and_tools_are_sound_and_named_as_their_files),
      cmocka_unit_test(the_back_and_the_palm_are_what_a_plant_has_by_default),
      cmocka_unit_test(a_region_of_an_average_adult_is_what_is_meant_by_default),
      cmocka_unit_test(what_the_plant_refuses_is_told_at_the_line_of_its_value),
      cmocka_unit_test(what_the_plant_refuses_is_told_in_the_words_of_the_file_with_a_cure),
      cmocka_unit_test(a_trajectory_is_read_in_any_order_of_columns_and_resampled_linearly),
      cmocka_unit_test(the_last_row_is_reached_even_between_steps),
      cmocka_unit_test(a_column_of_force_means_force_control),
      cmocka_unit_test(a_press_ramps_and_holds),
      cmocka_unit_test(bad_files_are_refused_with_these_very_words),
      cmocka_unit_test(a_file_cut_short_anywhere_is_refused_or_read_but_never_crashes),
      cmocka_unit_test(a_quantity_is_plain_or_has_its_unit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

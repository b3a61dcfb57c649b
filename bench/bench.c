// bench.c -- how fast and how right, against named peers: a table on standard output and bench.json.
// Usage: knead-bench PROGRAM DATA BENCH.json (what `make bench` does). Times are CPU time of one thread.
// What the figures of the peers are and where they were taken: bench/README.md.
#include "bench.h"
#include "people.h"
#include "../src/io/touch_file.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// ---- rows -----------------------------------------------------------------------------------------------------------
enum { MOST_ROWS = 32 };
struct bench {
  int count;
  bench_row row[MOST_ROWS];
};

void bench_add(bench *b, const bench_row *row) {
  if (b->count < MOST_ROWS) b->row[b->count++] = *row;
}

double bench_cpu_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

// ---- the plant: `knead touch bench` says it ------------------------------------------------------------------------
static double after(const char *text, const char *key) {
  const char *p = text ? strstr(text, key) : NULL;
  return p ? strtod(p + strlen(key), NULL) : NAN;
}

static bool plant(bench *b, const char *program) {
  char command[1200], text[4096] = "";
  snprintf(command, sizeof command, "'%s' touch bench --seconds 20 --json", program);
  FILE *f = popen(command, "r");
  size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
  text[n] = 0;
  if (f == NULL || pclose(f) != 0) return fputs("bench: knead touch bench failed\n", stderr), false;
  const char *single = strstr(text, "\"mode\":\"single\""), *window = strstr(text, "\"mode\":\"window\"");
  bench_add(b,
            &(bench_row){"plant, single tool, p99 of a step", after(single, "\"p99_us\":"), NAN, "us", 10, NAN, 0, 0});
  bench_add(
      b, &(bench_row){"plant, 32 x 32 window, p99 of a step", after(window, "\"p99_us\":"), NAN, "us", 100, NAN, 0, 0});
  return true;
}

// ---- a palm's press-and-hold in 50 steps against finite elements -------------------------------------------------------
// FEBio 4.11, palm of 43.7 mm to 30 N in 1 s and held, stack S1v-e2 (its table V_palm30_S1_e2).
static const struct {
  double t_s, depth_mm, strain_fat, strain_muscle, pressure_fat_kPa, pressure_muscle_kPa;
} reference[] = {{1, 6.58781, 0.157595, 0.141500, 5.89375, 3.26508},
                 {2, 7.13522, 0.167047, 0.154271, 5.80480, 3.23870}};
enum { REFERENCES = sizeof reference / sizeof *reference };
static const double fe_press_and_hold_cpu_s = 37.5;
enum { STEPS = 50, REPEATS = 200, SKIN = 0, FAT = 1, MUSCLE = 2 };

static bool read_part(const char *data, const char *name, kn_touch_file *f) {
  char path[1200];
  snprintf(path, sizeof path, "%s/%s.yaml", data, name);
  if (kn_touch_file_read(path, f) == 0) return true;
  kn_report_print(&f->report, stderr);
  kn_touch_file_free(f);
  return false;
}

static double off(double ours, double theirs) { return fabs(ours / theirs - 1); }

static bool press_and_hold(bench *b, const char *data) {
  kn_touch_def def = kn_default_touch();
  kn_touch_file *f = calloc(1, sizeof *f);
  if (f == NULL || !read_part(data, "stacks/S1v-e2", f)) return free(f), false;
  def.stack = f->def.stack;
  kn_touch_file_free(f);
  if (!read_part(data, "tools/palm-fixed-area", f)) return free(f), false;
  def.tool = f->def.tool;
  kn_touch_file_free(f);
  free(f);
  def.mode = KN_TOUCH_SINGLE;
  def.step_s = reference[REFERENCES - 1].t_s / STEPS;
  kn_touch *plant;
  kn_error e = {0};
  if (kn_touch_create(&def, &plant, &e)) return fprintf(stderr, "bench: %s: %s\n", e.where, e.what), false;
  size_t size = kn_touch_state_size(plant);
  void *fresh = malloc(size);
  double took[REPEATS], worst[5] = {0};
  bool good = fresh != NULL;
  if (good) kn_touch_save(plant, fresh);
  for (int k = 0; good && k < REPEATS; k++) {
    good = kn_touch_restore(plant, fresh, size) == KN_OK;
    double from = bench_cpu_s();
    int next = 0;
    for (int i = 1; good && i <= STEPS; i++) {
      double t = i * def.step_s;
      kn_touch_out out;
      good = kn_touch_step(plant, &(kn_touch_in){.force_control = true, .force_N = t < 1 ? 30 * t : 30}, &out) == KN_OK;
      if (k || next == REFERENCES || fabs(t - reference[next].t_s) > 1e-9) continue;
      const double pair[5][2] = {{out.depth_mm, reference[next].depth_mm},
                                 {out.strain[FAT], reference[next].strain_fat},
                                 {out.strain[MUSCLE], reference[next].strain_muscle},
                                 {out.pressure_kPa[FAT], reference[next].pressure_fat_kPa},
                                 {out.pressure_kPa[MUSCLE], reference[next].pressure_muscle_kPa}};
      for (int q = 0; q < 5; q++) worst[q] = fmax(worst[q], off(pair[q][0], pair[q][1]));
      next++;
    }
    took[k] = bench_cpu_s() - from;
  }
  free(fresh);
  kn_touch_destroy(plant);
  if (!good) return fputs("bench: the press-and-hold failed\n", stderr), false;
  qsort(took, REPEATS, sizeof *took, by_value);
  bench_add(b, &(bench_row){"palm press-and-hold in 50 steps; error of depth", took[REPEATS / 2],
                            fe_press_and_hold_cpu_s, "CPU s", fe_press_and_hold_cpu_s / 1000, worst[0], 0, 0});
  static const char *const also[] = {"  error of mean strain, fat", "  error of mean strain, muscle",
                                     "  error of pressure, fat", "  error of pressure, muscle"};
  for (int q = 0; q < 4; q++) bench_add(b, &(bench_row){also[q], NAN, NAN, "", NAN, worst[q + 1], 0, 0});
  return true;
}

// ---- output ---------------------------------------------------------------------------------------------------------------
static void cell(FILE *f, double v, const char *format, int width) {
  char text[32] = "-";
  if (isfinite(v)) snprintf(text, sizeof text, format, v);
  fprintf(f, " %*s", width, text);
}

static void print_table(const bench *b, FILE *f) {
  fprintf(f, "%-50s %10s %9s %9s %-6s %9s %8s\n", "name", "ours", "limit", "peer", "unit", "ratio", "error");
  for (int i = 0; i < b->count; i++) {
    const bench_row *r = &b->row[i];
    fprintf(f, "%-50s", r->name);
    cell(f, r->ours, "%.4g", 10);
    cell(f, r->limit, "%.4g", 9);
    cell(f, r->peer, "%.4g", 9);
    fprintf(f, " %-6s", r->unit);
    cell(f, r->peer / r->ours, r->peer / r->ours < 20 ? "%.3g" : "%.0f", 9);
    cell(f, 100 * r->error, r->error < 1e-3 ? "%.3f %%" : "%.1f %%", 8);
    fprintf(f, "%s\n", isfinite(r->limit) && r->ours > r->limit ? "  beyond its limit" : "");
  }
  fputs("ratio: peer over ours; error: against the committed reference (bench/README.md)\n", f);
#ifndef BENCH_CVODE
  fputs("not measured in this build: people by CVODE (libsundials-dev)\n", f);
#endif
#ifndef BENCH_KLU
  fputs("not measured in this build: people by CVODE with KLU (libsuitesparse-dev)\n", f);
#endif
  if (!people_desolve_there())
    fputs("not measured on this machine: people by R deSolve's lsoda (r-base-core, r-cran-desolve)\n", f);
#ifndef BENCH_HAS_SESSION
  fputs("not measured in this build: the 30-minute session of strokes\n", f);
#endif
}

static void value(FILE *f, const char *key, double v, const char *after_it) {
  if (isfinite(v))
    fprintf(f, "\"%s\": %.6g%s", key, v, after_it);
  else
    fprintf(f, "\"%s\": null%s", key, after_it);
}

static bool write_json(const bench *b, const char *path) {
  FILE *f = fopen(path, "wb");
  if (f == NULL) return perror(path), false;
  fputs("[\n", f);
  for (int i = 0; i < b->count; i++) {
    const bench_row *r = &b->row[i];
    fprintf(f, "  {\"name\": \"%s\", ", r->name + strspn(r->name, " "));
    value(f, "ours", r->ours, ", ");
    value(f, "peer", r->peer, ", ");
    fprintf(f, "\"unit\": \"%s\", ", r->unit);
    value(f, "ratio", r->peer / r->ours, ", ");
    value(f, "min", r->high > 0 ? r->low : NAN, ", ");
    value(f, "max", r->high > 0 ? r->high : NAN, ", ");
    value(f, "error", r->error, ", ");
    value(f, "limit", r->limit, i + 1 < b->count ? "},\n" : "}\n");
  }
  fputs("]\n", f);
  return fclose(f) == 0;
}

int main(int argc, char **argv) {
  bool only_people = argc == 5 && strcmp(argv[4], "people") == 0;
  if (argc != 4 && !only_people) return fputs("usage: knead-bench PROGRAM DATA BENCH.json [people]\n", stderr), 2;
  bench b = {0};
  bool good = true;
  if (!only_people) {
    good &= plant(&b, argv[1]);
    good &= press_and_hold(&b, argv[2]);
#ifdef BENCH_HAS_SESSION
    good &= bench_session(&b);
#endif
  }
  good &= bench_people(&b);
  print_table(&b, stdout);
  return write_json(&b, argv[3]) && good ? 0 : 1;
}

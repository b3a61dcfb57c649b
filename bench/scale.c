// knead-scale -- cost against people and against regions, memory, one thread or process against two. `make scale` runs it and
// writes docs/scale.md and docs/scale.svg.
#include "scale.h"
#include "io/trial_file.h"
#include "lane/random.h"
#include "study/analyse.h"
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double cpu_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}
static double rss_MB(void) {
  long pages = 0;
  FILE *f = fopen("/proc/self/statm", "r");
  if (f && fscanf(f, "%*d %ld", &pages) != 1) pages = 0;
  if (f) fclose(f);
  return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

// ---- people ------------------------------------------------------------------------------------------------------------------
typedef struct watch {
  scale *s;
  double from;
} watch;
static bool look(kn_piece kind, uint64_t id, int which, const double *v, int count, void *user) {
  watch *w = user;
  scale *s = w->s;
  (void)id, (void)which, (void)count;
  if (kind == KN_PIECE_CANDIDATE) {
    s->candidates++;
    s->draws += (int)v[0];
  } else if (s->people < SCALE_PEOPLE) {
    s->cpu_s[s->people] = cpu_s() - w->from;
    s->rss_MB[s->people++] = rss_MB();
  }
  return true;
}

static bool people(scale *s, const kn_trial_def *d) {
  watch w = {s, cpu_s()};
  kn_run_def how = {.threads = 1, .save = look, .user = &w};
  kn_trial *t;
  kn_error e;
  if (kn_trial_run(d, &how, &t, &e) != KN_OK) return fprintf(stderr, "%s: %s\n", e.where, e.what), false;
  kn_trial_free(t);
  s->weeks = d->visit[d->visit_count - 1].at_s / (7 * 86400.0);
  return true;
}

// ---- memory ------------------------------------------------------------------------------------------------------------------
static bool made_up(kn_piece kind, uint64_t id, int which, double *v, int count, void *user) {
  const kn_trial_def *d = user;
  kn_person_def who;
  kn_error e;
  for (int i = 0; i < count; i++) v[i] = 5 + kn_normal(1, id, KN_DRAW_PEOPLE, (uint64_t)(1000 + 200 * which + i));
  if (kind == KN_PIECE_FOLLOWED) return v[0] = v[1] = 12, v[2] = INFINITY, true;
  v[0] = v[1] = 1;
  while (kn_people_draw(&d->people, d->seed, id, (int)v[0] - 1, &who, &e) != KN_OK) v[0]++;
  return true;
}

static bool records(kn_trial_def *d, int n, double *seconds) {
  double from = cpu_s();
  d->recruit.people = n;
  kn_run_def how = {.threads = 1, .find = made_up, .user = d};
  kn_trial *t;
  kn_error e;
  if (kn_trial_run(d, &how, &t, &e) != KN_OK) return fprintf(stderr, "%s: %s\n", e.where, e.what), false;
  bool good = true;
  for (int o = 0; o < d->outcome_count; o++) {
    kn_finding f;
    kn_trial_data *data = kn_trial_data_of(t, o);
    good = good && data && kn_analyse(data, 1, d->primary_visit, 0.95, &f);
    kn_trial_data_free(data);
  }
  kn_trial_free(t);
  *seconds = cpu_s() - from;
  return good;
}

static bool memory(scale *s, const kn_trial_def *def) {
  static const int size[SCALE_SIZES] = {100, 1000, 10000, 100000, 1000000};
  for (int i = 0; i < SCALE_SIZES; i++) {
    int pipes[2], status;
    struct rusage used;
    s->size[i] = size[i];
    if (pipe(pipes) != 0) return false;
    pid_t child = fork();
    if (child == 0) {
      kn_trial_def d = *def;
      double seconds = 0;
      bool good = records(&d, size[i], &seconds);
      _exit(good && write(pipes[1], &seconds, sizeof seconds) == sizeof seconds ? 0 : 1);
    }
    close(pipes[1]);
    bool good = read(pipes[0], &s->records_s[i], sizeof *s->records_s) == sizeof *s->records_s;
    close(pipes[0]);
    if (child < 0 || wait4(child, &status, 0, &used) != child || !good || status != 0) return false;
    s->peak_MB[i] = (double)used.ru_maxrss / 1e3;
    fprintf(stderr, "%7d people: %.0f MB, %.1f s\n", size[i], s->peak_MB[i], s->records_s[i]);
  }
  return true;
}

static void *count(size_t size, void *user) {
  void *p = malloc(size);
  *(size_t *)user += malloc_usable_size(p);
  return p;
}
static void let_go(void *p, void *user) {
  *(size_t *)user -= malloc_usable_size(p);
  free(p);
}

// A life line as a trial has it: a context, her model, and she herself with a course of sessions
static bool life(scale *s, const kn_trial_def *d) {
  size_t bytes = 0;
  kn_ctx_def def = kn_default_ctx();
  def.alloc = count, def.release = let_go, def.user = &bytes;
  kn_ctx *ctx;
  kn_model *model;
  kn_sim *sim;
  kn_person_def who = kn_default_person(d->people.condition);
  bool good = kn_open(&def, &ctx) == KN_OK && kn_model_load(ctx, NULL, &model) == KN_OK &&
              kn_sim_create(ctx, model, &who, 1, &sim) == KN_OK;
  kn_session_def x = kn_default_session(KN_RELAXATION);
  for (int i = 0; good && i < 12; i++) {
    x.start_s = (7 * i + 1) * 86400.0;
    good = kn_sim_session(sim, &x) == KN_OK;
  }
  good = good && kn_sim_advance(sim, 84 * 86400.0) == KN_OK;
  s->life_kB = (double)bytes / 1e3;
  fprintf(stderr, "a person under way: %.0f kB\n", s->life_kB);
  kn_close(ctx);
  return good;
}

// ---- regions -----------------------------------------------------------------------------------------------------------------
static int up(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
static bool regions(scale *s) {
  enum { TIMES = 15, WEEKS = 8 };
  static const int region[SCALE_REGIONS] = {KN_LOW_BACK, KN_THIGH, KN_CALF, KN_KNEE};
  kn_ctx *ctx;
  kn_model *model;
  kn_sim *sim[SCALE_REGIONS];
  double ms[SCALE_REGIONS][TIMES];
  if (kn_open(NULL, &ctx) != KN_OK) return false;
  bool good = kn_model_load(ctx, NULL, &model) == KN_OK;
  for (int n = 1; good && n <= SCALE_REGIONS; n++) {
    kn_person_def who = kn_default_person(KN_CHRONIC_LOW_BACK_PAIN);
    who.everyday_ups_and_downs = true;
    who.region_count = n;
    for (int i = 0; i < n; i++) who.region[i] = region[i];
    good = kn_sim_create(ctx, model, &who, 1, &sim[n - 1]) == KN_OK;
    if (!good) fprintf(stderr, "%d regions: %s\n", n, kn_ctx_error(ctx)->what);
  }
  for (int k = 0; good && k < TIMES; k++) // the same weeks again and again, by turns
    for (int n = 0; good && n < SCALE_REGIONS; n++) {
      kn_sim *twin;
      good = kn_sim_twin(sim[n], &twin) == KN_OK;
      double from = cpu_s();
      good = good && kn_sim_advance(twin, WEEKS * 7 * 86400.0) == KN_OK;
      ms[n][k] = 1e3 * (cpu_s() - from) / WEEKS;
      kn_sim_destroy(twin);
    }
  for (int n = 0; good && n < SCALE_REGIONS; n++) {
    qsort(ms[n], TIMES, sizeof **ms, up);
    s->region_ms[n] = ms[n][TIMES / 2], s->region_low[n] = ms[n][TIMES / 4], s->region_high[n] = ms[n][3 * TIMES / 4];
    fprintf(stderr, "%d regions: %.2f ms a week\n", n + 1, s->region_ms[n]);
  }
  kn_close(ctx);
  return good;
}

void scale_line(const double *y, int n, double *at_0, double *each, double *furthest) {
  double mx = 0.5 * (n + 1), my = 0, xy = 0, xx = 0;
  for (int i = 0; i < n; i++) my += y[i] / n;
  for (int i = 0; i < n; i++) xy += (i + 1 - mx) * (y[i] - my), xx += (i + 1 - mx) * (i + 1 - mx);
  *each = xy / xx;
  *at_0 = my - *each * mx;
  *furthest = 0;
  for (int i = 0; i < n; i++) *furthest = fmax(*furthest, fabs(y[i] - *at_0 - *each * (i + 1)) / y[n - 1]);
}

// knead-scale KNEAD TRIAL DATA PAGE PICTURE TRIAL-OF-A-THOUSAND [PEOPLE]
int main(int argc, char **argv) {
  if (argc < 7) return fputs("knead-scale KNEAD TRIAL DATA PAGE PICTURE TRIAL-OF-A-THOUSAND [PEOPLE]\n", stderr), 2;
  static scale s;
  char folder[1024];
  const char *const folders[] = {folder};
  kn_trial_file *file = calloc(1, sizeof *file);
  snprintf(folder, sizeof folder, "%s/people", argv[3]);
  if (file == NULL || kn_trial_read(argv[2], folders, 1, kn_default_trial, kn_default_people, file) != 0) {
    if (file) kn_report_print(&file->scene.report, stderr);
    return 3;
  }
  if (argc > 7 && atoi(argv[7]) >= 2 && atoi(argv[7]) <= SCALE_PEOPLE) file->def.recruit.people = atoi(argv[7]);
  bool good = memory(&s, &file->def) && life(&s, &file->def) && regions(&s) && people(&s, &file->def) &&
              scale_speed(&s, argv[1], argv[2], argv[6]) && scale_page(&s, argv[4], argv[5]);
  kn_trial_file_free(file);
  free(file);
  return good ? 0 : 1;
}

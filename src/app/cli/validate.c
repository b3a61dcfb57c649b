// validate.c -- `knead validate [STUDY.yaml ...]`: published studies as virtual trials, everybody in every arm, and what was
// published beside what is found. Finished people are kept in a log a study, and used the next time.
#include "validate.h"
#include "cache.h"
#include "data_folder.h"
#include "folder.h"
#include "outfile.h"
#include "progress.h"
#include "text.h"
#include "../../io/sha256.h"
#include "../../io/worklog.h"
#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_STUDIES = 1000, PLACES = 8 };

// ---- which studies -----------------------------------------------------------------------------------------------------------
static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static bool is_yaml(const char *name) {
  size_t n = strlen(name);
  return n > 5 && strcmp(name + n - 5, ".yaml") == 0;
}

// The studies that come with the program: every .yaml of the first data/studies that there is.
static int all_studies(char **path) {
  char place[1024];
  int count = 0;
  for (int i = 0; count == 0 && data_folder(i, "studies", place, sizeof place); i++) {
    DIR *d = *place ? opendir(place) : NULL;
    for (struct dirent *e; d && (e = readdir(d)) && count < MOST_STUDIES;) {
      if (!is_yaml(e->d_name)) continue;
      size_t n = strlen(place) + strlen(e->d_name) + 2;
      path[count] = text_must(malloc(n));
      snprintf(path[count++], n, "%s/%s", place, e->d_name);
    }
    if (d) closedir(d);
  }
  qsort(path, (size_t)count, sizeof *path, by_name);
  return count;
}

static void name_of(char *to, size_t n, const char *path) {
  const char *slash = strrchr(path, '/');
  text_clean(to, n, slash ? slash + 1 : path);
  char *dot = strrchr(to, '.');
  if (dot && dot != to) *dot = 0;
}

static int read_one(ledger *l, const char *path) {
  static char place[PLACES][1024];
  const char *folders[PLACES];
  int count = 0;
  for (int i = 0; count < PLACES && data_folder(i, "people", place[count], sizeof place[count]); i++)
    folders[count] = place[count], count++;
  ledger_study *s = &l->study[l->count++];
  name_of(s->name, sizeof s->name, path);
  s->file = text_must(calloc(1, sizeof *s->file));
  int code = kn_study_read(path, folders, count, kn_default_trial, kn_default_people, s->file);
  if (code != 0) return kn_report_print(&s->file->trial.scene.report, stderr), code;
  kn_trial_def *d = &s->file->trial.def;
  s->published_people = s->file->says_people ? d->recruit.people : 0;
  if (l->options->has_seed) d->seed = l->options->seed;
  d->recruit.people = l->people;
  d->design = KN_PARALLEL; // everybody is in every arm: as her own twin, without order or carry-over
  kn_error e;
  if (kn_trial_check(d, &e) != KN_OK) {
    fprintf(stderr, "%s: error: %s\n", s->file->trial.scene.report.name, e.what);
    return EXIT_INPUT;
  }
  return EXIT_DONE;
}

// ---- running -----------------------------------------------------------------------------------------------------------------
typedef struct running {
  kn_worklog *log;
  progress *progress;
  const char *name;
  double from, weight; // of this study in the whole
} running;

static bool find(kn_piece kind, uint64_t id, int which, double *values, int count, void *user) {
  return kn_worklog_find(((running *)user)->log, (int)kind, id, which, values, count);
}
static bool save(kn_piece kind, uint64_t id, int which, const double *values, int count, void *user) {
  return kn_worklog_save(((running *)user)->log, (int)kind, id, which, values, count);
}
static bool tell(double done, const char *doing, void *user) {
  const running *r = user;
  (void)doing;
  return progress_tell(r->from + r->weight * done, r->name, r->progress);
}

// What a person of this study costs, in the time that settling her takes: for the time left, no more.
static double cost(const ledger_study *s) {
  const kn_trial_def *d = &s->file->trial.def;
  const double day = 0.02;
  double days = d->recruit.wait_s / 86400 + d->recruit.every_s / 86400 * fmin(4, d->recruit.looks);
  return 1.0 + day * (days + d->arm_count * d->visit[d->visit_count - 1].at_s / 86400);
}

// A log a study; another program or file begins a new one. NULL where none can be written.
static kn_worklog *open_log(const ledger_study *s, char *path, size_t n) {
  char key[KN_SHA256_HEX + 64], text[256], hash[KN_SHA256_HEX];
  const kn_trial_def *d = &s->file->trial.def;
  kn_sha256 h;
  struct stat program = {0};
  kn_worklog *log = NULL;
  int made, length = snprintf(text, sizeof text, "knead %s validate seed %llu\n", kn_version_text(),
                              (unsigned long long)d->seed);
  kn_sha256_start(&h);
  kn_sha256_add(&h, text, (size_t)length);
  kn_sha256_add(&h, s->file->trial.scene.report.text, s->file->trial.scene.report.text_size);
  kn_sha256_add(&h, s->file->trial.people.report.text, s->file->trial.people.report.text_size);
  kn_sha256_end_hex(&h, hash);
  stat("/proc/self/exe", &program);
  snprintf(key, sizeof key, "%s-%lld-%lld", hash, (long long)program.st_size, (long long)program.st_mtim.tv_sec);
  snprintf(path, n, "out/validate/%s-%.8s.log", s->name, hash);
  if (!folder_make("out/validate", &made)) return NULL;
  kn_worklog_status st = kn_worklog_open(path, key, access(path, F_OK) == 0, &log);
  if (st == KN_WORKLOG_OTHER && unlink(path) == 0) st = kn_worklog_open(path, key, false, &log);
  return st == KN_WORKLOG_OK ? log : NULL;
}

static void compare(ledger_study *s, const kn_trial *t) {
  s->run = true;
  for (int i = 0; i < s->file->row_count; i++) {
    if (*s->file->row[i].cannot) continue;
    kn_status st = kn_trial_effect(t, &s->file->row[i].effect, &s->effect[i]);
    if (st == KN_OK) continue;
    s->run = false;
    snprintf(s->failed, sizeof s->failed, "%s",
             st == KN_BAD_ARGUMENT ? "fewer than three people have all readings of a number" : kn_status_text(st));
  }
}

static int run_all(ledger *l) {
  progress p;
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  int threads = l->options->jobs ? l->options->jobs : processors > 1 ? (int)processors : 1, code = EXIT_DONE;
  double whole = 0, begun = progress_now_s();
  running r = {.progress = &p};
  cache kept;
  kn_atlas *atlas = cache_atlas(&kept, threads);
  kn_convoy *convoy = NULL;
  if (atlas == NULL || kn_convoy_create(threads, &convoy) != KN_OK) {
    kn_atlas_destroy(atlas);
    fputs("knead: no memory for the studies\n", stderr);
    return EXIT_BUG;
  }
  bool kept_all = true;
  progress_start(&p, l->options->quiet);
  for (int i = 0; i < l->count; i++) whole += cost(&l->study[i]);
  for (int i = 0; i < l->count && code != EXIT_STOPPED; i++) {
    ledger_study *s = &l->study[i];
    char path[512];
    r.name = s->name;
    r.weight = cost(s) / whole;
    r.log = open_log(s, path, sizeof path);
    if (r.log == NULL && kept_all)
      fprintf(stderr, "knead: %s cannot be written: nobody is kept for the next time\n", path);
    kept_all = kept_all && r.log;
    kn_run_def how = {.threads = threads,
                      .convoy = convoy,
                      .atlas = atlas,
                      .all_arms = true,
                      .find = r.log ? find : NULL,
                      .save = r.log ? save : NULL,
                      .keep_going = progress_keep_going,
                      .progress = tell,
                      .user = &r};
    kn_error e = {0};
    kn_trial *t = NULL;
    kn_status st = kn_trial_run(&s->file->trial.def, &how, &t, &e);
    kn_worklog_close(r.log);
    if (st == KN_OK)
      compare(s, t);
    else if (st == KN_CANCELLED && progress_stopped())
      code = EXIT_STOPPED;
    else
      snprintf(s->failed, sizeof s->failed, "%s (%.60s)", e.what, *e.where ? e.where : kn_status_text(st));
    kn_trial_free(t);
    r.from += r.weight;
    if (code == EXIT_DONE && !s->run) code = EXIT_NUMERIC;
  }
  progress_end(&p);
  kn_convoy_destroy(convoy);
  kn_atlas_destroy(atlas);
  l->wall_s = progress_now_s() - begun;
  if (code == EXIT_STOPPED)
    fputs(kept_all ? "knead: interrupted; what was done is in out/validate\n   go on: the same command\n"
                   : "knead: interrupted\n",
          stderr);
  return code;
}

// ---- counting ------------------------------------------------------------------------------------------------------------------
static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

tally ledger_tally(const ledger *l, ledger_pick *pick, const void *user) {
  tally t = {.mean = NAN, .median = NAN};
  double *off = text_must(malloc(((size_t)l->count + 1) * KN_MAX_PUBLISHED * sizeof *off)), sum = 0;
  for (int i = 0; i < l->count; i++) {
    const ledger_study *s = &l->study[i];
    for (int k = 0; s->run && k < s->file->row_count; k++) {
      const kn_effect *e = &s->effect[k];
      if (*s->file->row[k].cannot || !pick(s, &s->file->row[k], user)) continue;
      t.rows++;
      t.inside += e->inside;
      t.unsure += e->unsure;
      if (!isfinite(e->off)) continue;
      off[t.sizes++] = fabs(e->off);
      sum += fabs(e->off);
    }
  }
  if (t.sizes) {
    qsort(off, (size_t)t.sizes, sizeof *off, by_size);
    t.mean = sum / t.sizes;
    t.median = 0.5 * (off[(t.sizes - 1) / 2] + off[t.sizes / 2]);
  }
  free(off);
  return t;
}

static const struct {
  int outcome;
  const char *family;
} families[] = {
    {KN_PAIN, "pain"},
    {KN_PAIN_MOVING, "pain"},
    {KN_SORENESS, "soreness"},
    {KN_AFTER_SORENESS, "soreness"},
    {KN_PPT, "pressure-pain threshold"},
    {KN_RDQ, "disability"},
    {KN_NDI, "disability"},
    {KN_WOMAC, "disability"},
    {KN_ROM, "range and stiffness"},
    {KN_JOINT_RANGE, "range and stiffness"},
    {KN_STIFFNESS, "range and stiffness"},
    {KN_STRENGTH, "strength"},
    {KN_SKIN_FLOW, "blood, heat, lymph"},
    {KN_MUSCLE_FLOW, "blood, heat, lymph"},
    {KN_SKIN_TEMPERATURE, "blood, heat, lymph"},
    {KN_MUSCLE_TEMPERATURE, "blood, heat, lymph"},
    {KN_LYMPH, "blood, heat, lymph"},
    {KN_SWELLING, "inflammation, metabolites"},
    {KN_LACTATE, "inflammation, metabolites"},
    {KN_IL6, "inflammation, metabolites"},
    {KN_TNF, "inflammation, metabolites"},
    {KN_BRUISING, "inflammation, metabolites"},
    {KN_HEART_RATE, "heart"},
    {KN_RMSSD, "heart"},
    {KN_SYSTOLIC, "heart"},
    {KN_CORTISOL, "hormones"},
    {KN_ENDORPHIN, "hormones"},
    {KN_OXYTOCIN, "hormones"},
    {KN_STATE_ANXIETY, "anxiety, mood, stress"},
    {KN_TRAIT_ANXIETY, "anxiety, mood, stress"},
    {KN_ANXIETY_RATED, "anxiety, mood, stress"},
    {KN_PERCEIVED_STRESS, "anxiety, mood, stress"},
    {KN_DEPRESSION, "anxiety, mood, stress"},
    {KN_WELL_BEING, "anxiety, mood, stress"},
    {KN_SLEEP_QUALITY, "sleep, fatigue"},
    {KN_SLEEP_EFFICIENCY, "sleep, fatigue"},
    {KN_FATIGUE, "sleep, fatigue"},
    {KN_HEADACHE, "headache, gut"},
    {KN_DIGESTION, "headache, gut"},
};
enum { FAMILY_ROWS = sizeof families / sizeof *families };
const char *ledger_family(int outcome) {
  for (int i = 0; i < FAMILY_ROWS; i++)
    if (families[i].outcome == outcome) return families[i].family;
  return "other";
}
int ledger_family_at(int i, const char **name) {
  for (int k = 0; k < FAMILY_ROWS; k++) {
    if (k > 0 && strcmp(families[k].family, families[k - 1].family) == 0) continue;
    if (i-- == 0) return *name = families[k].family, 1;
  }
  return 0;
}

static const char *const comparators[] = {"itself before", "nothing",     "usual care",     "rest",
                                          "relaxing room", "light touch", "another massage"};
const char *ledger_comparator_at(int i) { return i >= 0 && i < 7 ? comparators[i] : NULL; }
const char *ledger_comparator(const ledger_study *s, const kn_study_row *row) {
  if (row->effect.versus < 0) return comparators[0];
  const kn_session_def *session = &s->file->trial.def.arm[row->effect.versus].session;
  if (session->stroke_count > 0) return comparators[6];
  switch (session->technique) {
  case KN_NOTHING:
    return comparators[1];
  case KN_USUAL_CARE:
    return comparators[2];
  case KN_REST:
    return comparators[3];
  case KN_RELAXING_ROOM:
    return comparators[4];
  case KN_LIGHT_TOUCH:
    return comparators[5];
  default:
    return comparators[6];
  }
}

// ---- all of it -----------------------------------------------------------------------------------------------------------------
static int write_csv(const ledger *l) {
  outfile o;
  if (l->options->out == NULL) return EXIT_DONE;
  int code = outfile_open(&o, l->options->out);
  if (code != EXIT_DONE) return code;
  ledger_csv(l, o.f);
  return outfile_close(&o, true);
}

int verb_validate(const options *o) {
  char **path = text_must(calloc(MOST_STUDIES, sizeof *path));
  int own = o->operand_count ? 0 : all_studies(path), count = o->operand_count ? o->operand_count : own;
  ledger l = {.options = o, .people = o->study_people};
  l.study = text_must(calloc((size_t)count + 1, sizeof *l.study));
  int code = count > 0 ? EXIT_DONE : EXIT_FILES;
  if (count == 0)
    fputs("knead: no studies found in data/studies\n   hint: name a file: knead validate my-study.yaml\n", stderr);
  for (int i = 0; i < count; i++) { // all mistakes of all files, before anything is run
    int one = read_one(&l, own ? path[i] : o->operands[i]);
    if (code == EXIT_DONE) code = one;
  }
  if (code == EXIT_DONE) code = run_all(&l);
  if (code == EXIT_DONE || code == EXIT_NUMERIC) {
    int wrote = write_csv(&l);
    if (wrote != EXIT_DONE) code = wrote;
    if (o->json)
      ledger_json(&l, stdout);
    else
      ledger_print(&l, stdout, colour_on(o->colour, stdout));
  }
  for (int i = 0; i < l.count; i++) {
    kn_study_file_free(l.study[i].file);
    free(l.study[i].file);
  }
  for (int i = 0; i < own; i++) free(path[i]);
  free(path);
  free(l.study);
  return code;
}

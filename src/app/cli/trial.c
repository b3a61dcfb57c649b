// trial.c -- `knead trial TRIAL`: read, simulate with a log, analyse, write the folder of results, print.
#include "trial.h"
#include "beside.h"
#include "cache.h"
#include "data_folder.h"
#include "program.h"
#include "text.h"
#include "../../io/study_file.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const double trial_sore = 2.0, trial_bruised = 10.0; // assumed

void trial_arm_name(char *to, size_t n, const kn_trial_def *d, int arm) { text_clean(to, n, d->arm_name[arm]); }

// ---- reading -----------------------------------------------------------------------------------------------------------
static void hash_inputs(trial_run *r, const char *what) {
  kn_sha256 h;
  char decides[768];
  int n = snprintf(decides, sizeof decides, "knead %s\n%s\nseed %llu\n", kn_version_text(), what,
                   (unsigned long long)trial_def(r)->seed);
  kn_sha256_start(&h);
  kn_sha256_add(&h, decides, (size_t)n);
  kn_sha256_add(&h, r->file->scene.report.text, r->file->scene.report.text_size);
  kn_sha256_add(&h, r->file->people.report.text, r->file->people.report.text_size);
  kn_sha256_end_hex(&h, r->inputs_hash);
}

static void choose_folder(trial_run *r) {
  const char *path = r->options->operand, *slash = strrchr(path, '/');
  char name[128];
  text_clean(name, sizeof name, slash ? slash + 1 : path);
  char *dot = strrchr(name, '.');
  if (dot && dot != name) *dot = 0;
  if (r->options->out)
    snprintf(r->folder, sizeof r->folder, "%s", r->options->out);
  else
    snprintf(r->folder, sizeof r->folder, "out/%s-%.8s", name, r->inputs_hash);
  size_t n = strlen(r->folder);
  while (n > 1 && r->folder[n - 1] == '/') r->folder[--n] = 0;
  snprintf(r->log_path, sizeof r->log_path, "%s.log", r->folder);
}

bool trial_says_kind(const char *path, const char *kind) {
  char line[160];
  bool found = false;
  size_t n = strlen(kind);
  FILE *f = fopen(path, "r");
  while (f && !found && fgets(line, sizeof line, f))
    found = strncmp(line, "kind: ", 6) == 0 && strncmp(line + 6, kind, n) == 0;
  if (f) fclose(f);
  return found;
}

// A published study is a trial that has been: its numbers are left alone.
int trial_read(trial_run *r, const options *o, const char *verb) {
  char place[8][1024];
  const char *folders[8];
  int count = 0;
  kn_study_file *file = text_must(calloc(1, sizeof *file));
  *r = (trial_run){.options = o, .verb = verb, .file = &file->trial};
  for (int i = 0; count < 8 && data_folder(i, "people", place[count], sizeof place[count]); i++)
    folders[count] = place[count], count++;
  int code = trial_says_kind(o->operand, "study")
                 ? kn_study_read(o->operand, folders, count, kn_default_trial, kn_default_people, file)
                 : kn_trial_read(o->operand, folders, count, kn_default_trial, kn_default_people, r->file);
  if (code != 0) return kn_report_print(&r->file->scene.report, stderr), code;
  if (o->has_seed) r->file->def.seed = o->seed;
  kn_error e;
  if (kn_trial_check(&r->file->def, &e) != KN_OK) {
    fprintf(stderr, "%s: error: %s\n", r->file->scene.report.name, e.what);
    return EXIT_INPUT;
  }
  hash_inputs(r, verb);
  choose_folder(r);
  return EXIT_DONE;
}

void trial_name_inputs(trial_run *r, const char *what) {
  hash_inputs(r, what);
  choose_folder(r);
}

void trial_log_done(const trial_run *r) { unlink(r->log_path); }

void trial_pool_names(trial_run *r) {
  char what[64], folder[3072];
  snprintf(what, sizeof what, "pool of %d therapists", trial_def(r)->therapists.count);
  hash_inputs(r, what);
  snprintf(folder, sizeof folder, "%s", r->folder);
  char *slash = strrchr(folder, '/');
  *(slash ? slash + 1 : folder) = 0;
  snprintf(r->log_path, sizeof r->log_path, "%.3000spool-%.8s.log", folder, r->inputs_hash);
  r->keep_log = true;
}

int trial_try_folder(const trial_run *r, folder *f) {
  if (trial_helps(r)) return EXIT_DONE;
  bool good = folder_begin(f, r->folder);
  if (!good) fprintf(stderr, "knead: cannot write the results: %s\n", f->why);
  folder_abandon(f);
  return good ? EXIT_DONE : EXIT_FILES;
}

void trial_end(trial_run *r) {
  for (int i = 0; r->data && i < trial_def(r)->outcome_count; i++) kn_trial_data_free(r->data[i]);
  free(r->data);
  kn_trial_free(r->trial);
  kn_trial_file_free(r->file);
  free(r->file);
}

// ---- simulating --------------------------------------------------------------------------------------------------------
static bool find(kn_piece kind, uint64_t id, int which, double *values, int count, void *user) {
  return kn_worklog_find(((trial_run *)user)->log, (int)kind, id, which, values, count);
}
static bool save(kn_piece kind, uint64_t id, int which, const double *values, int count, void *user) {
  return kn_worklog_save(((trial_run *)user)->log, (int)kind, id, which, values, count);
}
static bool tell(double done, const char *doing, void *user) {
  trial_run *r = user;
  char text[64];
  double minutes = (progress_now_s() - r->began_s) / 60;
  r->pieces++;
  snprintf(text, sizeof text, "%s, %.1f/min", doing, minutes > 0 ? (double)r->pieces / minutes : 0);
  return progress_tell(done, text, &r->progress);
}

// The program that computes is part of whose work it is: another build may have other results. The one for many processes is
// of the same build as the one beside it.
void trial_work_key(const trial_run *r, char *key, size_t n) {
  struct stat s = {0};
  char path[3072];
  if (!beside("knead", path, sizeof path) || stat(path, &s) != 0) stat("/proc/self/exe", &s);
  snprintf(key, n, "%s-%lld-%lld", r->inputs_hash, (long long)s.st_size, (long long)s.st_mtim.tv_sec);
}

static int open_log(trial_run *r) {
  char key[128], parent[3136];
  int made, code = EXIT_FILES;
  trial_work_key(r, key, sizeof key);
  snprintf(parent, sizeof parent, "%s", r->log_path);
  char *slash = strrchr(parent, '/');
  if (slash && slash != parent) {
    *slash = 0;
    if (!r->options->resume) folder_make(parent, &made);
  }
  bool resume = r->options->resume || (r->keep_log && access(r->log_path, F_OK) == 0);
  kn_worklog_status st = kn_worklog_open(r->log_path, key, resume, &r->log);
  switch (st) {
  case KN_WORKLOG_OK:
    if (resume && !r->options->quiet)
      fprintf(stderr, "knead: going on after %d pieces of work\n", kn_worklog_found(r->log));
    return EXIT_DONE;
  case KN_WORKLOG_EXISTS:
    fprintf(stderr,
            "knead: an interrupted run is in %s\n   hint: add --resume to go on, or delete that file to begin anew\n",
            r->log_path);
    code = EXIT_USAGE;
    break;
  case KN_WORKLOG_NONE:
    fprintf(stderr, "knead: nothing to go on with: there is no %s\n   hint: leave out --resume\n", r->log_path);
    code = EXIT_USAGE;
    break;
  case KN_WORKLOG_OTHER:
    fprintf(stderr, "knead: %s belongs to other inputs or another build of knead\n   hint: delete it to begin anew\n",
            r->log_path);
    code = EXIT_USAGE;
    break;
  case KN_WORKLOG_NO_MEMORY:
    fputs("knead: out of memory\n", stderr);
    code = EXIT_BUG;
    break;
  case KN_WORKLOG_FILES:
    fprintf(stderr, "knead: cannot use %s: %s\n", r->log_path, strerror(errno));
    break;
  }
  return code;
}

int trial_failed(const trial_run *r, kn_status st, const kn_error *e) {
  if (st == KN_CANCELLED) {
    if (progress_stopped())
      fprintf(stderr, "knead: interrupted; what was done is in %s\n   go on: knead %s %s%s%s%s\n", r->log_path, r->verb,
              r->options->operand, r->options->out ? " --out " : "", r->options->out ? r->options->out : "",
              r->keep_log ? " with the same options" : " --resume");
    else
      fprintf(stderr, "knead: stopped: %s cannot be written, or another process was stopped\n", r->log_path);
    return progress_stopped() ? EXIT_STOPPED : EXIT_FILES;
  }
  bool numeric = st == KN_INTEGRATION || st == KN_NOT_FINITE || st == KN_NO_EQUILIBRIUM;
  fprintf(stderr, "knead: %s: %s\n", numeric ? "numerical failure" : "the trial cannot be run", kn_status_text(st));
  if (*e->where) fprintf(stderr, "   where: %s\n", e->where);
  if (*e->what) fprintf(stderr, "   what:  %s\n", e->what);
  if (*e->hint) fprintf(stderr, "   hint:  %s\n", e->hint);
  return numeric ? EXIT_NUMERIC : st == KN_NO_MEMORY ? EXIT_BUG : EXIT_INPUT;
}

int trial_threads(const trial_run *r) {
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  return r->options->jobs ? r->options->jobs : r->options->share ? 1 : processors > 1 ? (int)processors : 1;
}

int trial_simulate(trial_run *r, bool all_arms) {
  const share *s = r->options->share;
  if (trial_helps(r)) return trial_help(r, all_arms);
  int code = open_log(r);
  if (code != EXIT_DONE) return code;
  kn_run_def how = {.threads = trial_threads(r),
                    .all_arms = all_arms,
                    .find = find,
                    .save = save,
                    .keep_going = progress_keep_going,
                    .progress = tell,
                    .helpers = s ? s->processes - 1 : 0,
                    .share = s ? trial_open_to_helpers : NULL,
                    .user = r};
  kn_error e = {0};
  cache kept;
  how.atlas = cache_atlas(&kept, how.threads); // without memory the trial says what is missing
  if (s) trial_share(r);
  progress_start(&r->progress, r->options->quiet);
  r->began_s = progress_now_s();
  kn_status st = kn_trial_run(trial_def(r), &how, &r->trial, &e);
  kn_atlas_destroy(how.atlas);
  r->wall_s = progress_now_s() - r->began_s;
  progress_end(&r->progress);
  if (s && !r->options->quiet) trial_tell_shares(r);
  kn_worklog_close(r->log);
  r->log = NULL;
  if (st != KN_OK) return trial_failed(r, st, &e);
  r->data = text_must(calloc((size_t)trial_def(r)->outcome_count, sizeof(kn_trial_data *)));
  for (int i = 0; !all_arms && i < trial_def(r)->outcome_count; i++)
    r->data[i] = text_must(kn_trial_data_of(r->trial, i));
  return EXIT_DONE;
}

bool trial_analyse(const trial_run *r, int outcome, int arm, int visit, kn_finding *f) {
  return kn_analyse(r->data[outcome], arm, visit, 0.95, f);
}

trial_flow trial_flow_of(const trial_run *r) {
  const kn_trial_def *d = trial_def(r);
  trial_flow f = {.screened = kn_trial_screened(r->trial), .taken = kn_trial_people(r->trial)};
  for (int i = 0; i < f.screened; i++) {
    const kn_candidate *c = kn_trial_candidate(r->trial, i);
    f.implausible += c->draws - 1;
    f.never += c->look == 0;
  }
  for (int i = 0; i < f.taken; i++) {
    const kn_participant *p = kn_trial_participant(r->trial, i);
    for (int k = 0; k < p->followed_count; k++) {
      const kn_followed *w = &p->followed[k];
      int a = w->arm;
      f.allocated[a]++;
      f.treated[a] += w->due == 0 || w->attended > 0;
      f.left[a] += w->left_s < d->visit[d->visit_count - 1].at_s;
      f.analysed[a] += isfinite(w->reading[d->primary_visit][0]);
      f.due[a] += w->due;
      f.attended[a] += w->attended;
      f.sore[a] += w->soreness >= trial_sore;
      f.bruised[a] += w->bruising >= trial_bruised;
    }
  }
  return f;
}

int verb_trial(const options *o) {
  trial_run r;
  int code = trial_read(&r, o, "trial");
  folder *f = text_must(calloc(1, sizeof *f));
  if (code == EXIT_DONE) code = trial_try_folder(&r, f);
  if (code == EXIT_DONE) code = trial_simulate(&r, false);
  if (code == EXIT_DONE && (!folder_begin(f, r.folder) || !trial_folder_write(&r, f) || !folder_commit(f))) {
    fprintf(stderr, "knead: cannot write the results: %s\n   hint: what was done is in %s; add --resume\n", f->why,
            r.log_path);
    folder_abandon(f);
    code = EXIT_FILES;
  }
  if (code == EXIT_DONE) {
    trial_log_done(&r);
    trial_print(&r, stdout, colour_on(o->colour, stdout));
  }
  free(f);
  trial_end(&r);
  return code;
}

// trial_share.c -- a trial of which this process is one of several.
#define _GNU_SOURCE // for the processors that this process may use
#include "program.h"
#include "trial.h"
#include "cache.h"
#include <sched.h>

bool trial_helps(const trial_run *r) { return r->options->share && r->options->share->rank > 0; }

static uint64_t share_key(const trial_run *r) { // FNV-1a
  char key[128];
  uint64_t h = 14695981039346656037u;
  trial_work_key(r, key, sizeof key);
  for (const char *c = key; *c; c++) h = (h ^ (unsigned char)*c) * 1099511628211u;
  return h;
}

int trial_help(trial_run *r, bool all_arms) {
  const share *s = r->options->share;
  cache kept;
  kn_atlas *atlas = cache_atlas(&kept, trial_threads(r));
  const kn_help_def how = {.threads = trial_threads(r),
                           .atlas = atlas,
                           .all_arms = all_arms,
                           .take = s->take,
                           .found = s->found,
                           .keep_going = progress_keep_going,
                           .user = s->user};
  kn_error e = {0};
  progress_start(&r->progress, true);
  trial_share(r);
  kn_status st = kn_trial_help(trial_def(r), &how, &e);
  kn_atlas_destroy(atlas);
  if (st != KN_OK) s->failed(st, &e, s->user);
  return EXIT_HELPED;
}

void trial_open_to_helpers(kn_board *b, void *user) {
  const share *s = ((trial_run *)user)->options->share;
  s->open(b, s->user);
}

void trial_tell_shares(const trial_run *r) {
  const share *s = r->options->share;
  long others = 0;
  for (int i = 1; i < s->processes; i++) others += s->pieces(i, s->user);
  fprintf(stderr, "knead: %d processes; pieces of work found by each: %ld", s->processes, r->pieces - others);
  for (int i = 1; i < s->processes; i++) fprintf(stderr, " %ld", s->pieces(i, s->user));
  fputc('\n', stderr);
}

void trial_share(const trial_run *r) {
  const share *s = r->options->share;
  cpu_set_t may;
  int threads = trial_threads(r);
  s->key(share_key(r), s->user);
  if (s->rank == 0 && sched_getaffinity(0, sizeof may, &may) == 0 && CPU_COUNT(&may) < threads)
    fprintf(stderr, "knead: %d threads, tied to %d of the processors\n   hint: mpirun --bind-to none\n", threads,
            CPU_COUNT(&may));
}

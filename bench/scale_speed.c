// The program by one thread, by two, and as two processes, in turns.
#include "scale.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool run(char *const *argv, scale_run *r) {
  struct rusage used;
  int status;
  double from = now_s();
  pid_t child = fork();
  if (child == 0) {
    if (freopen("/dev/null", "w", stdout) == NULL) _exit(1);
    execvp(argv[0], argv);
    _exit(127);
  }
  if (child < 0 || wait4(child, &status, 0, &used) != child) return false;
  r->wall_s = now_s() - from;
  // with that of processes it has waited for
  r->cpu_s = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
             1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
  fprintf(stderr, "%s %s ...: %.1f s, processors %.1f s\n", argv[0], argv[1], r->wall_s, r->cpu_s);
  return status == 0;
}

bool scale_speed(scale *s, const char *knead, const char *trial, const char *thousand) {
  char out[] = "/tmp/knead-scale-XXXXXX", folder[64];
  if (mkdtemp(out) == NULL) return false;
  snprintf(folder, sizeof folder, "%s/out", out);
  char *const one[] = {(char *)knead, "trial", (char *)trial, "-q", "-j", "1", "--out", folder, NULL};
  char *const two[] = {(char *)knead, "trial", (char *)trial, "-q", "-j", "2", "--out", folder, NULL};
  char *const ranks[] = {"mpirun",      "-n",    "2",           "--bind-to", "none", "--oversubscribe",
                         (char *)knead, "trial", (char *)trial, "-q",        "-j",   "1",
                         "--out",       folder,  NULL};
  setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 1);
  setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
  setenv("OMPI_MCA_btl_vader_single_copy_mechanism", "none", 1);
  char *const many[] = {(char *)knead, "trial", (char *)thousand, "-q", "-j", "2", "--out", folder, NULL};
  setenv("KNEAD_CACHE", "off", 1);
  bool done = run(many, &s->thousand);
  unsetenv("KNEAD_CACHE");
  scale_run first; // which makes and keeps what all share
  bool good = done && run(one, &first);
  s->has_ranks = true;
  for (int i = 0; good && i < SCALE_ROUNDS; i++) {
    good = run(one, &s->one[i]) && run(two, &s->threads[i]);
    s->has_ranks = s->has_ranks && good && run(ranks, &s->ranks[i]);
  }
  char command[96];
  snprintf(command, sizeof command, "rm -rf %s", out);
  return system(command) == 0 && good;
}

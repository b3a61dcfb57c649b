// The program by one thread, by two, and as two processes, in turns. Others on the machine lengthen wall time, so what a thread
// waited for a processor is counted (the kernel's schedstat) and taken off.
#include "scale.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 8192 };
typedef struct seen {
  long id;
  bool computes; // else it carries letters, or has started the others
  double ran_s, waited_s;
} seen;
typedef struct tally {
  seen thread[THREADS];
  int count;
} tally;

static double now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void look_at_thread(tally *t, const char *path, long id, bool computes) {
  unsigned long long ran, waited;
  FILE *f = fopen(path, "r");
  bool good = f && fscanf(f, "%llu %llu", &ran, &waited) == 2;
  if (f) fclose(f);
  if (!good) return;
  int i = 0;
  while (i < t->count && t->thread[i].id != id) i++;
  if (i == THREADS) return;
  if (i == t->count) t->count++;
  t->thread[i] = (seen){id, computes, 1e-9 * (double)ran, 1e-9 * (double)waited};
}

// All threads of a process and of its children. The path has room for what is put behind it.
static void look_at(tally *t, long process) {
  char path[128], list[4096] = "", name[32] = "";
  snprintf(path, sizeof path, "/proc/%ld/comm", process);
  FILE *c = fopen(path, "r");
  if (c && fscanf(c, "%31s", name) != 1) name[0] = 0;
  if (c) fclose(c);
  bool letters = strcmp(name, "knead-mpi") == 0, computes = letters || strcmp(name, "knead") == 0;
  snprintf(path, sizeof path, "/proc/%ld/task", process);
  DIR *d = opendir(path);
  for (struct dirent *e; d && (e = readdir(d));) {
    long id = atol(e->d_name);
    if (id <= 0) continue;
    snprintf(path, sizeof path, "/proc/%ld/task/%ld/schedstat", process, id);
    look_at_thread(t, path, id, computes && !(letters && id == process));
    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", process, id);
    FILE *f = fopen(path, "r");
    size_t n = f ? fread(list, 1, sizeof list - 1, f) : 0;
    if (f) fclose(f);
    list[n] = 0;
    for (char *word = list, *end; *word; word = end) {
      long child = strtol(word, &end, 10);
      if (end == word) break;
      look_at(t, child);
    }
  }
  if (d) closedir(d);
}

// seats: threads that are awake at a time, whichever they are
static bool run(char *const *argv, int seats, scale_run *r) {
  static const struct timespec between = {0, 20000000};
  tally t = {.count = 0};
  struct rusage used;
  int status;
  double from = now_s();
  pid_t child = fork();
  if (child == 0) {
    if (freopen("/dev/null", "w", stdout) == NULL) _exit(1);
    execvp(argv[0], argv);
    _exit(127);
  }
  if (child < 0) return false;
  while (wait4(child, &status, WNOHANG, &used) == 0) {
    look_at(&t, child);
    nanosleep(&between, NULL);
  }
  r->wall_s = now_s() - from;
  r->cpu_s = r->waited_s = 0;
  for (int i = 0; i < t.count; i++) {
    r->cpu_s += t.thread[i].ran_s;
    if (t.thread[i].computes) r->waited_s += t.thread[i].waited_s / seats;
  }
  fprintf(stderr, "%s %s ...: %.1f s, processors %.1f s, waited %.1f s in each of %d seats\n", argv[0], argv[1],
          r->wall_s, r->cpu_s, r->waited_s, seats);
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
  bool done = run(many, 2, &s->thousand);
  unsetenv("KNEAD_CACHE");
  scale_run first; // which makes and keeps what all share
  bool good = done && run(one, 1, &first);
  s->has_ranks = true;
  for (int i = 0; good && i < SCALE_ROUNDS; i++) {
    good = run(one, 1, &s->one[i]) && run(two, 2, &s->threads[i]);
    s->has_ranks = s->has_ranks && good && run(ranks, 2, &s->ranks[i]);
  }
  char command[96];
  snprintf(command, sizeof command, "rm -rf %s", out);
  return system(command) == 0 && good;
}

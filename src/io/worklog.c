#include "worklog.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct piece {
  uint64_t id;
  int kind, which, count;
  double *values;
} piece;
struct kn_worklog {
  FILE *f;
  piece *pieces;
  int found, room;
};

static uint64_t checksum(const char *text, size_t n) { // FNV-1a
  uint64_t h = 14695981039346656037u;
  for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)text[i]) * 1099511628211u;
  return h;
}

static int order(const void *a, const void *b) {
  const piece *x = a, *y = b;
  if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
  if (x->id != y->id) return x->id < y->id ? -1 : 1;
  return (x->which > y->which) - (x->which < y->which);
}

// A number in bits, so that no locale and no rounding touches it.
static double from_bits(uint64_t u) {
  double v;
  memcpy(&v, &u, sizeof v);
  return v;
}
static uint64_t to_bits(double v) {
  uint64_t u;
  memcpy(&u, &v, sizeof u);
  return u;
}

// Takes a whole line, without its end; false when it is none.
static bool take_line(kn_worklog *log, char *line, size_t n, bool *no_memory) {
  unsigned long long sum, id;
  int kind, which, count, used;
  if (n < 18 || line[n - 17] != ' ' || sscanf(line + n - 16, "%16llx", &sum) != 1) return false;
  if (sum != checksum(line, n - 17)) return false;
  if (sscanf(line, "%d %llu %d %d%n", &kind, &id, &which, &count, &used) != 4 || count < 0 || count > 100000)
    return false;
  if (log->found == log->room) {
    int more = log->room ? 2 * log->room : 256;
    piece *p = realloc(log->pieces, (size_t)more * sizeof *p);
    if (p == NULL) return *no_memory = true, false;
    log->pieces = p;
    log->room = more;
  }
  double *v = malloc(((size_t)count + 1) * sizeof *v);
  if (v == NULL) return *no_memory = true, false;
  const char *p = line + used;
  for (int i = 0; i < count; i++) {
    unsigned long long bits;
    int step;
    if (sscanf(p, " %16llx%n", &bits, &step) != 1) return free(v), false;
    v[i] = from_bits(bits);
    p += step;
  }
  log->pieces[log->found++] = (piece){id, kind, which, count, v};
  return true;
}

// Reads all whole lines; *end: where the last of them ends. What comes behind it is cut off.
static kn_worklog_status read_all(kn_worklog *log, const char *key, long *end) {
  char *line = NULL;
  size_t room = 0;
  ssize_t n = getline(&line, &room, log->f);
  char head[256];
  snprintf(head, sizeof head, "knead-log 1 %s\n", key);
  kn_worklog_status st = n > 0 && strcmp(line, head) == 0 ? KN_WORKLOG_OK : KN_WORKLOG_OTHER;
  *end = ftell(log->f);
  while (st == KN_WORKLOG_OK && (n = getline(&line, &room, log->f)) > 0) {
    bool no_memory = false;
    if (line[n - 1] != '\n') break;
    line[n - 1] = 0;
    if (!take_line(log, line, (size_t)n - 1, &no_memory)) {
      if (no_memory) st = KN_WORKLOG_NO_MEMORY;
      break;
    }
    *end = ftell(log->f);
  }
  free(line);
  if (log->found > 1) qsort(log->pieces, (size_t)log->found, sizeof *log->pieces, order);
  return st;
}

kn_worklog_status kn_worklog_open(const char *path, const char *key, bool resume, kn_worklog **result) {
  *result = NULL;
  kn_worklog *log = calloc(1, sizeof *log);
  if (log == NULL) return KN_WORKLOG_NO_MEMORY;
  kn_worklog_status st = KN_WORKLOG_OK;
  errno = 0;
  log->f = fopen(path, resume ? "r+b" : "wbx");
  if (log->f == NULL)
    st = resume && errno == ENOENT ? KN_WORKLOG_NONE : errno == EEXIST ? KN_WORKLOG_EXISTS : KN_WORKLOG_FILES;
  long end = 0;
  if (st == KN_WORKLOG_OK && resume) st = read_all(log, key, &end);
  if (st == KN_WORKLOG_OK && resume && (ftruncate(fileno(log->f), end) != 0 || fseek(log->f, end, SEEK_SET) != 0))
    st = KN_WORKLOG_FILES;
  if (st == KN_WORKLOG_OK && !resume && (fprintf(log->f, "knead-log 1 %s\n", key) < 0 || fflush(log->f) != 0))
    st = KN_WORKLOG_FILES;
  if (st == KN_WORKLOG_OK)
    *result = log;
  else
    kn_worklog_close(log);
  return st;
}

int kn_worklog_found(const kn_worklog *log) { return log->found; }

bool kn_worklog_find(const kn_worklog *log, int kind, uint64_t id, int which, double *values, int count) {
  const piece key = {id, kind, which, count, NULL};
  const piece *p = log->found ? bsearch(&key, log->pieces, (size_t)log->found, sizeof key, order) : NULL;
  if (p == NULL || p->count != count) return false;
  memcpy(values, p->values, (size_t)count * sizeof *values);
  return true;
}

bool kn_worklog_save(kn_worklog *log, int kind, uint64_t id, int which, const double *values, int count) {
  size_t room = 96 + 17 * (size_t)count;
  char *line = malloc(room);
  if (line == NULL) return errno = ENOMEM, false;
  int n = snprintf(line, room, "%d %llu %d %d", kind, (unsigned long long)id, which, count);
  for (int i = 0; i < count; i++)
    n += snprintf(line + n, room - (size_t)n, " %016llx", (unsigned long long)to_bits(values[i]));
  uint64_t sum = checksum(line, (size_t)n);
  bool good = fprintf(log->f, "%s %016llx\n", line, (unsigned long long)sum) > 0 && fflush(log->f) == 0;
  free(line);
  return good;
}

void kn_worklog_close(kn_worklog *log) {
  if (log == NULL) return;
  int why = errno;
  if (log->f) fclose(log->f);
  for (int i = 0; i < log->found; i++) free(log->pieces[i].values);
  free(log->pieces);
  free(log);
  errno = why;
}

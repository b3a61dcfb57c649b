// complain.c -- what is wrong with the data: all of it, in the order of the files, with the name that was meant.
#include "tables.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 500, WORD_MOST = 48 };
typedef struct complaint {
  const char *file;
  int line, column, order;
  char what[400];
} complaint;
static complaint *all;
static int count;

static void add(const char *file, int line, int column, const char *format, va_list list) {
  if (all == NULL) all = keep(MOST * sizeof *all);
  if (count == MOST) return;
  complaint *c = &all[count];
  *c = (complaint){.file = file, .line = line, .column = column, .order = count};
  vsnprintf(c->what, sizeof c->what, format, list);
  count++;
}

void complain_at(const char *file, int line, int column, const char *format, ...) {
  va_list list;
  va_start(list, format);
  add(file, line, column, format, list);
  va_end(list);
}

void complain(const node *at, const char *format, ...) {
  va_list list;
  va_start(list, format);
  add(at->file, at->line, at->column, format, list);
  va_end(list);
}

static int before(const void *a, const void *b) {
  const complaint *p = a, *q = b;
  int files = strcmp(p->file, q->file);
  return files                    ? files
         : p->line != q->line     ? p->line - q->line
         : p->column != q->column ? p->column - q->column
                                  : p->order - q->order;
}

int complaints_print(FILE *f) {
  if (count) qsort(all, (size_t)count, sizeof *all, before);
  for (int i = 0; i < count; i++)
    fprintf(f, "%s:%d:%d: error: %s\n", all[i].file, all[i].line, all[i].column, all[i].what);
  if (count) fprintf(f, "%d error%s; nothing was written\n", count, count == 1 ? "" : "s");
  return count;
}

// Edits from a to b: a letter more, less or other.
static int distance(const char *a, const char *b) {
  int na = (int)strlen(a), nb = (int)strlen(b), d[WORD_MOST + 1];
  if (na > WORD_MOST || nb > WORD_MOST) return WORD_MOST;
  for (int j = 0; j <= nb; j++) d[j] = j;
  for (int i = 1; i <= na; i++) {
    int left_up = d[0];
    d[0] = i;
    for (int j = 1; j <= nb; j++) {
      int up = d[j], best = left_up + (a[i - 1] != b[j - 1]);
      if (up + 1 < best) best = up + 1;
      if (d[j - 1] + 1 < best) best = d[j - 1] + 1;
      left_up = up;
      d[j] = best;
    }
  }
  return d[nb];
}

const char *nearest(const char *word, name_fn *name, const void *user) {
  const char *found = NULL, *n;
  int best = (int)strlen(word) / 3 + 1;
  for (int i = 0; (n = name(i, user)); i++) {
    int d = distance(word, n);
    if (d <= best && (found == NULL || d < best)) found = n, best = d;
  }
  return found;
}

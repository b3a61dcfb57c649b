// trace.c -- force-motion traces: the header with its units, then rows of numbers.
#include "trace.h"
#include "reader.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DONE = 0, REFUSED = 3, UNREADABLE = 7 };

// ---- columns -----------------------------------------------------------------------------------------------------------
typedef struct quantity {
  const char *name, *unit;
  double low, high; // SI
  const char *range;
} quantity;
static const quantity quantities[] = {{"time", "s", 0, 86400, "0 to 86400 s"},
                                      {"x", "m", -3, 3, "-3 to 3 m"},
                                      {"y", "m", -3, 3, "-3 to 3 m"},
                                      {"z", "m", -3, 3, "-3 to 3 m"},
                                      {"fx", "N", -2000, 2000, "-2000 to 2000 N"},
                                      {"fy", "N", -2000, 2000, "-2000 to 2000 N"},
                                      {"fz", "N", -2000, 2000, "-2000 to 2000 N"},
                                      {"angle", "rad", -1.5707963267948966, 1.5707963267948966, "-90 to 90 deg"}};
enum { TIME, X, Y, Z, FX, FY, FZ, ANGLE, QUANTITIES };
static const char *quantity_name(int i) { return i < QUANTITIES ? quantities[i].name : NULL; }
static const char ALL[] =
    "the columns are time_s, x_mm, y_mm, z_mm, fx_N, fy_N, fz_N, angle_deg (time and fz must be there); "
    "begin a name with _ to have its column passed over";
static const double LEAST_TIME = 0.5, LONGEST_STEP = 1.0, MEAN_STEP = 0.05; // s

typedef struct column {
  int what; // -1: passed over
  kn_unit unit;
  char name[48];
} column;
typedef struct table {
  column column[KN_TRACE_COLUMNS];
  int columns;
  int at[QUANTITIES]; // column of each, -1
} table;

// ---- lines and cells ---------------------------------------------------------------------------------------------------
typedef struct cell {
  char text[64];
  int line, column, width; // in characters, from 1
  bool cut;                // too long, or not text: the rest is missing
} cell;
typedef struct cursor {
  const char *p, *end;
  int line;
} cursor;
// The next line, without its end; false past the last.
static bool next_line(cursor *c, const char **from, const char **to) {
  if (c->p >= c->end) return false;
  const char *q = c->p;
  while (q < c->end && *q != '\n' && *q != '\r') q++;
  *from = c->p, *to = q;
  c->p = q + 1 < c->end && q[0] == '\r' && q[1] == '\n' ? q + 2 : q + 1;
  c->line++;
  return true;
}
static bool is_idle(const char *from, const char *to) {
  while (from < to && (*from == ' ' || *from == '\t')) from++;
  return from == to || *from == '#';
}
static int characters(const char *from, const char *to) {
  int n = 0;
  for (; from < to; from++) n += ((unsigned char)*from & 0xc0) != 0x80;
  return n;
}
// The next cell of a line, without spaces and quotes around it; false past the last. *p moves behind its comma, or past
// the end of the line.
static bool next_cell(const char *start, const char **p, const char *end, int line, cell *c) {
  if (*p > end) return false;
  const char *a = *p, *b = a;
  bool quoted = false;
  for (; b < end && (*b != ',' || quoted); b++) quoted ^= *b == '"';
  *p = b + 1;
  while (a < b && (*a == ' ' || *a == '\t')) a++;
  while (b > a && (b[-1] == ' ' || b[-1] == '\t')) b--;
  if (b - a >= 2 && *a == '"' && b[-1] == '"') a++, b--;
  size_t n = (size_t)(b - a);
  c->cut = n >= sizeof c->text || memchr(a, 0, n) != NULL; // no number looks like that
  if (n >= sizeof c->text) n = sizeof c->text - 1;
  memcpy(c->text, a, n);
  c->text[n] = 0;
  c->line = line, c->column = 1 + characters(start, a), c->width = characters(a, b);
  if (c->width < 1) c->width = 1;
  return true;
}
static kn_diagnostic *at(kn_reader *r, const cell *c, const char *what, const char *value) {
  return kn_complain_at(r, c->line, c->column, c->width, what, value);
}

// ---- the header --------------------------------------------------------------------------------------------------------
static void read_name(kn_reader *r, table *t, const cell *c) {
  column *k = &t->column[t->columns];
  k->what = -1;
  memcpy(k->name, c->text, sizeof k->name - 1);
  k->name[sizeof k->name - 1] = 0;
  t->columns++;
  if (c->text[0] == '_') return;
  if (c->text[0] == 0) {
    kn_hint(at(r, c, "a column has no name%s", ""), "%s", ALL);
    return;
  }
  char name[64];
  memcpy(name, c->text, sizeof name);
  char *unit = strrchr(name, '_');
  if (unit) *unit++ = 0;
  int what = 0;
  while (what < QUANTITIES && strcmp(name, quantities[what].name) != 0) what++;
  if (what == QUANTITIES) {
    const char *meant = kn_suggest(name, quantity_name);
    kn_diagnostic *d = meant ? kn_complain_at(r, c->line, c->column, c->width,
                                              "unknown column `%s`; did you mean `%s`?", kn_show(c->text).text, meant)
                             : at(r, c, "unknown column `%s`", kn_show(c->text).text);
    kn_hint(d, "%s", ALL);
    return;
  }
  const quantity *q = &quantities[what];
  const char *example = what == TIME ? "time_s or time_ms" : what == ANGLE ? "angle_deg" : what >= FX ? "fz_N" : "x_mm";
  if (unit == NULL || *unit == 0) {
    kn_hint(at(r, c, "column `%s` needs a unit", kn_show(c->text).text), "write it behind the name: %s", example);
    return;
  }
  kn_unit si;
  kn_unit_parse(q->unit, &si);
  if (!kn_unit_parse(unit, &k->unit) || !kn_unit_same_dim(&k->unit, &si)) {
    kn_hint(kn_complain_at(r, c->line, c->column, c->width, "`%s` is no unit of `%s`", kn_show(unit).text, q->name),
            "write for example %s", example);
    return;
  }
  if (t->at[what] >= 0) {
    kn_hint(at(r, c, "column `%s` is there twice", q->name), "take one out, or begin its name with _");
    return;
  }
  k->what = what;
  t->at[what] = t->columns - 1;
}
static void together(kn_reader *r, const table *t, int a, int b, int line) {
  if ((t->at[a] >= 0) == (t->at[b] >= 0)) return;
  int there = t->at[a] >= 0 ? a : b, gone = there == a ? b : a;
  kn_hint(
      kn_complain_at(r, line, 1, 1, "column `%s` is there without `%s`", quantities[there].name, quantities[gone].name),
      "give both, or neither");
}
static bool read_header(kn_reader *r, cursor *c, table *t) {
  const char *from, *to;
  int before = r->report->diagnostic_count;
  do {
    if (!next_line(c, &from, &to)) {
      kn_hint(kn_complain(r, NULL, "the trace is empty"), "%s", ALL);
      return false;
    }
  } while (is_idle(from, to));
  if (!memchr(from, ',', (size_t)(to - from))) {
    const char *other = memchr(from, ';', (size_t)(to - from))    ? "semicolons"
                        : memchr(from, '\t', (size_t)(to - from)) ? "tabs"
                                                                  : NULL;
    kn_diagnostic *d =
        kn_complain_at(r, c->line, 1, characters(from, to), "the columns are not separated by commas%s%s",
                       other ? " but by " : "", other ? other : "");
    kn_hint(d, "separate columns by `,` and write decimals with a point; %s", ALL);
    return false;
  }
  cell k;
  for (const char *p = from; next_cell(from, &p, to, c->line, &k);) {
    if (t->columns == KN_TRACE_COLUMNS) {
      kn_hint(kn_complain_at(r, c->line, k.column, k.width, "more than %d columns", KN_TRACE_COLUMNS),
              "take out those that are not needed");
      return false;
    }
    read_name(r, t, &k);
  }
  if (r->report->diagnostic_count > before) return false; // what is missing may be what was misspelt
  for (int what = TIME; what <= FZ; what += FZ - TIME)
    if (t->at[what] < 0)
      kn_hint(kn_complain_at(r, c->line, 1, characters(from, to), "there is no column `%s`", quantities[what].name),
              "%s", ALL);
  together(r, t, X, Y, c->line);
  together(r, t, FX, FY, c->line);
  return r->report->diagnostic_count == before;
}

// ---- rows --------------------------------------------------------------------------------------------------------------
static bool read_value(kn_reader *r, const column *k, const cell *c, double *value) {
  const quantity *q = &quantities[k->what];
  const char *rest;
  double v;
  if (c->text[0] == 0) {
    kn_hint(at(r, c, "`%s` has no value here", k->name), "take the row out, or fill in what was measured");
    return false;
  }
  if (c->cut || !kn_number(c->text, &v, &rest) || *rest) {
    kn_hint(kn_complain_at(r, c->line, c->column, c->width, "`%s` should be a number, not `%s`", k->name,
                           kn_show(c->text).text),
            "write an ordinary number with a decimal point, such as 12.5; take rows without a reading out");
    return false;
  }
  v = kn_unit_to_si(&k->unit, v);
  if (!(v >= q->low && v <= q->high)) {
    kn_hint(kn_complain_at(r, c->line, c->column, c->width, "`%s` is %s; allowed is %s", k->name, kn_show(c->text).text,
                           q->range),
            "check the unit in the column's name");
    return false;
  }
  *value = v;
  return true;
}
static bool read_row(kn_reader *r, const table *t, const char *from, const char *to, int line, kn_sample *s,
                     cell *time) {
  double *member[QUANTITIES] = {&s->t, &s->x, &s->y, &s->z, &s->fx, &s->fy, &s->fz, &s->angle};
  for (int i = 0; i < QUANTITIES; i++) *member[i] = NAN;
  bool good = true;
  int n = 0;
  cell c;
  for (const char *p = from; next_cell(from, &p, to, line, &c); n++) {
    if (n >= t->columns || t->column[n].what < 0) continue;
    if (t->column[n].what == TIME) *time = c;
    good = read_value(r, &t->column[n], &c, member[t->column[n].what]) && good;
  }
  if (n != t->columns) {
    kn_hint(kn_complain_at(r, line, 1, characters(from, to), "this row has %d value%s; the header has %d columns", n,
                           n == 1 ? "" : "s", t->columns),
            "a decimal comma would do this: write decimals with a point");
    return false;
  }
  return good;
}
static bool in_order(kn_reader *r, const kn_sample *before, const kn_sample *now, const cell *c) {
  double step = now->t - before->t;
  if (!(step > 0.0)) {
    kn_hint(at(r, c, "time %s is not after the row before", kn_show(c->text).text),
            "time must rise from row to row; sort the rows, take doubles out");
    return false;
  }
  if (step > LONGEST_STEP) {
    kn_hint(kn_complain_at(r, c->line, c->column, c->width, "%.3g s without a reading; allowed is %.3g s", step,
                           LONGEST_STEP),
            "cut the trace in two files here");
    return false;
  }
  return true;
}
static void read_rows(kn_reader *r, cursor *c, const table *t, kn_trace *out) {
  long room = 0;
  const char *from, *to;
  cell time = {.line = 0};
  bool before = false;
  kn_sample last = {0};
  while (next_line(c, &from, &to)) {
    if (is_idle(from, to)) continue;
    if (out->count == KN_TRACE_ROWS) {
      kn_hint(kn_complain_at(r, c->line, 1, 1, "more than %d rows", KN_TRACE_ROWS), "cut the trace into shorter files");
      return;
    }
    if (out->count == room) {
      room = room ? 2 * room : 4096;
      kn_sample *more = realloc(out->sample, (size_t)room * sizeof *more);
      if (more == NULL) {
        kn_complain(r, NULL, "there is not enough memory to read this file");
        return;
      }
      out->sample = more;
    }
    kn_sample *s = &out->sample[out->count];
    if (!read_row(r, t, from, to, c->line, s, &time)) {
      if (s->t == s->t) last = *s, before = true;
      continue;
    }
    if (before) in_order(r, &last, s, &time);
    last = *s, before = true;
    out->count++;
  }
  if (r->report->diagnostic_count) return;
  double length = out->count > 1 ? out->sample[out->count - 1].t - out->sample[0].t : 0.0;
  if (out->count < KN_TRACE_LEAST || length < LEAST_TIME)
    kn_hint(kn_complain(r, NULL, "the trace is too short: %ld rows over %.3g s", out->count, length),
            "at least %d rows over %.3g s are needed to tell a stroke", KN_TRACE_LEAST, LEAST_TIME);
  else if (length / (double)(out->count - 1) > MEAN_STEP)
    kn_hint(kn_complain(r, NULL, "the trace has %.3g readings a second; at least %.3g are needed",
                        (double)(out->count - 1) / length, 1.0 / MEAN_STEP),
            "record faster, or check the unit of time in the header");
}

// ---- the file ----------------------------------------------------------------------------------------------------------
static void begin(kn_trace *t, const char *name) {
  memset(t, 0, sizeof *t);
  snprintf(t->report.name, sizeof t->report.name, "%s", name ? name : "trace");
}
// text is taken over
static int check(kn_trace *t, char *text, size_t size) {
  kn_reader r = {.report = &t->report};
  t->report.text = text, t->report.text_size = size;
  if (size > KN_TRACE_BYTES) {
    kn_hint(kn_complain(&r, NULL, "the trace is larger than %d MB", KN_TRACE_BYTES >> 20), "cut it into shorter files");
    return REFUSED;
  }
  cursor c = {text, text + size, 0};
  if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) c.p += 3; // byte order mark of some editors
  table k = {.columns = 0};
  for (int i = 0; i < QUANTITIES; i++) k.at[i] = -1;
  if (read_header(&r, &c, &k)) read_rows(&r, &c, &k, t);
  return t->report.diagnostic_count ? REFUSED : DONE;
}
int kn_trace_parse(const char *name, const char *text, size_t size, kn_trace *t) {
  begin(t, name);
  kn_reader r = {.report = &t->report};
  size_t kept = size <= KN_TRACE_BYTES ? size : KN_TRACE_BYTES + (size_t)1;
  char *copy = malloc(kept + 1);
  if (copy == NULL) {
    kn_complain(&r, NULL, "there is not enough memory to read this file");
    return REFUSED;
  }
  if (kept) memcpy(copy, text, kept);
  copy[kept] = 0;
  return check(t, copy, kept);
}
int kn_trace_read(const char *path, kn_trace *t) {
  begin(t, path);
  kn_reader r = {.report = &t->report};
  errno = 0;
  FILE *f = fopen(path, "rb");
  char *text = NULL;
  size_t size = 0, room = 0;
  bool good = f != NULL;
  while (good && size <= KN_TRACE_BYTES) {
    if (size == room) {
      room = room ? 2 * room : 1 << 16;
      char *more = realloc(text, room + 1);
      if (more == NULL) {
        good = false;
        break;
      }
      text = more;
    }
    size_t n = fread(text + size, 1, room - size, f);
    if (n == 0) break;
    size += n;
  }
  good = good && !ferror(f);
  if (!good) {
    const char *why = errno ? strerror(errno) : "not enough memory";
    kn_hint(kn_complain(&r, NULL, "this file cannot be read: %s", why), "check its name and folder");
  }
  if (f) fclose(f);
  if (!good) return free(text), UNREADABLE;
  text[size] = 0;
  return check(t, text, size);
}
void kn_trace_free(kn_trace *t) {
  if (t == NULL) return;
  free(t->sample);
  free(t->report.text);
  memset(t, 0, sizeof *t);
}
void kn_trace_print_diagnostics(const kn_trace *t, FILE *f) { kn_report_print(&t->report, f); }

// trajectory.c -- reads a trajectory with located errors. One line a row, commas between fields, the first line names the
// columns; lines that begin with '#' are comments.
#include "trajectory.h"
#include "reader.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// ---- columns ---------------------------------------------------------------------------------------------------------
typedef enum column { TIME, X, Y, Z, FORCE, VX, VY, COLUMNS } column;
static const struct {
  const char *name;
  double low, high, to_si;
  int slot; // in a row of the trajectory
} columns[COLUMNS] = {
    [TIME] = {"time_s", -1e7, 1e7, 1, 0},   [X] = {"x_mm", -1e4, 1e4, 1e-3, 1}, [Y] = {"y_mm", -1e4, 1e4, 1e-3, 2},
    [Z] = {"z_mm", -1e3, 200, 1e-3, 3},     [FORCE] = {"fz_N", 0, 1000, 1, 3},  [VX] = {"vx_mm_s", -1e4, 1e4, 1e-3, 4},
    [VY] = {"vy_mm_s", -1e4, 1e4, 1e-3, 5},
};
static const char *column_name(int i) { return i < COLUMNS ? columns[i].name : NULL; }
static const char *const example = "time_s,x_mm,y_mm,z_mm, or fz_N instead of z_mm";

enum { FIELDS = 16, WORD = 64 };
typedef struct field {
  char text[WORD];
  int column, width; // in characters
  bool cut;
} field;
typedef struct line {
  int number, count;
  field field[FIELDS];
  bool quote; // a quote that is not closed
} line;

// Splits one line, and returns the start of the next; NULL when there is none.
static const char *split(const char *p, const char *end, line *l) {
  int at = 1;
  l->count = 0;
  l->quote = false;
  for (;;) {
    field scrap = {0}, *f = l->count < FIELDS ? &l->field[l->count] : &scrap;
    size_t n = 0;
    *f = (field){.column = at};
    bool quoted = false;
    for (; p < end && (quoted || *p != ',') && *p != '\n' && *p != '\r'; p++) {
      bool first_byte = ((unsigned char)*p & 0xc0) != 0x80;
      if (first_byte) at++;
      if (*p == '"') {
        quoted = !quoted;
        continue;
      }
      if (n == 0 && (*p == ' ' || *p == '\t')) {
        if (f->width == 0) f->column = at;
        continue;
      }
      if (n < WORD - 1)
        f->text[n++] = *p;
      else
        f->cut = true;
      f->width += first_byte;
    }
    while (n > 0 && (f->text[n - 1] == ' ' || f->text[n - 1] == '\t')) n--, f->width--;
    f->text[n] = 0;
    if (f->width < 1) f->width = 1;
    l->count++;
    l->quote |= quoted;
    if (p == end || *p != ',') break;
    p++, at++;
  }
  if (p == end) return NULL;
  if (*p == '\r' && p + 1 < end && p[1] == '\n') p++;
  return p + 1;
}

static bool is_blank(const line *l) {
  return l->count == 1 && (l->field[0].text[0] == 0 || l->field[0].text[0] == '#');
}

// ---- the header --------------------------------------------------------------------------------------------------------
typedef struct header {
  int count, what[FIELDS]; // column of each field, -1: complained about
  int where[COLUMNS];      // field of each column, -1: absent
  int line;
} header;

static void read_names(kn_reader *r, const line *l, header *h) {
  for (int i = 0; i < h->count; i++) {
    const field *f = &l->field[i];
    h->what[i] = -1;
    for (int c = 0; c < COLUMNS; c++)
      if (strcmp(f->text, columns[c].name) == 0) h->what[i] = c;
    int c = h->what[i];
    if (c < 0) {
      const char *meant = kn_suggest(f->text, column_name);
      char list[128];
      kn_join(column_name, list, sizeof list);
      kn_diagnostic *d =
          meant ? kn_complain_at(r, l->number, f->column, f->width, "unknown column `%s`; did you mean `%s`?",
                                 kn_show(f->text).text, meant)
                : kn_complain_at(r, l->number, f->column, f->width, "unknown column `%s`", kn_show(f->text).text);
      kn_hint(d, "one of %s", list);
    } else if (h->where[c] >= 0) {
      kn_hint(kn_complain_at(r, l->number, f->column, f->width, "the column `%s` stands here a second time", f->text),
              "keep one of the two");
      h->what[i] = -1;
    } else
      h->where[c] = i;
  }
}

static void read_header(kn_reader *r, const line *l, header *h) {
  *h = (header){.count = l->count < FIELDS ? l->count : FIELDS, .line = l->number};
  for (int c = 0; c < COLUMNS; c++) h->where[c] = -1;
  const char *first = l->field[0].text;
  if (l->count == 1 && (strchr(first, ';') || strchr(first, '\t') || strchr(first, ' '))) {
    kn_hint(kn_complain_at(r, l->number, 1, 1, "the columns are not separated by commas"), "write %s", example);
    return;
  }
  double v;
  const char *rest;
  if (kn_number(first, &v, &rest)) {
    kn_hint(kn_complain_at(r, l->number, 1, l->field[0].width, "the first line should name the columns"), "write %s",
            example);
    return;
  }
  if (l->count > FIELDS) kn_complain_at(r, l->number, 1, 1, "more than %d columns", FIELDS);
  read_names(r, l, h);
  if (r->report->diagnostic_count) return; // what seems missing is there under another name
  if (h->where[TIME] < 0)
    kn_hint(kn_complain_at(r, l->number, 1, 1, "the column `time_s` is missing"), "write %s", example);
  if (h->where[Z] < 0 && h->where[FORCE] < 0)
    kn_hint(kn_complain_at(r, l->number, 1, 1, "neither `z_mm` nor `fz_N` is there"),
            "z_mm says how deep (into the body is positive), fz_N says how hard");
  if (h->where[Z] >= 0 && h->where[FORCE] >= 0) {
    const field *f = &l->field[h->where[FORCE]];
    kn_hint(kn_complain_at(r, l->number, f->column, f->width, "`z_mm` and `fz_N` both say how hard"),
            "leave out one of them");
  }
  if ((h->where[VX] < 0) != (h->where[VY] < 0)) {
    const field *f = &l->field[h->where[VX] < 0 ? h->where[VY] : h->where[VX]];
    kn_hint(kn_complain_at(r, l->number, f->column, f->width, "`vx_mm_s` and `vy_mm_s` go together"),
            "add the other, or leave both out: then they follow from x and y");
  }
}

// ---- rows ----------------------------------------------------------------------------------------------------------------
static bool read_value(kn_reader *r, const line *l, const header *h, int i, double *value) {
  const field *f = &l->field[i];
  int c = h->what[i];
  const char *rest = "";
  double v = 0;
  if (f->text[0] == 0) {
    kn_hint(kn_complain_at(r, l->number, f->column, 1, "`%s` has no value", columns[c].name),
            "every row has a number in every column");
    return false;
  }
  if (f->cut || !kn_number(f->text, &v, &rest) || *rest) {
    kn_hint(kn_complain_at(r, l->number, f->column, f->width, "`%s` should be a number, not `%s`", columns[c].name,
                           kn_show(f->text).text),
            "plain numbers with a decimal point; the unit stands in the column's name");
    return false;
  }
  if (!(v >= columns[c].low && v <= columns[c].high)) {
    kn_diagnostic *d = kn_complain_at(r, l->number, f->column, f->width, "`%s` is %s; allowed is %s to %s",
                                      columns[c].name, kn_number_text(v).text, kn_number_text(columns[c].low).text,
                                      kn_number_text(columns[c].high).text);
    if (c == Z) kn_hint(d, "millimetres below the undeformed skin; negative is above it");
    if (c == FORCE) kn_hint(d, "the force of the tool into the tissue");
    return false;
  }
  return *value = v * columns[c].to_si, true;
}

static bool read_row(kn_reader *r, const line *l, const header *h, const double *last, double *row) {
  if (l->quote) {
    kn_hint(kn_complain_at(r, l->number, l->field[l->count < FIELDS ? l->count - 1 : 0].column, 1,
                           "this quote is never closed"),
            "numbers need no quotes");
    return false;
  }
  if (l->count != h->count) {
    bool comma = l->count == 2 * h->count;
    kn_hint(kn_complain_at(r, l->number, 1, 1, "this row has %d field%s; the header on line %d has %d", l->count,
                           l->count == 1 ? "" : "s", h->line, h->count),
            "%s", comma ? "decimals take a point, not a comma" : "every row has a number in every column");
    return false;
  }
  bool good = true;
  for (int i = 0; i < h->count; i++)
    if (h->what[i] >= 0) good &= read_value(r, l, h, i, &row[columns[h->what[i]].slot]);
  if (good && last && !(row[0] > last[0])) {
    const field *f = &l->field[h->where[TIME]];
    kn_hint(kn_complain_at(r, l->number, f->column, f->width, "the time %s s does not come after %s s",
                           kn_number_text(row[0]).text, kn_number_text(last[0]).text),
            "rows go forward in time; for a jump, leave a short time between two rows");
    return false;
  }
  return good;
}

static bool grow(kn_reader *r, kn_trajectory *t, int *room) {
  if (t->count < *room) return true;
  int more = *room ? 2 * *room : 256;
  double *row = realloc(t->row, (size_t)more * KN_TRAJECTORY_ROW * sizeof *row);
  if (row == NULL) return kn_complain(r, NULL, "there is not enough memory to read this file"), false;
  t->row = row;
  *room = more;
  return true;
}

static void read_lines(kn_reader *r, kn_trajectory *t) {
  const char *p = t->report.text, *end = p + t->report.text_size;
  line l = {0};
  header h = {0};
  int room = 0;
  bool named = false;
  while (p && p < end) {
    p = split(p, end, &l);
    l.number++;
    if (is_blank(&l)) continue;
    if (!named) {
      read_header(r, &l, &h);
      named = true;
      if (t->report.diagnostic_count) return; // what the rows mean is not known
      t->force_control = h.where[FORCE] >= 0;
      t->has_velocity = h.where[VX] >= 0;
      continue;
    }
    if (!grow(r, t, &room)) return;
    double *row = &t->row[t->count * KN_TRAJECTORY_ROW];
    memset(row, 0, KN_TRAJECTORY_ROW * sizeof *row);
    if (read_row(r, &l, &h, t->count ? row - KN_TRAJECTORY_ROW : NULL, row)) t->count++;
  }
  if (!named)
    kn_hint(kn_complain(r, NULL, "the file is empty"), "the first line names the columns: %s", example);
  else if (t->count == 0 && t->report.diagnostic_count == 0)
    kn_hint(kn_complain(r, NULL, "no row follows the names of the columns"), "one row a time");
}

int kn_trajectory_parse(const char *name, const char *text, size_t size, kn_trajectory *t) {
  memset(t, 0, sizeof *t);
  if (!kn_report_take(&t->report, name ? name : "trajectory", text, size, KN_TRAJECTORY_BYTES)) return KN_READ_REFUSED;
  kn_reader r = {.report = &t->report, .into = t};
  if (t->report.text_size > KN_TRAJECTORY_BYTES)
    kn_hint(kn_complain(&r, NULL, "the file is larger than 64 MiB"), "a millisecond a row is enough");
  else
    read_lines(&r, t);
  return t->report.diagnostic_count ? KN_READ_REFUSED : KN_READ_DONE;
}

int kn_trajectory_read(const char *path, kn_trajectory *t) {
  memset(t, 0, sizeof *t);
  size_t size;
  char *text = kn_report_load(&t->report, path, KN_TRAJECTORY_BYTES, &size);
  int status = text ? kn_trajectory_parse(path, text, size, t) : KN_READ_UNREADABLE;
  free(text);
  return status;
}

bool kn_trajectory_press(kn_trajectory *t, bool force, double target, double ramp_s, double hold_s) {
  memset(t, 0, sizeof *t);
  t->row = calloc(3 * KN_TRAJECTORY_ROW, sizeof *t->row);
  if (t->row == NULL) return false;
  t->force_control = force;
  t->count = hold_s > 0 ? 3 : 2;
  for (int i = 1; i < t->count; i++) {
    t->row[i * KN_TRAJECTORY_ROW] = i == 1 ? ramp_s : ramp_s + hold_s;
    t->row[i * KN_TRAJECTORY_ROW + 3] = target;
  }
  return true;
}

void kn_trajectory_free(kn_trajectory *t) {
  if (t == NULL) return;
  free(t->report.text);
  free(t->row);
  memset(t, 0, sizeof *t);
}

// ---- between rows ---------------------------------------------------------------------------------------------------------
double kn_trajectory_start_s(const kn_trajectory *t) { return t->count ? t->row[0] : 0; }

long kn_trajectory_steps(const kn_trajectory *t, double step_s) {
  double span = t->count ? t->row[(t->count - 1) * KN_TRAJECTORY_ROW] - t->row[0] : 0;
  double n = ceil(span / step_s - 1e-9); // a step that only begins within the span reaches its end, and holds there
  return n < 1 ? 1 : (long)n;
}

double kn_trajectory_most(const kn_trajectory *t) {
  double most = 0;
  for (int i = 0; i < t->count; i++) most = fmax(most, t->row[i * KN_TRAJECTORY_ROW + 3]);
  return most;
}

void kn_trajectory_at(kn_trajectory *t, double time_s, kn_touch_in *in) {
  *in = (kn_touch_in){.force_control = t->force_control};
  if (t->count == 0) return;
  if (t->at >= t->count || time_s < t->row[t->at * KN_TRAJECTORY_ROW]) t->at = 0;
  while (t->at + 1 < t->count && t->row[(t->at + 1) * KN_TRAJECTORY_ROW] < time_s) t->at++;
  const double *a = &t->row[t->at * KN_TRAJECTORY_ROW], *b = t->at + 1 < t->count ? a + KN_TRAJECTORY_ROW : a;
  double span = b[0] - a[0], s = span > 0 ? (time_s - a[0]) / span : 0, v[KN_TRAJECTORY_ROW];
  bool moving = s > 0 && s <= 1;
  s = s < 0 ? 0 : s > 1 ? 1 : s;
  for (int i = 0; i < KN_TRAJECTORY_ROW; i++) v[i] = s >= 1 ? b[i] : a[i] + s * (b[i] - a[i]);
  in->position_m[0] = v[1];
  in->position_m[1] = v[2];
  if (t->force_control)
    in->force_N = v[3];
  else
    in->position_m[2] = v[3];
  for (int i = 0; i < 3 && moving; i++) in->velocity_m_s[i] = (b[1 + i] - a[1 + i]) / span;
  if (t->force_control) in->velocity_m_s[2] = 0;
  if (t->has_velocity) in->velocity_m_s[0] = v[4], in->velocity_m_s[1] = v[5];
}

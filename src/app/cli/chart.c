#include "chart.h"
#include "text.h"
#include "words.h"
#include <math.h>
#include <string.h>

// A cell of braille is 2 dots wide and 4 high. The treated curve is solid, the twin's dotted, so that colour is not
// needed to tell them apart.
enum { CELLS = 60, ROWS = 8, DOTS_X = 2 * CELLS, DOTS_Y = 4 * ROWS, DAY = 86400, DAY_SAMPLES = 12 };

typedef struct curve {
  const double *y;
  int n;
  char name[64];
} curve;
typedef struct plot {
  const run *run;
  const kn_comparison *from;
  int outcome;
  double from_s, to_s;
  bool clock; // x axis in clock hours, not days
  curve curve[2];
  int curves;
  double low, high;
  unsigned char dots[ROWS][CELLS]; // braille bits
  bool owner[2][ROWS][CELLS];      // which curve touched a cell
} plot;

// Mean of the samples in each column of dots; between samples, the straight line.
static double column_value(const plot *p, const curve *c, int x) {
  double width = (p->to_s - p->from_s) / DOTS_X, a = p->from_s + x * width, b = a + width, sum = 0;
  int count = 0, before = -1, after = -1;
  for (int i = 0; i < c->n && after < 0; i++) {
    double t = kn_comparison_series_time(p->from, i);
    if (t < a)
      before = i;
    else if (t < b || (x == DOTS_X - 1 && t <= b))
      sum += c->y[i], count++;
    else
      after = i;
  }
  if (count > 0) return sum / count;
  if (before < 0 || after < 0) return NAN;
  double t0 = kn_comparison_series_time(p->from, before), t1 = kn_comparison_series_time(p->from, after);
  return c->y[before] + (c->y[after] - c->y[before]) * ((a + b) / 2 - t0) / (t1 - t0);
}

// A step of 1, 2 or 5 times a power of ten; both ends of the axis are multiples of it.
static bool choose_scale(plot *p, double y[2][DOTS_X]) {
  double low = INFINITY, high = -INFINITY;
  for (int k = 0; k < p->curves; k++)
    for (int x = 0; x < DOTS_X; x++)
      if (isfinite(y[k][x])) low = fmin(low, y[k][x]), high = fmax(high, y[k][x]);
  if (low > high) return false;
  double least = 10 * pow(10, -kn_outcome_at(p->outcome)->digits); // do not blow up what the table rounds away
  double middle = (low + high) / 2;
  if (high - low < least) low = middle - least / 2, high = middle + least / 2;
  double step = pow(10, floor(log10((high - low) / 2)));
  if ((high - low) / step > 8)
    step *= 5;
  else if ((high - low) / step > 4)
    step *= 2;
  const kn_outcome_info *o = kn_outcome_at(p->outcome);
  if (low < o->low) low = o->low; // no axis beyond the ends of the scale
  if (high > o->high) high = o->high;
  p->low = floor(low / step + 1e-9) * step;
  p->high = ceil(high / step - 1e-9) * step;
  return p->high > p->low;
}

static void dot(plot *p, int k, int x, int y) { // y counts dots from the bottom
  static const unsigned char bit[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
  int down = DOTS_Y - 1 - y;
  p->dots[down / 4][x / 2] |= bit[down % 4][x % 2];
  p->owner[k][down / 4][x / 2] = true;
}

static int height(const plot *p, double v) {
  int y = (int)lround((v - p->low) / (p->high - p->low) * (DOTS_Y - 1));
  return y < 0 ? 0 : y >= DOTS_Y ? DOTS_Y - 1 : y;
}

static void draw_curve(plot *p, int k, const double y[DOTS_X]) {
  for (int x = 0; x < DOTS_X; x++) {
    if (!isfinite(y[x]) || (k > 0 && x % 4 != 0)) continue;
    int to = height(p, y[x]), from = to;
    if (k == 0 && x > 0 && isfinite(y[x - 1])) { // reach for the neighbour, so that steep parts stay one line
      from = height(p, y[x - 1]);
      if (from != to) from += from < to ? 1 : -1;
    }
    for (int v = from < to ? from : to; v <= (from < to ? to : from); v++) dot(p, k, x, v);
  }
}

static void put_cell(FILE *f, unsigned char bits) {
  unsigned u = 0x2800u + bits;
  fprintf(f, "%c%c%c", (int)(0xe0 | u >> 12), (int)(0x80 | (u >> 6 & 0x3f)), (int)(0x80 | (u & 0x3f)));
}

// Rows at which the curves end, apart from each other so that both labels fit.
static void label_rows(const plot *p, double y[2][DOTS_X], int row[2], double last[2]) {
  for (int k = 0; k < p->curves; k++) {
    last[k] = NAN;
    for (int x = 0; x < DOTS_X; x++)
      if (isfinite(y[k][x])) last[k] = y[k][x];
    row[k] = isfinite(last[k]) ? (DOTS_Y - 1 - height(p, last[k])) / 4 : 0;
  }
  if (p->curves < 2 || row[0] != row[1]) return;
  int upper = last[0] >= last[1] ? 0 : 1;
  if (row[upper] > 0)
    row[upper]--;
  else
    row[1 - upper]++;
}

static void print_axis(const plot *p, FILE *f) {
  bool session[CELLS] = {false};
  const kn_course_def *c = &p->run->scene->def.arm[0];
  for (int i = 0; i < c->sessions; i++) {
    double x = (course_start(c, i) - p->from_s) / (p->to_s - p->from_s) * CELLS;
    if (x >= 0 && x < CELLS) session[(int)x] = true;
  }
  fputs("         └", f);
  for (int i = 0; i < CELLS; i++) fputs(session[i] ? "▲" : "─", f);
  fputs(c->sessions > 0 ? "  ▲ session\n" : "\n", f);
  fputs("         ", f);
  for (int i = 0, at = 0; i <= 4; i++) {
    char text[32];
    double t = p->from_s + (p->to_s - p->from_s) * i / 4, hour = t / 3600 + p->run->scene->def.person.starts_h;
    int minutes = (int)lround(fmod(hour, 24) * 60) % 1440;
    if (p->clock)
      snprintf(text, sizeof text, "%02d:%02d", minutes / 60, minutes % 60);
    else
      snprintf(text, sizeof text, "%s%.4g", i == 0 ? "day " : "", round(10 * t / DAY) / 10);
    int want = i * CELLS / 4 - (i == 4 ? (int)strlen(text) - 1 : 0);
    text_spaces(f, want - at);
    fputs(text, f);
    at = (want > at ? want : at) + (int)strlen(text);
  }
  fputc('\n', f);
}

static void print_rows(const plot *p, double y[2][DOTS_X], FILE *f, bool colour) {
  int row[2] = {-1, -1}, digits = kn_outcome_at(p->outcome)->digits;
  double last[2];
  label_rows(p, y, row, last);
  for (int r = 0; r < ROWS; r++) {
    char text[64] = "";
    double at = p->high + (p->low - p->high) * r / (ROWS - 1);
    if (r == 0 || r == ROWS - 1) text_number(text, sizeof text, at, digits, false);
    text_spaces(f, 8 - text_width(text));
    fprintf(f, "%s ┤", text);
    int blanks = 0; // kept back until something follows: no line ends in blanks
    for (int x = 0; x < CELLS; x++) {
      if (p->dots[r][x] == 0) {
        blanks++;
        continue;
      }
      tone t = p->owner[0][r][x] ? TONE_BOLD : TONE_PLAIN;
      text_spaces(f, blanks);
      blanks = 0;
      fputs(tone_start(colour, t), f);
      put_cell(f, p->dots[r][x]);
      fputs(tone_end(colour, t), f);
    }
    for (int k = 0; k < p->curves; k++)
      if (row[k] == r && isfinite(last[k])) {
        text_number(text, sizeof text, last[k], digits, false);
        text_spaces(f, blanks);
        fprintf(f, "  %s %s", text, p->curve[k].name);
      }
    fputc('\n', f);
  }
}

static void draw(plot *p, const char *title, FILE *f, bool colour) {
  double y[2][DOTS_X];
  for (int k = 0; k < p->curves; k++)
    for (int x = 0; x < DOTS_X; x++) y[k][x] = column_value(p, &p->curve[k], x);
  if (!choose_scale(p, y)) return;
  for (int k = p->curves - 1; k >= 0; k--) draw_curve(p, k, y[k]);
  const kn_outcome_info *o = kn_outcome_at(p->outcome);
  fprintf(f, "\n %s%s, %s%s%s   ⠤⠤⠤ %s", tone_start(colour, TONE_BOLD), o->key, o->unit, title,
          tone_end(colour, TONE_BOLD), p->curve[0].name);
  if (p->curves > 1) fprintf(f, "   ⠄ ⠄ ⠄ %s", p->curve[1].name);
  fputc('\n', f);
  print_rows(p, y, f, colour);
  print_axis(p, f);
}

static bool start(plot *p, const run *r, const kn_comparison *from, int outcome) {
  *p = (plot){.run = r, .from = from, .outcome = outcome};
  for (int a = 0; a < 2 && a < r->scene->def.arm_count; a++) {
    curve *c = &p->curve[p->curves];
    c->n = kn_comparison_series(from, a, outcome, &c->y);
    if (c->n < 2) break;
    scene_arm_name(c->name, sizeof c->name, r->scene, a);
    p->curves++;
  }
  return p->curves > 0;
}

static void chart_course(const run *r, FILE *f, bool colour) {
  plot p;
  if (!start(&p, r, r->result, KN_PAIN)) return;
  p.from_s = kn_comparison_series_time(p.from, 0);
  p.to_s = kn_comparison_series_time(p.from, p.curve[0].n - 1);
  if (p.to_s > p.from_s) draw(&p, " over days", f, colour);
}

// From midnight to midnight around the first session, but not before time 0.
static void day_of_session(const run *r, double *from_s, double *to_s) {
  const kn_compare_def *d = &r->scene->def;
  double shift = d->person.starts_h * 3600, day = floor((course_start(&d->arm[0], 0) + shift) / DAY);
  *from_s = fmax(day * DAY - shift, 0);
  *to_s = (day + 1) * DAY - shift;
}

static int samples_within(const kn_comparison *c, double from_s, double to_s) {
  const double *values;
  int n = kn_comparison_series(c, 0, KN_STATE_ANXIETY, &values), within = 0;
  for (int i = 0; i < n; i++) {
    double t = kn_comparison_series_time(c, i);
    within += t >= from_s && t <= to_s;
  }
  return within;
}

static void chart_day(const run *r, FILE *f, bool colour) {
  plot p;
  double from_s, to_s;
  if (r->scene->def.arm[0].sessions == 0) return;
  day_of_session(r, &from_s, &to_s);
  const kn_comparison *c = r->result;
  if (samples_within(c, from_s, to_s) < DAY_SAMPLES || !start(&p, r, c, KN_STATE_ANXIETY)) return;
  p.from_s = from_s;
  p.to_s = fmin(to_s, kn_comparison_series_time(c, p.curve[0].n - 1));
  p.clock = true;
  draw(&p, " on the first session's day", f, colour);
}

void charts_print(const run *r, FILE *f, bool colour) {
  if (r->scene->def.arm_count == 0) return;
  chart_course(r, f, colour);
  chart_day(r, f, colour);
}

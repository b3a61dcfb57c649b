// svg.c -- the common pieces: frame, text, ticks, colours, and panels of curves over time.
#include "svg.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void escaped(FILE *f, const char *s) {
  for (; *s; s++) switch (*s) {
    case '&':
      fputs("&amp;", f);
      break;
    case '<':
      fputs("&lt;", f);
      break;
    case '>':
      fputs("&gt;", f);
      break;
    default:
      fputc((unsigned char)*s < 0x20 ? ' ' : *s, f);
    }
}

void svg_begin(FILE *f, double width, double height, const char *title, const char *description) {
  fprintf(f,
          "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" "
          "font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n<title>",
          width, height, width, height);
  escaped(f, title);
  fputs("</title>\n<desc>", f);
  escaped(f, description);
  fputs(
      "</desc>\n<defs>"
      "<pattern id=\"bone\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
      "<rect width=\"6\" height=\"6\" fill=\"#f3f4f6\"/><path d=\"M0 0V6\" stroke=\"#6b7280\"/></pattern>"
      "<pattern id=\"pull\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(-45)\">"
      "<rect width=\"5\" height=\"5\" fill=\"#ffffff\"/><path d=\"M0 0V5\" stroke=\"#9ca3af\"/></pattern>"
      "</defs>\n",
      f);
  fprintf(f, "<rect width=\"%.0f\" height=\"%.0f\" fill=\"#ffffff\"/>\n", width, height);
}

void svg_end(FILE *f) { fputs("</svg>\n", f); }

void svg_text(FILE *f, double x, double y, const char *anchor, double size, bool halo, const char *text) {
  fprintf(f, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%.0f\" fill=\"#111827\"%s>", x, y, anchor,
          size, halo ? " stroke=\"#ffffff\" stroke-width=\"3\" paint-order=\"stroke\"" : "");
  escaped(f, text);
  fputs("</text>\n", f);
}

// ---- numbers ----------------------------------------------------------------------------------------------------------
int svg_ticks(double low, double high, int wanted, double tick[12]) {
  if (!(high > low)) high = low + 1;
  double rough = (high - low) / (wanted > 0 ? wanted : 1), unit = pow(10, floor(log10(rough)));
  double step = rough <= unit ? unit : rough <= 2 * unit ? 2 * unit : rough <= 5 * unit ? 5 * unit : 10 * unit;
  int n = 0;
  for (double k = ceil(low / step - 1e-9); k * step <= high + 1e-9 * step && n < 12; k++) tick[n++] = k * step;
  return n;
}

void svg_number(char *to, size_t n, double v, double step) {
  int digits = step > 0 && step < 1 ? (int)ceil(-log10(step) - 1e-9) : 0;
  if (fabs(v) < 1e-9 * step) v = 0;
  snprintf(to, n, "%.*f", digits > 9 ? 9 : digits, v);
}

void svg_colour(svg_hue hue, double share, char to[8]) {
  static const double ramp[2][5][3] = {
      {{247, 251, 255}, {198, 219, 239}, {107, 174, 214}, {33, 113, 181}, {8, 48, 107}},
      {{255, 247, 236}, {253, 212, 158}, {252, 141, 89}, {204, 76, 2}, {110, 30, 4}},
  };
  double s = (share < 0 ? 0 : share > 1 ? 1 : share) * 4;
  int i = s >= 4 ? 3 : (int)s;
  int c[3];
  for (int k = 0; k < 3; k++) c[k] = (int)(ramp[hue][i][k] + (s - i) * (ramp[hue][i + 1][k] - ramp[hue][i][k]) + 0.5);
  snprintf(to, 8, "#%02x%02x%02x", (unsigned)c[0] & 255u, (unsigned)c[1] & 255u, (unsigned)c[2] & 255u);
}

// ---- panels of curves ----------------------------------------------------------------------------------------------------
static const char *const pen[] = {"#000000", "#0072b2", "#d55e00", "#009e73", "#aa4499", "#666666"};
static const char *const dash[] = {"", "7 3", "2 3", "9 3 2 3", "4 2", "1 2"};
enum { PENS = 6 };

typedef struct frame {
  svg_box in;
  double t0, t1, v0, v1;
} frame;
static double at_x(const frame *p, double t) { return p->in.x + p->in.w * (t - p->t0) / (p->t1 - p->t0); }
static double at_y(const frame *p, double v) { return p->in.y + p->in.h * (p->v1 - v) / (p->v1 - p->v0); }

static void find_range(frame *p, const svg_series *s, int count) {
  p->t0 = p->v0 = INFINITY;
  p->t1 = p->v1 = -INFINITY;
  for (int k = 0; k < count; k++)
    for (int i = 0; i < s[k].count; i++) {
      if (!isfinite(s[k].v[i])) continue;
      p->t0 = fmin(p->t0, s[k].t_s[i]), p->t1 = fmax(p->t1, s[k].t_s[i]);
      p->v0 = fmin(p->v0, s[k].v[i]), p->v1 = fmax(p->v1, s[k].v[i]);
    }
  if (!isfinite(p->t0)) p->t0 = p->v0 = 0, p->t1 = p->v1 = 1;
  if (p->v0 > 0 && p->v0 < 0.5 * p->v1) p->v0 = 0; // from zero unless the interesting part is far above
  if (!(p->t1 > p->t0)) p->t1 = p->t0 + 1;
  if (!(p->v1 > p->v0)) p->v1 = p->v0 + 1;
  double room = 0.06 * (p->v1 - p->v0);
  p->v1 += room;
  if (p->v0 < 0) p->v0 -= room;
}

static void axes(FILE *f, const frame *p, const char *title, const char *unit) {
  const svg_box *b = &p->in;
  double tick[12];
  char text[64];
  snprintf(text, sizeof text, "%s, %s", title, unit);
  svg_text(f, b->x, b->y - 7, "start", 12, false, text);
  int n = svg_ticks(p->v0, p->v1, 4, tick);
  for (int i = 0; i < n; i++) {
    double y = at_y(p, tick[i]);
    fprintf(f, "<path d=\"M%.1f %.1fH%.1f\" stroke=\"#d1d5db\" stroke-width=\"0.7\"/>\n", b->x, y, b->x + b->w);
    svg_number(text, sizeof text, tick[i], n > 1 ? tick[1] - tick[0] : 1);
    svg_text(f, b->x - 5, y + 4, "end", 11, false, text);
  }
  n = svg_ticks(p->t0, p->t1, 5, tick);
  for (int i = 0; i < n; i++) {
    double x = at_x(p, tick[i]);
    fprintf(f, "<path d=\"M%.1f %.1fv4\" stroke=\"#111827\"/>\n", x, b->y + b->h);
    svg_number(text, sizeof text, tick[i], n > 1 ? tick[1] - tick[0] : 1);
    svg_text(f, x, b->y + b->h + 16, "middle", 11, false, text);
  }
  svg_text(f, b->x + b->w, b->y + b->h + 29, "end", 11, false, "time, s");
  fprintf(f, "<path d=\"M%.1f %.1fv%.1fh%.1f\" fill=\"none\" stroke=\"#111827\"/>\n", b->x, b->y, b->h, b->w);
}

// The smallest and largest value of each pixel or so: a fast beat stays visible however long the record is.
static void curve(FILE *f, const frame *p, const svg_series *s, int style) {
  enum { BINS = 240 };
  int each = s->count / BINS < 1 ? 1 : s->count / BINS;
  fputs("<path d=\"", f);
  char move = 'M';
  for (int i = 0; i < s->count; i += each) {
    int low = i, high = i;
    for (int k = i; k < i + each && k < s->count; k++) {
      if (s->v[k] < s->v[low]) low = k;
      if (s->v[k] > s->v[high]) high = k;
    }
    int first = low < high ? low : high, last = low < high ? high : low;
    for (int k = first;; k = last) {
      if (isfinite(s->v[k])) fprintf(f, "%c%.1f %.1f", move, at_x(p, s->t_s[k]), at_y(p, s->v[k])), move = 'L';
      if (k == last) break;
    }
  }
  if (s->count > 1 && isfinite(s->v[s->count - 1]))
    fprintf(f, "%c%.1f %.1f", move, at_x(p, s->t_s[s->count - 1]), at_y(p, s->v[s->count - 1]));
  fprintf(f, "\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\" stroke-dasharray=\"%s\"/>\n", pen[style % PENS],
          *dash[style % PENS] ? dash[style % PENS] : "none");
}

static void labels(FILE *f, const frame *p, const svg_series *s, int count) {
  enum { MOST = 12, LINE = 13 };
  double y[MOST];
  int order[MOST], n = count < MOST ? count : MOST;
  for (int k = 0; k < n; k++) {
    double v = s[k].count ? s[k].v[s[k].count - 1] : NAN;
    y[k] = isfinite(v) ? at_y(p, v) : p->in.y + p->in.h;
    int i = k;
    for (; i > 0 && y[order[i - 1]] > y[k]; i--) order[i] = order[i - 1];
    order[i] = k;
  }
  for (int i = 1; i < n; i++) y[order[i]] = fmax(y[order[i]], y[order[i - 1]] + LINE);
  double over = n ? y[order[n - 1]] - (p->in.y + p->in.h) : 0;
  for (int i = n - 1; i >= 0 && over > 0; i--) { // pushed out at the bottom: back up
    double most = i == n - 1 ? p->in.y + p->in.h : y[order[i + 1]] - LINE;
    y[order[i]] = fmin(y[order[i]], most);
  }
  double x = p->in.x + p->in.w + 4;
  for (int k = 0; k < n; k++) {
    if (s[k].label == NULL || *s[k].label == 0) continue;
    fprintf(f, "<path d=\"M%.1f %.1fh18\" stroke=\"%s\" stroke-width=\"1.6\" stroke-dasharray=\"%s\"/>\n", x, y[k],
            pen[k % PENS], *dash[k % PENS] ? dash[k % PENS] : "none");
    svg_text(f, x + 22, y[k] + 4, "start", 11, false, s[k].label);
  }
}

void svg_panel(FILE *f, svg_box box, const char *title, const char *unit, const svg_series *series, int count) {
  enum { LEFT = 44, TOP = 18, RIGHT = 76, BOTTOM = 32 };
  frame p = {.in = {box.x + LEFT, box.y + TOP, box.w - LEFT - RIGHT, box.h - TOP - BOTTOM}};
  find_range(&p, series, count);
  axes(f, &p, title, unit);
  for (int k = 0; k < count; k++) curve(f, &p, &series[k], k);
  labels(f, &p, series, count);
}

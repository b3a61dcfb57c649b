// touch_show.c -- `knead touch show`: the tissue under the tool at the end of a load, and what happened on the way.
#include "outfile.h"
#include "svg.h"
#include "text.h"
#include "touch.h"
#include <math.h>
#include <stdlib.h>

// ---- what happened over time ----------------------------------------------------------------------------------------
// Every `each`-th step; when full, every second one is dropped, so that any length fits.
enum { KEPT = 4096, STRAIN = 8, CURVES = STRAIN + KN_TOUCH_LAYERS };
typedef struct record {
  int count, each, wait, layers;
  double t[KEPT], v[CURVES][KEPT]; // force, depth, mean, peak, flow and degC of skin and muscle, strain of each layer
  double step_s;
  kn_vessels *vessels;
} record;

static void remember(void *user, double time_s, const kn_touch_in *in, const kn_touch_out *out) {
  record *r = user;
  kn_vessels_out blood = {0};
  if (r->vessels) kn_vessels_step(r->vessels, r->step_s, out, hypot(in->velocity_m_s[0], in->velocity_m_s[1]), &blood);
  if (r->wait-- > 0) return;
  if (r->count == KEPT) {
    for (int i = 0; i < KEPT / 2; i++) {
      r->t[i] = r->t[2 * i];
      for (int k = 0; k < CURVES; k++) r->v[k][i] = r->v[k][2 * i];
    }
    r->count = KEPT / 2;
    r->each *= 2;
  }
  r->wait = r->each - 1;
  int i = r->count++;
  r->t[i] = time_s;
  r->v[0][i] = fabs(out->force_N[2]);
  r->v[1][i] = out->depth_mm;
  r->v[2][i] = out->mean_kPa;
  r->v[3][i] = out->peak_kPa;
  r->v[4][i] = blood.skin_flow, r->v[5][i] = blood.muscle_flow;
  r->v[6][i] = blood.skin_degC, r->v[7][i] = blood.muscle_degC;
  for (int k = 0; k < r->layers; k++) r->v[STRAIN + k][i] = 100 * out->strain[k];
}

static void panels(FILE *f, svg_box box, const record *r, const kn_touch_stack *stack) {
  svg_series one[CURVES];
  for (int k = 0; k < CURVES; k++) one[k] = (svg_series){"", r->t, r->v[k], r->count};
  one[2].label = "mean";
  one[3].label = "peak";
  one[4].label = one[6].label = "skin";
  one[5].label = one[7].label = "muscle";
  for (int k = 0; k < r->layers; k++) one[STRAIN + k].label = stack->layer[k].name;
  const struct {
    const char *title, *unit;
    const svg_series *series;
    int count;
  } panel[] = {{"force into the tissue", "N", &one[0], 1},
               {"depth under the tip", "mm", &one[1], 1},
               {"contact pressure", "kPa", &one[2], 2},
               {"vertical strain on the axis", "%", &one[STRAIN], r->layers},
               {"blood flow under the tool", "of rest", &one[4], 2},
               {"temperature", "degC", &one[6], 2}};
  enum { PANELS = sizeof panel / sizeof *panel };
  int shown = r->vessels ? PANELS : PANELS - 2;
  for (int i = 0; i < shown; i++)
    svg_panel(f, (svg_box){box.x, box.y + i * box.h / shown, box.w, box.h / shown}, panel[i].title, panel[i].unit,
              panel[i].series, panel[i].count);
}

// ---- the cut ------------------------------------------------------------------------------------------------------------
enum { COLUMNS = 73, MOST_ROWS = 96 };
typedef struct cut {
  int rows, layers;
  int row_of[KN_TOUCH_LAYERS + 1]; // row of each interface; the last may be below the picture
  double half_m, deep_m;
  bool bone;                                                 // the picture reaches down to it
  double x[COLUMNS * MOST_ROWS], z[COLUMNS * MOST_ROWS];     // undeformed, m; x from the axis of the tool
  double u[COLUMNS * MOST_ROWS], w[COLUMNS * MOST_ROWS];     // displacement, m
  double p[COLUMNS * MOST_ROWS], shear[COLUMNS * MOST_ROWS]; // kPa, %
  double px[COLUMNS * MOST_ROWS], pz[COLUMNS * MOST_ROWS];   // on the picture
} cut;

static int look(cut *c, const kn_touch *plant, const kn_touch_stack *s, const touch_summary *sum) {
  double contact = 1e-3 * sum->last.radius_mm, top = 0, depth = 0;
  for (int i = 0; i < s->layer_count; i++) depth += 1e-3 * s->layer[i].thickness_mm;
  c->half_m = fmin(fmax(2 * contact, 0.045), 0.12);
  c->deep_m = fmin(depth, 1.2 * c->half_m);
  c->bone = c->deep_m >= depth;
  c->rows = 1;
  double level[MOST_ROWS] = {0};
  for (int i = 0; i < s->layer_count && top < c->deep_m; i++) {
    double bottom = fmin(top + 1e-3 * s->layer[i].thickness_mm, c->deep_m);
    int n = (int)ceil(36 * (bottom - top) / c->deep_m);
    if (n < 3) n = 3;
    if (n > 40) n = 40;
    c->row_of[i] = c->rows - 1;
    for (int k = 1; k <= n && c->rows < MOST_ROWS; k++) level[c->rows++] = top + (bottom - top) * k / n;
    c->layers = i + 1;
    c->row_of[i + 1] = c->rows - 1;
    top = bottom;
  }
  for (int j = 0; j < c->rows; j++)
    for (int i = 0; i < COLUMNS; i++) {
      c->x[j * COLUMNS + i] = c->half_m * (2.0 * i / (COLUMNS - 1) - 1);
      c->z[j * COLUMNS + i] = level[j];
    }
  kn_status status = kn_touch_look(plant, c->rows * COLUMNS, c->x, c->z, c->u, c->w, c->p, c->shear);
  if (status != KN_OK) {
    fprintf(stderr, "knead: the plant cannot be looked at (status %d)\n", (int)status);
    return EXIT_NUMERIC;
  }
  for (int i = 0; i < c->rows * COLUMNS; i++) c->p[i] *= 1e-3, c->shear[i] *= 100;
  return EXIT_DONE;
}

typedef struct view {
  svg_box box;
  double scale, skin_y; // pixels a metre; where the undeformed skin lies
} view;

static double to_x(const view *v, double x_m) { return v->box.x + 0.5 * v->box.w + v->scale * x_m; }
static double to_y(const view *v, double z_m) { return v->skin_y + v->scale * z_m; }

static void place(const view *v, cut *c) {
  for (int i = 0; i < c->rows * COLUMNS; i++) {
    c->px[i] = to_x(v, c->x[i] + c->u[i]);
    c->pz[i] = to_y(v, c->z[i] + c->w[i]);
  }
}

static int levels_of(const cut *c, const double *value, double level[12]) {
  double low = INFINITY, high = -INFINITY;
  for (int i = 0; i < c->rows * COLUMNS; i++) low = fmin(low, value[i]), high = fmax(high, value[i]);
  if (low > 0 && low < 0.3 * high) low = 0;
  if (!(high > low)) high = low + 1;
  int n = svg_ticks(low, high, 7, level);
  while (n > 0 && level[n - 1] >= high) n--; // a band above needs something in it
  int first = 0;
  while (first < n && level[first] <= low) first++; // nothing lies below it
  for (int i = first; i < n; i++) level[i - first] = level[i];
  return n - first;
}

static void mesh(FILE *f, const cut *c) {
  enum { EACH = 6 };
  fputs("<path d=\"", f);
  for (int i = 0; i < COLUMNS; i += EACH)
    for (int j = 0; j < c->rows; j++)
      fprintf(f, "%c%.1f %.1f", j ? 'L' : 'M', c->px[j * COLUMNS + i], c->pz[j * COLUMNS + i]);
  for (int j = 0; j < c->rows; j += 3)
    for (int i = 0; i < COLUMNS; i++)
      fprintf(f, "%c%.1f %.1f", i ? 'L' : 'M', c->px[j * COLUMNS + i], c->pz[j * COLUMNS + i]);
  fputs("\" fill=\"none\" stroke=\"#111827\" stroke-width=\"0.4\" stroke-opacity=\"0.45\"/>\n<path d=\"", f);
  for (int l = 0; l <= c->layers; l++)
    for (int i = 0; i < COLUMNS; i++) {
      int k = c->row_of[l] * COLUMNS + i;
      fprintf(f, "%c%.1f %.1f", i ? 'L' : 'M', c->px[k], c->pz[k]);
    }
  fputs("\" fill=\"none\" stroke=\"#111827\" stroke-width=\"1.5\"/>\n", f);
}

// The outline as far as it fits between the skin and the top of the picture.
static void tool(FILE *f, const view *v, const cut *c, const kn_touch_tool *t, const touch_summary *sum) {
  double tip = to_y(v, 1e-3 * sum->last.depth_mm), x = to_x(v, 0), top = v->box.y + 4;
  const char *style = "fill=\"#e5e7eb\" stroke=\"#111827\" stroke-width=\"1.6\"";
  double r = v->scale * 1e-3 * t->radius_mm;
  if (t->shape == KN_TOUCH_PUNCH) {
    fprintf(f, "<path d=\"M%.1f %.1fV%.1fH%.1fV%.1f\" %s/>\n", x - r, top, tip, x + r, top, style);
  } else if (t->shape == KN_TOUCH_SPHERE) {
    double up = fmin(tip - top, 2 * r), half = sqrt(fmax(2 * r * up - up * up, 0));
    fprintf(f, "<path d=\"M%.1f %.1fA%.1f %.1f 0 %d 0 %.1f %.1f\" %s/>\n", x - half, tip - up, r, r, up > r, x + half,
            tip - up, style);
  } else { // a hand follows the skin
    double a = 1e-3 * sum->last.radius_mm * (t->aspect > 1 ? sqrt(t->aspect) : 1);
    fputs("<path d=\"", f);
    double first = 0, last = 0;
    char move = 'M';
    for (int i = 0; i < COLUMNS; i++) {
      if (fabs(c->x[i]) > a) continue;
      if (move == 'M') first = c->px[i];
      last = c->px[i];
      fprintf(f, "%c%.1f %.1f", move, c->px[i], c->pz[i] - 1);
      move = 'L';
    }
    if (move == 'L')
      fprintf(f, "C%.1f %.1f %.1f %.1f %.1f %.1fH%.1fC%.1f %.1f %.1f %.1f %.1f %.1fZ", last + 8, tip - 22, last,
              top + 8, last - 14, top + 6, first + 14, first, top + 8, first - 8, tip - 22, first, c->pz[0] - 1);
    fprintf(f, "\" %s/>\n", style);
  }
  char text[48];
  snprintf(text, sizeof text, "%s, %.3g N", t->name, fabs(sum->last.force_N[2]));
  fprintf(f, "<path d=\"M%.1f %.1fv14m-4 -5l4 6l4 -6\" fill=\"none\" stroke=\"#111827\" stroke-width=\"1.6\"/>\n", x,
          top + 3);
  svg_text(f, x + 10, top + 15, "start", 12, true, text);
}

static void scales(FILE *f, const view *v, const cut *c, const kn_touch_stack *s) {
  const svg_box *b = &v->box;
  double tick[12], bottom = b->y + b->h;
  char text[64];
  int n = svg_ticks(-1e3 * c->half_m, 1e3 * c->half_m, 6, tick);
  for (int i = 0; i < n; i++) {
    double x = b->x + 0.5 * b->w + v->scale * 1e-3 * tick[i];
    fprintf(f, "<path d=\"M%.1f %.1fv4\" stroke=\"#111827\"/>\n", x, bottom);
    svg_number(text, sizeof text, tick[i], tick[1] - tick[0]);
    svg_text(f, x, bottom + 15, "middle", 11, false, text);
  }
  svg_text(f, b->x + b->w, bottom + 28, "end", 11, false, "from the tool's axis, mm");
  n = svg_ticks(0, 1e3 * c->deep_m, 5, tick);
  for (int i = 0; i < n; i++) {
    double y = to_y(v, 1e-3 * tick[i]);
    fprintf(f, "<path d=\"M%.1f %.1fh-4\" stroke=\"#111827\"/>\n", b->x, y);
    svg_number(text, sizeof text, tick[i], tick[1] - tick[0]);
    svg_text(f, b->x - 7, y + 4, "end", 11, false, text);
  }
  svg_text(f, b->x - 34, b->y + 12, "start", 11, false, "depth, mm");
  fprintf(f, "<path d=\"M%.1f %.1fV%.1fH%.1f\" fill=\"none\" stroke=\"#111827\"/>\n", b->x, v->skin_y, bottom,
          b->x + b->w);
  // the layers' names at the right, pushed apart, each with a line to its layer
  double last = -1e9;
  for (int l = 0; l < c->layers; l++) {
    int k = (c->row_of[l] + c->row_of[l + 1]) / 2 * COLUMNS + COLUMNS - 1;
    double y = fmax(c->pz[k], last + 13);
    last = y;
    fprintf(f, "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#111827\" stroke-width=\"0.7\"/>\n", b->x + b->w, c->pz[k],
            b->x + b->w + 10, y);
    snprintf(text, sizeof text, "%s %.3g mm", s->layer[l].name, s->layer[l].thickness_mm);
    svg_text(f, b->x + b->w + 13, y + 4, "start", 11, false, text);
  }
  double bar = 0.02 * v->scale, x = b->x + b->w - bar - 8, y = b->y + 14;
  fprintf(f, "<path d=\"M%.1f %.1fv-5m0 2.5h%.1fm0 -2.5v5\" fill=\"none\" stroke=\"#111827\" stroke-width=\"1.4\"/>\n",
          x, y, bar);
  svg_text(f, x + 0.5 * bar, y - 8, "middle", 11, false, "20 mm");
}

typedef struct subject {
  const char *title, *legend;
  const double *value;
  svg_hue hue;
  int id; // of its clip
} subject;

static void draw_cut(FILE *f, const view *v, cut *c, const touch_setup *s, const touch_summary *sum,
                     const subject *what) {
  double level[12];
  place(v, c);
  int levels = levels_of(c, what->value, level);
  const svg_box *b = &v->box;
  svg_text(f, b->x, b->y - 12, "start", 13, false, what->title);
  fprintf(f, "<clipPath id=\"cut%d\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/></clipPath>\n",
          what->id, b->x, b->y, b->w, b->h);
  fprintf(f, "<g clip-path=\"url(#cut%d)\">\n", what->id);
  svg_field field = {COLUMNS, c->rows, c->px, c->pz, what->value, what->hue};
  svg_bands(f, &field, level, levels);
  mesh(f, c);
  if (c->bone) {
    double y = to_y(v, c->deep_m);
    fprintf(f, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"url(#bone)\" stroke=\"#111827\"/>\n",
            b->x, y, b->w, b->y + b->h - y);
  }
  tool(f, v, c, &s->def.tool, sum);
  svg_isolines(f, &field, level, levels, (svg_box){b->x, v->skin_y, b->w, to_y(v, c->deep_m) - v->skin_y});
  fputs("</g>\n", f);
  scales(f, v, c, &s->def.stack);
  if (c->bone) svg_text(f, b->x + b->w + 13, b->y + b->h - 1, "start", 11, false, "bone");
  svg_legend(f, (svg_box){b->x + b->w + 118, b->y + 20, 14, b->h - 20}, what->hue, level, levels, what->legend);
}

static void draw(FILE *f, const touch_setup *s, cut *c, const record *r, const touch_summary *sum) {
  enum { WIDE = 1180, CUT_WIDE = 560, LEFT = 56, TOP = 74, GAP = 74, HEAD_MM = 22, BONE_PX = 12 };
  char title[384], load[256], text[512], shape[96];
  touch_load_text(&s->path, load, sizeof load);
  touch_shape_text(&s->def.tool, shape, sizeof shape);
  snprintf(title, sizeof title, "%s on %s, %s", s->def.tool.name, s->def.stack.name, load);
  snprintf(
      text, sizeof text,
      "Cut through the axis of the tool at %.4g s: %.4g N, %.4g mm deep, contact %.4g cm2. %s. Deformation as it is, "
      "not enlarged. Model output, not a measurement.",
      sum->end_s, fabs(sum->last.force_N[2]), sum->last.depth_mm, sum->last.area_cm2, shape);
  double scale = CUT_WIDE / (2 * c->half_m), head = fmin(1e-3 * HEAD_MM * scale, 90);
  double high = head + scale * c->deep_m + (c->bone ? BONE_PX : 0), whole = TOP + 2 * high + GAP + 44;
  if (whole < 560) whole = 560;
  svg_begin(f, WIDE, whole, title, text);
  svg_text(f, 14, 24, "start", 16, false, title);
  snprintf(load, sizeof load,
           "at %.4g s: %.4g N, %.4g mm deep, contact %.4g cm2; deformation not enlarged; stop flag: %s", sum->end_s,
           fabs(sum->last.force_N[2]), sum->last.depth_mm, sum->last.area_cm2,
           sum->stop == KN_STOP_NONE ? "none" : kn_touch_stop_text(sum->stop));
  svg_text(f, 14, 42, "start", 12, false, load);
  const subject what[] = {{"pressure in the tissue, kPa (hatched: tension)", "kPa", c->p, SVG_BLUE, 1},
                          {"largest shear strain, %", "%", c->shear, SVG_ORANGE, 2}};
  for (int i = 0; i < 2; i++) {
    svg_box box = {LEFT, TOP + i * (high + GAP), CUT_WIDE, high};
    draw_cut(f, &(view){box, scale, box.y + head}, c, s, sum, &what[i]);
  }
  panels(f, (svg_box){LEFT + CUT_WIDE + 180, TOP - 22, WIDE - LEFT - CUT_WIDE - 190, whole - TOP + 12}, r,
         &s->def.stack);
  svg_end(f);
}

static int write_picture(const options *o, const touch_setup *s, cut *c, const record *r, const touch_summary *sum) {
  outfile out;
  int code = outfile_open(&out, o->out);
  if (code) return code;
  draw(out.f, s, c, r, sum);
  if ((code = outfile_close(&out, true))) return code;
  for (int i = 0; i < 3 && !o->quiet; i++)
    if (*s->note[i]) fprintf(stderr, " note: %s\n", s->note[i]);
  if (!o->quiet) fprintf(stderr, " written: %s\n", o->out);
  return EXIT_DONE;
}

int verb_touch_show(const options *o) {
  if (o->out == NULL) {
    fputs("knead touch show: where should the picture go?\n   hint: add -o picture.svg\n", stderr);
    return EXIT_USAGE;
  }
  touch_setup *s = text_must(calloc(1, sizeof *s));
  record *r = text_must(calloc(1, sizeof *r));
  cut *c = text_must(calloc(1, sizeof *c));
  touch_summary sum;
  kn_touch *plant = NULL;
  int code = touch_setup_read(o, true, s);
  if (code == EXIT_DONE) code = touch_create(s, &plant);
  r->each = 1;
  r->layers = s->def.stack.layer_count;
  r->step_s = s->def.step_s;
  if (code == EXIT_DONE && s->def.stack.layer_count > 2 &&
      kn_vessels_create(&s->def.stack, NULL, NULL, NULL, &r->vessels, NULL))
    r->vessels = NULL; // a stack without skin, fat and muscle has no vessels to show
  if (code == EXIT_DONE) code = touch_run(s, plant, o->quiet, remember, r, &sum);
  if (code == EXIT_DONE) code = look(c, plant, &s->def.stack, &sum);
  if (code == EXIT_DONE) code = write_picture(o, s, c, r, &sum);
  kn_vessels_destroy(r->vessels);
  kn_touch_destroy(plant);
  touch_setup_free(s);
  free(s);
  free(r);
  free(c);
  return code;
}

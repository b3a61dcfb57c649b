// table_strokes.c -- what each stroke does in her tissue: printed with `knead run --all`.
#include "grid.h"
#include "table.h"
#include "words.h"
#include <stdio.h>
#include <string.h>

typedef struct column {
  const char *head, *format;
  double (*value)(const kn_stroke_reading *k);
} column;
#define VALUE(name, v)                                                                                                 \
  static double name(const kn_stroke_reading *k) { return v; }
VALUE(force, k->force_N)
VALUE(depth, k->depth_mm)
VALUE(pressure, k->muscle_kPa)
VALUE(skin_flow, k->skin_flow)
VALUE(muscle_flow, k->muscle_flow)
VALUE(lymph, k->lymph_flow)
VALUE(lactate, k->muscle_lactate_mM)
VALUE(skin_drained, k->drained_um[0])
VALUE(fat_drained, k->drained_um[1])
VALUE(muscle_drained, k->drained_um[2])
VALUE(slip, k->slip_mm)
VALUE(strain, 100 * k->tendon_strain)
VALUE(tension, k->tendon_N)
VALUE(on_tendon, k->tendon_kPa)
VALUE(stretched, 100 * k->tendon_stretched)
static const column columns[] = {{"force N", "%.0f", force},
                                 {"depth mm", "%.1f", depth},
                                 {"muscle kPa", "%.1f", pressure},
                                 {"skin flow", "%.2f", skin_flow},
                                 {"muscle flow", "%.2f", muscle_flow},
                                 {"lymph flow", "%.2f", lymph},
                                 {"lactate mmol/L", "%.2f", lactate},
                                 {"drained skin µm", "%.0f", skin_drained},
                                 {"fat µm", "%.0f", fat_drained},
                                 {"muscle µm", "%.0f", muscle_drained},
                                 {"slip mm", "%.2f", slip},
                                 {"tendon %", "%.2f", strain},
                                 {"tendon N", "%.0f", tension},
                                 {"on it kPa", "%.0f", on_tendon},
                                 {"beyond toe %", "%.0f", stretched}};
enum { COLUMNS = sizeof columns / sizeof *columns, LISTED = 16 }; // of an arm; --json has all

// As printf rounds, but never -0: a layer that neither loses nor gains has no sign.
static void number(char *to, size_t n, const char *format, double v) {
  snprintf(to, n, format, v);
  if (*to == '-' && strspn(to + 1, "0.") == strlen(to + 1)) memmove(to, to + 1, strlen(to));
}

void table_print_strokes(const run *r, FILE *f, bool colour) {
  kn_stroke_reading k;
  grid *g = grid_new();
  grid_column(g, GRID_LEFT | GRID_STICKY, 1, "arm");
  grid_column(g, GRID_LEFT | GRID_STICKY, 1, "region");
  grid_column(g, GRID_LEFT, 1, "first");
  for (int i = 0; i < COLUMNS; i++) grid_column(g, GRID_RIGHT, 1, columns[i].head);
  int rows = 0;
  bool beyond = false;
  for (int a = 0; a < r->scene->def.arm_count; a++) {
    char name[64], text[32];
    scene_arm_name(name, sizeof name, r->scene, a);
    int n = 0;
    for (; kn_comparison_stroke(r->result, a, n, &k); n++) {
      if (n >= LISTED) continue;
      rows++;
      grid_row(g);
      grid_cell(g, TONE_BOLD, n ? "" : name);
      snprintf(text, sizeof text, "%s%s", kn_region_at(k.region)->key, k.beyond ? " *" : "");
      grid_cell(g, TONE_PLAIN, text);
      beyond = beyond || k.beyond;
      words_when(text, sizeof text, r->scene, k.start_s);
      grid_cell(g, TONE_PLAIN, text);
      for (int i = 0; i < COLUMNS; i++) {
        number(text, sizeof text, columns[i].format, columns[i].value(&k));
        grid_cell(g, TONE_PLAIN, text);
      }
    }
    if (n > LISTED) {
      snprintf(text, sizeof text, "%d more in --json", n - LISTED);
      grid_row(g);
      grid_cell(g, TONE_PLAIN, "");
      grid_cell(g, TONE_PLAIN, text);
    }
  }
  if (rows) {
    fputs("\n strokes in her tissue: largest of a cycle; flows, fold of rest; drained in 10 min, negative: gained\n",
          f);
    grid_print(g, f, SCREEN_WIDTH, colour);
    if (beyond) fputs(" * beyond what the tissue model holds: values are carried on from where it ends\n", f);
  }
  grid_free(g);
}

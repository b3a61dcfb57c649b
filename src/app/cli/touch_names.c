// touch_names.c -- the stacks and tools that come with the program: where they are, and `knead touch stacks`, `tools`.
#include "csv.h"
#include "data_folder.h"
#include "grid.h"
#include "text.h"
#include "touch.h"
#include <knead/knead.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

// ---- where ----------------------------------------------------------------------------------------------------------
static int by_name(const void *a, const void *b) { return strcmp(a, b); }

void touch_names_read(touch_names *n, const char *kind) {
  *n = (touch_names){0};
  DIR *d = NULL;
  for (int i = 0; d == NULL && data_folder(i, kind, n->folder, sizeof n->folder); i++) d = opendir(n->folder);
  if (d == NULL) return;
  int room = 0;
  for (struct dirent *e; (e = readdir(d));) {
    size_t length = strlen(e->d_name);
    if (length < 6 || length - 5 >= sizeof *n->name || strcmp(e->d_name + length - 5, ".yaml") != 0) continue;
    if (n->count == room) {
      room = room ? 2 * room : 32;
      n->name = text_must(realloc(n->name, (size_t)room * sizeof *n->name));
    }
    memcpy(n->name[n->count], e->d_name, length - 5);
    n->name[n->count++][length - 5] = 0;
  }
  closedir(d);
  if (n->count) qsort(n->name, (size_t)n->count, sizeof *n->name, by_name);
}

void touch_names_free(touch_names *n) { free(n->name); }

// ---- lists ------------------------------------------------------------------------------------------------------------
static bool relaxes(const kn_touch_layer *l) { // any of its terms may be the empty one
  for (int j = 0; j < KN_TOUCH_TERMS; j++)
    if (l->g[j] > 0) return true;
  return false;
}
static void stack_text(const kn_touch_stack *s, char *to, size_t n) {
  to[0] = 0;
  for (int i = 0; i < s->layer_count; i++) {
    const kn_touch_layer *l = &s->layer[i];
    text_add(to, n, "%s%s %.4g mm %.4g kPa", i ? ", " : "", l->name, l->thickness_mm, l->shear_kPa);
    if (l->stiffening > 0) text_add(to, n, " b %.3g", l->stiffening);
    if (relaxes(l)) text_add(to, n, " relaxes");
    if (l->membrane_N_m > 0) text_add(to, n, " membrane %.4g N/m", l->membrane_N_m);
    if (l->glide_kPa_mm > 0 || l->glide_kPa_s_mm > 0) text_add(to, n, " glides");
    if (l->permeability_m4_Ns > 0) text_add(to, n, " drains");
  }
}

void touch_shape_text(const kn_touch_tool *t, char *to, size_t n) {
  if (t->shape == KN_TOUCH_SPHERE)
    snprintf(to, n, "rigid sphere, %.4g mm", t->radius_mm);
  else if (t->shape == KN_TOUCH_PUNCH)
    snprintf(to, n, "rigid flat punch, %.4g mm", t->radius_mm);
  else if (t->area_exponent > 0)
    snprintf(to, n, "patch, %.4g cm2 at %.4g N, growing as force^%.3g", t->area_cm2, t->area_force_N, t->area_exponent);
  else
    snprintf(to, n, "patch, %.4g cm2 at any force", t->area_cm2);
}

typedef struct listing {
  const options *o;
  grid *g;
} listing;

static void entry(const listing *l, const char *name, const char *text, const char *title) {
  if (l->o->csv) {
    csv_text(stdout, name, ',');
    csv_text(stdout, text, ',');
    csv_text(stdout, title, '\n');
    return;
  }
  grid_row(l->g);
  grid_cell(l->g, TONE_BOLD, name);
  grid_cell(l->g, TONE_PLAIN, text);
  grid_note(l->g, title);
}

static bool has(const touch_names *n, const char *name) {
  for (int i = 0; i < n->count; i++)
    if (strcmp(n->name[i], name) == 0) return true;
  return false;
}

// What sessions know too; where a file has the name, the file is what it means.
static void list_known(const listing *l, const touch_names *names, bool stacks) {
  char text[512], title[512];
  kn_touch_stack s;
  kn_touch_tool t;
  for (int i = 0; stacks && touch_known_stack(i, &l->o->touch, &s); i++) {
    const kn_region_info *r = kn_region_at(i);
    if (has(names, r->key)) continue;
    stack_text(&s, text, sizeof text);
    snprintf(title, sizeof title, "region: %s", r->sentence);
    entry(l, r->key, text, title);
  }
  for (int i = 0; !stacks && touch_known_tool(i, &t); i++) {
    const kn_tool_info *k = kn_tool_at(i);
    if (has(names, k->key)) continue;
    touch_shape_text(&t, text, sizeof text);
    snprintf(title, sizeof title, "of the techniques: %s", k->sentence);
    entry(l, k->key, text, title);
  }
}

static int list(const options *o, const char *kind, bool stacks) {
  touch_names names;
  touch_names_read(&names, kind);
  if (names.count == 0) {
    fprintf(stderr, "knead: no %s were found\n   hint: KNEAD_DATA may name the folder `data` that holds them\n", kind);
    touch_names_free(&names);
    return EXIT_FILES;
  }
  grid *g = grid_new();
  grid_column(g, GRID_LEFT | GRID_STICKY, 1, stacks ? "stack" : "tool");
  grid_column(g, GRID_LEFT, 1, stacks ? "layers from the skin down" : "shape");
  if (o->csv) fputs(stacks ? "stack,layers,title\r\n" : "tool,shape,title\r\n", stdout);
  int code = EXIT_DONE;
  listing l = {o, g};
  for (int i = 0; i < names.count; i++) {
    char path[2 * TOUCH_PATH], text[512];
    kn_touch_file *f = text_must(calloc(1, sizeof *f));
    snprintf(path, sizeof path, "%s/%s.yaml", names.folder, names.name[i]);
    int bad = kn_touch_file_read(path, f);
    if (bad) {
      kn_report_print(&f->report, stderr);
      code = bad;
    } else {
      if (stacks)
        stack_text(&f->def.stack, text, sizeof text);
      else
        touch_shape_text(&f->def.tool, text, sizeof text);
      entry(&l, names.name[i], text, f->title);
    }
    kn_touch_file_free(f);
    free(f);
  }
  list_known(&l, &names, stacks);
  if (!o->csv) grid_print(g, stdout, 1000, colour_on(o->colour, stdout)); // an entry stays on its line
  grid_free(g);
  touch_names_free(&names);
  return code;
}

int verb_touch_stacks(const options *o) { return list(o, "stacks", true); }
int verb_touch_tools(const options *o) { return list(o, "tools", false); }

// touch_find.c -- what --stack and --tool may name: files, and the regions and tools that sessions know.
#include "text.h"
#include "touch.h"
#include <knead/knead.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

static const char *const kinds[] = {"", "stacks", "tools"};

// ---- what sessions know ---------------------------------------------------------------------------------------------
bool touch_known_tool(int i, kn_touch_tool *t) {
  const kn_tool_info *k = kn_tool_at(i);
  if (k == NULL) return false;
  kn_touch_tool usual = kn_default_tool();
  *t = (kn_touch_tool){.shape = k->shape == KN_SHAPE_SPHERE  ? KN_TOUCH_SPHERE
                                : k->shape == KN_SHAPE_PUNCH ? KN_TOUCH_PUNCH
                                                             : KN_TOUCH_PATCH,
                       .area_cm2 = k->area_cm2,
                       .area_force_N = k->area_force_N,
                       .area_exponent = k->exponent,
                       .aspect = k->aspect,
                       .squareness = k->squareness,
                       .profile = k->profile,
                       .radius_mm = k->radius_mm,
                       .friction = usual.friction};
  snprintf(t->name, sizeof t->name, "%s", k->key);
  return true;
}

bool touch_known_stack(int i, const touch_options *who, kn_touch_stack *s) {
  const kn_region_info *k = kn_region_at(i);
  if (k == NULL || !kn_touch_region_stack(i, who->male, who->age_y, who->bmi, s)) return false;
  snprintf(s->name, sizeof s->name, "%s", k->key);
  if (isfinite(who->male)) text_add(s->name, sizeof s->name, ", %s", who->male > 0.5 ? "man" : "woman");
  if (isfinite(who->age_y)) text_add(s->name, sizeof s->name, ", %.4g y", who->age_y);
  if (isfinite(who->bmi)) text_add(s->name, sizeof s->name, ", BMI %.4g", who->bmi);
  return true;
}

static int known(const char *what, int which) {
  return which == TOUCH_TOOL ? kn_tool_find(what) : kn_region_find(what);
}

// ---- where a name leads -------------------------------------------------------------------------------------------
typedef struct all {
  const touch_names *names;
  int which;
} all;
static const char *each_name(int i, const void *user) {
  const all *a = user;
  if (i < a->names->count) return a->names->name[i];
  i -= a->names->count;
  const kn_tool_info *tool = a->which == TOUCH_TOOL ? kn_tool_at(i) : NULL;
  const kn_region_info *region = a->which == TOUCH_STACK ? kn_region_at(i) : NULL;
  return tool ? tool->key : region ? region->key : NULL;
}

static bool is_file(const char *path) {
  struct stat s;
  return stat(path, &s) == 0 && !S_ISDIR(s.st_mode);
}

static int unknown(const char *verb, const char *what, const all *a) {
  char clean[64];
  const char *kind = kinds[a->which];
  text_clean(clean, sizeof clean, what);
  const char *near = text_nearest(clean, each_name, a);
  fprintf(stderr, "%s: no %.*s \"%s\"", verb, (int)strlen(kind) - 1, kind, clean);
  if (near)
    fprintf(stderr, "; did you mean \"%s\"?\n", near);
  else
    fprintf(stderr, "\n   hint: a file, or a name of: knead touch %s\n", kind);
  return EXIT_USAGE;
}

int touch_find(const char *verb, const char *what, int which, char *path, size_t n) {
  size_t length = strlen(what);
  if (strchr(what, '/') || (length > 5 && strcmp(what + length - 5, ".yaml") == 0))
    return snprintf(path, n, "%s", what), EXIT_DONE;
  touch_names names;
  touch_names_read(&names, kinds[which]);
  int code = EXIT_DONE, i = 0;
  while (i < names.count && strcmp(names.name[i], what) != 0) i++;
  *path = 0;
  if (i < names.count)
    snprintf(path, n, "%s/%s.yaml", names.folder, what);
  else if (known(what, which) < 0) {
    if (is_file(what))
      snprintf(path, n, "%s", what);
    else
      code = unknown(verb, what, &(all){&names, which});
  }
  touch_names_free(&names);
  return code;
}

// ---- one name, two meanings ---------------------------------------------------------------------------------------
static bool differ(double a, double b) { return fabs(a - b) > 1e-3 * fmax(fabs(a), fabs(b)); }

static void note(const char *name, int which, char *to, size_t n) {
  char clean[40];
  text_clean(clean, sizeof clean, name);
  snprintf(to, n, "%s is the file of data/%s, not the %s that sessions know, which differs", clean, kinds[which],
           which == TOUCH_TOOL ? "tool" : "region");
}

void touch_tool_note(const char *name, const kn_touch_tool *a, char *to, size_t n) {
  kn_touch_tool b;
  *to = 0;
  if (!touch_known_tool(kn_tool_find(name), &b)) return;
  bool other = a->shape != b.shape || differ(a->friction, b.friction);
  if (a->shape != KN_TOUCH_PATCH)
    other |= differ(a->radius_mm, b.radius_mm);
  else
    other |= differ(a->area_cm2, b.area_cm2) || differ(a->area_force_N, b.area_force_N) ||
             differ(a->area_exponent, b.area_exponent) || differ(a->aspect, b.aspect) ||
             differ(a->squareness, b.squareness) || differ(a->profile, b.profile);
  if (other) note(name, TOUCH_TOOL, to, n);
}

static bool other_layer(const kn_touch_layer *a, const kn_touch_layer *b) {
  bool other = differ(a->thickness_mm, b->thickness_mm) || differ(a->shear_kPa, b->shear_kPa) ||
               differ(a->stiffening, b->stiffening) || a->stiffening_terms != b->stiffening_terms ||
               differ(a->membrane_N_m, b->membrane_N_m) || differ(a->tension_N_m, b->tension_N_m) ||
               differ(a->glide_kPa_mm, b->glide_kPa_mm) || differ(a->glide_kPa_s_mm, b->glide_kPa_s_mm) ||
               differ(a->permeability_m4_Ns, b->permeability_m4_Ns);
  if (a->membrane_N_m > 0) other |= differ(a->membrane_at, b->membrane_at);
  for (int j = 0; j < KN_TOUCH_TERMS; j++)
    other |= differ(a->g[j], b->g[j]) || (a->g[j] > 0 && differ(a->tau_s[j], b->tau_s[j]));
  return other;
}

void touch_stack_note(const char *name, const kn_touch_stack *a, char *to, size_t n) {
  kn_touch_stack b;
  *to = 0;
  if (!touch_known_stack(kn_region_find(name), &(touch_options){.male = NAN, .age_y = NAN, .bmi = NAN}, &b)) return;
  bool other = a->layer_count != b.layer_count;
  for (int i = 0; i < a->layer_count && !other; i++) other = other_layer(&a->layer[i], &b.layer[i]);
  if (other) note(name, TOUCH_STACK, to, n);
}

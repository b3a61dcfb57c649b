// touch_stack.c -- layers of tissue, from the skin down. Bounds are the plant's own (kn_touch_bounds).
#include "touch_inner.h"
#include <string.h>

static void read_relaxation(kn_reader *r, const kn_node *list, const char *where, kn_touch_layer *l) {
  static const kn_score share = {"share", 0, 0, "0.3", "the part of the stiffness that is lost in this time"};
  static const kn_measure time = {"time", 0, 0, {"s", "ms", "min"}, "6 s", NULL};
  if (list->kind == KN_NODE_REFUSED) return;
  if (list->kind != KN_NODE_LIST) {
    kn_hint(kn_complain(r, list, "`relaxation` should be a list"), "write `relaxation: [{share: 0.3, time: 6 s}]`");
    return;
  }
  double sum = 0;
  int i = 0;
  for (const kn_node *n = list->first; n; n = n->next, i++) {
    if (i == KN_TOUCH_TERMS) {
      kn_hint(kn_complain(r, n, "more than %d terms of relaxation", KN_TOUCH_TERMS), "keep those that matter most");
      return;
    }
    if (!kn_check_section(r, n, IN_RELAXATION)) continue;
    kn_touch_needs(r, n, IN_RELAXATION, "a term of `relaxation`", "share", "0.3");
    kn_touch_needs(r, n, IN_RELAXATION, "a term of `relaxation`", "time", "6 s");
    char field[24];
    snprintf(field, sizeof field, "g[%d]", i);
    kn_touch_score(r, n, where, field, &share, &l->g[i]);
    snprintf(field, sizeof field, "tau_s[%d]", i);
    kn_touch_measure(r, n, where, field, &time, &l->tau_s[i]);
    sum += l->g[i];
  }
  if (sum > 0.95)
    kn_hint(kn_complain(r, list, "the shares of `relaxation` add up to %s; allowed is at most 0.95",
                        kn_number_text(sum).text),
            "what is left of 1 is the stiffness after a long time");
}

static void read_membrane(kn_reader *r, const kn_node *n, const char *where, kn_touch_layer *l) {
  static const kn_measure stiffness = {"stiffness", 0, 0, {"N/m", "N/mm"}, "200 N/m", "along the sheet"};
  static const kn_measure tension = {"tension", 0, 0, {"N/m", "N/mm"}, "20 N/m", "along the sheet, before any load"};
  static const kn_score at = {"at", 0, 0, "0.5", "0 is the top of the layer, 1 its bottom"};
  if (!kn_check_section(r, n, IN_MEMBRANE)) return;
  kn_touch_needs(r, n, IN_MEMBRANE, "`membrane`", "stiffness", "200 N/m");
  kn_touch_measure(r, n, where, "membrane_N_m", &stiffness, &l->membrane_N_m);
  kn_touch_measure(r, n, where, "tension_N_m", &tension, &l->tension_N_m);
  kn_touch_score(r, n, where, "membrane_at", &at, &l->membrane_at);
}

static void read_glide(kn_reader *r, const kn_node *n, const char *where, kn_touch_layer *l) {
  static const kn_measure stiffness = {"stiffness", 0, 0, {"kPa/mm", "Pa/m"}, "0.03 kPa/mm", NULL};
  static const kn_measure viscosity = {"viscosity", 0, 0, {"kPa s/mm", "Pa s/m"}, "0.01 kPa s/mm", NULL};
  if (!kn_check_section(r, n, IN_GLIDE)) return;
  kn_touch_needs(r, n, IN_GLIDE, "`glide`", "stiffness", "0.03 kPa/mm");
  kn_touch_measure(r, n, where, "glide_kPa_mm", &stiffness, &l->glide_kPa_mm);
  kn_touch_measure(r, n, where, "glide_kPa_s_mm", &viscosity, &l->glide_kPa_s_mm);
}

static void read_drainage(kn_reader *r, const kn_node *n, const char *where, kn_touch_layer *l) {
  static const kn_measure permeability = {
      "permeability",        1e-20,          0,
      {"m4/N/s", "mm4/N/s"}, "1e-14 m4/N/s", "leave `drainage` out for tissue that keeps its fluid"};
  static const kn_measure modulus = {"modulus",      0,        0,
                                     {"kPa", "MPa"}, "20 kPa", "lambda + 2 mu of the tissue once its fluid may leave"};
  if (!kn_check_section(r, n, IN_DRAINAGE)) return;
  kn_touch_needs(r, n, IN_DRAINAGE, "`drainage`", "permeability", "1e-14 m4/N/s");
  kn_touch_needs(r, n, IN_DRAINAGE, "`drainage`", "modulus", "20 kPa");
  kn_touch_measure(r, n, where, "permeability_m4_Ns", &permeability, &l->permeability_m4_Ns);
  kn_touch_measure(r, n, where, "aggregate_kPa", &modulus, &l->aggregate_kPa);
}

static void read_terms(kn_reader *r, const kn_node *n, const char *where, kn_touch_layer *l) {
  uint64_t terms;
  kn_touch_remember(r, n, "%sstiffening_terms", where);
  if (n->kind == KN_NODE_WORD && strcmp(n->text, "all") == 0)
    l->stiffening_terms = 0;
  else if (kn_read_count(r, n, "stiffening-terms", 1, 20, &terms))
    l->stiffening_terms = (int)terms;
}

static void read_layer(kn_reader *r, const kn_node *map, int i) {
  static const kn_measure thickness = {"thickness", 0, 0, {"mm", "cm"}, "8 mm", NULL};
  static const kn_measure shear = {"shear",       0,       0,
                                   {"kPa", "Pa"}, "6 kPa", "the shear modulus at small strain, before any relaxation"};
  static const kn_score stiffening = {"stiffening", 0, 0, "2", "b of mu = mu0 exp(b (I1 - 3)); 0 is neo-Hookean"};
  kn_touch_stack *s = &kn_touch_file_of(r)->def.stack;
  kn_touch_layer *l = &s->layer[i];
  *l = (kn_touch_layer){.membrane_at = 0.5};
  memcpy(l->name, (char[]){'l', 'a', 'y', 'e', 'r', (char)('1' + i), 0}, 7);
  if (!kn_check_section(r, map, IN_LAYER)) return;
  char where[24];
  snprintf(where, sizeof where, "stack.layer[%d].", i);
  kn_touch_remember(r, map, "stack.layer[%d]", i);
  kn_touch_needs(r, map, IN_LAYER, "a layer", "name", "muscle");
  kn_touch_needs(r, map, IN_LAYER, "a layer", "thickness", "8 mm");
  kn_touch_needs(r, map, IN_LAYER, "a layer", "shear", "6 kPa");
  if (kn_touch_name(r, map, sizeof l->name, l->name))
    for (int k = 0; k < i; k++)
      if (strcmp(s->layer[k].name, l->name) == 0)
        kn_hint(kn_complain(r, kn_child(map, "name"), "two layers are called `%s`", l->name),
                "give this one a name of its own");
  kn_touch_measure(r, map, where, "thickness_mm", &thickness, &l->thickness_mm);
  kn_touch_measure(r, map, where, "shear_kPa", &shear, &l->shear_kPa);
  kn_touch_score(r, map, where, "stiffening", &stiffening, &l->stiffening);
  const kn_node *n;
  if ((n = kn_child(map, "stiffening-terms"))) read_terms(r, n, where, l);
  if ((n = kn_child(map, "relaxation"))) read_relaxation(r, n, where, l);
  if ((n = kn_child(map, "membrane"))) read_membrane(r, n, where, l);
  if ((n = kn_child(map, "drainage"))) read_drainage(r, n, where, l);
  if ((n = kn_child(map, "glide"))) {
    if (i == 0)
      kn_hint(kn_complain(r, n->key, "the first layer has nothing above it to glide on"),
              "give `glide` to the lower one of the two layers");
    else
      read_glide(r, n, where, l);
  }
}

void kn_touch_read_stack(kn_reader *r, const kn_node *map) {
  kn_touch_stack *s = &kn_touch_file_of(r)->def.stack;
  if (!kn_check_section(r, map, IN_STACK)) return;
  memset(s, 0, sizeof *s);
  snprintf(s->name, sizeof s->name, "stack");
  kn_touch_name(r, map, sizeof s->name, s->name);
  const kn_node *layers = kn_child(map, "layers"), *n;
  if ((n = kn_child(map, "drained-interfaces"))) {
    kn_touch_remember(r, n, "stack.drained_interfaces");
    kn_read_switch(r, n, "drained-interfaces", &s->drained_interfaces);
  }
  if (layers == NULL) {
    kn_hint(kn_complain(r, map->key, "`stack` needs `layers`"),
            "list them from the skin downwards: `- {name: skin, thickness: 2 mm, shear: 8 kPa}`");
    return;
  }
  if (layers->kind == KN_NODE_REFUSED) return;
  kn_touch_remember(r, layers, "stack.layer_count");
  if (layers->kind != KN_NODE_LIST || layers->count == 0) {
    kn_hint(kn_complain(r, layers->kind == KN_NODE_WORD && *layers->text == 0 ? layers->key : layers,
                        "`layers` should be a list"),
            "list them from the skin downwards: `- {name: skin, thickness: 2 mm, shear: 8 kPa}`");
    return;
  }
  for (n = layers->first; n; n = n->next) {
    if (s->layer_count == KN_TOUCH_LAYERS) {
      kn_hint(kn_complain(r, n, "more than %d layers", KN_TOUCH_LAYERS), "below the last lies bone");
      return;
    }
    read_layer(r, n, s->layer_count++);
  }
}

// touch_inner.h -- what the readers of stacks, tools and plants share.
#pragma once
#include "reader.h"
#include "touch_file.h"

enum { IN_FILE, IN_STACK, IN_LAYER, IN_RELAXATION, IN_MEMBRANE, IN_GLIDE, IN_DRAINAGE, IN_TOOL, IN_PLANT, SECTIONS };
static inline kn_touch_file *kn_touch_file_of(const kn_reader *r) { return r->into; }

// A function that gives these names one by one, then NULL.
#define NAMES(function, ...)                                                                                           \
  static const char *function(int i) {                                                                                 \
    static const char *const name[] = {__VA_ARGS__, NULL};                                                             \
    return name[i];                                                                                                    \
  }

// Values that remember where they stand. where: "stack.layer[1]."; field: the name in <knead/touch.h>.
void kn_touch_remember(kn_reader *r, const kn_node *n, const char *format, ...) __attribute__((format(printf, 3, 4)));
bool kn_touch_measure(kn_reader *r, const kn_node *map, const char *where, const char *field, const kn_measure *k,
                      double *value);
bool kn_touch_score(kn_reader *r, const kn_node *map, const char *where, const char *field, const kn_score *k,
                    double *value);
// Complains when the map lacks the key; not when a misspelt key was meant for it, which has been complained about.
void kn_touch_needs(kn_reader *r, const kn_node *map, int section, const char *what, const char *key,
                    const char *example);
// The map's `name`, which becomes part of column names and is therefore a plain word.
bool kn_touch_name(kn_reader *r, const kn_node *map, size_t size, char *name);

void kn_touch_read_stack(kn_reader *r, const kn_node *map); // touch_stack.c
void kn_touch_read_tool(kn_reader *r, const kn_node *map);  // touch_tool.c
void kn_touch_read_plant(kn_reader *r, const kn_node *map); // touch_tool.c

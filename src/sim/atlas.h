// atlas.h -- what everybody shares: the typical person (typical.c), and strokes as surfaces over the layers (touch/surface.h),
// each made when it is first wanted, from nothing but what its key says.
#pragma once
#include "sim.h"
#include "../touch/surface.h"

// What all who share a surface have in common.
typedef struct kn_atlas_sheet {
  kn_touch_numbers numbers; // the model's, before they became one person's
  int region, strokes;
  kn_touch_hand hand[KN_SURFACE_STROKES]; // of one tool, with her forces
} kn_atlas_sheet;

// The strokes in this stack; *read false: it is too far from what the atlas holds, or the strokes turn a joint.
kn_status kn_atlas_read(kn_ctx *ctx, const kn_atlas_sheet *sheet, const kn_stack *stack, double tone,
                        kn_touch_cycle *cycle, bool *read, kn_error *e);
// Bytes kept by key; two who make the same at the same time make the same bytes. Nothing happens without an atlas.
bool kn_atlas_find(kn_atlas *a, const char *key, void *bytes, size_t size);
void kn_atlas_keep(kn_atlas *a, const char *key, const void *bytes, size_t size);

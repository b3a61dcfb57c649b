// region.h -- the stack of layers that lies under a hand: of a region of the body (data/regions.yaml) in one person, as she
// is now. Relaxation, glide and fibre sheets come with it.
#pragma once
#include "../tissue/body.rhs.h"
#include "../tissue/column.h"
#include "../tissue/tendon.rhs.h"
#include "../tissue/tone.rhs.h"
#include "numbers.h"

// The layers of a region (index of the table) in a person. draw: KN_BODY_LAYERS draws of where she stands among people, or
// NULL. now: multipliers of the moduli by tone, swelling, warmth (kn_tissue_modify), or NULL for a rested healthy person.
// Returns the number of layers; 0 when there is no such region.
int kn_region_stack(const kn_touch_numbers *n, int region, const kn_body *who, const kn_body_draw *draw,
                    const kn_tissue_modifiers *now, kn_stack *stack);
double kn_region_threshold(int region); // pressure-pain threshold of a healthy adult under 1 cm2, Pa
bool kn_region_tendon_line(int region, kn_tendon_line *line); // false: it has none that hands reach

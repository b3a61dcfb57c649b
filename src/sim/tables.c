#include "tables.h"
#include "../lane/unit.h"
#include <string.h>

#define KN_FIXED    'f', 0.0
#define KN_LOGN(cv) 'l', cv
#define KN_NORM(sd) 'n', sd
#define ROW(symbol, value, unit, low, high, kind, spread, grade, source, sentence)                                     \
  {ROOM, #symbol, unit, source, sentence, value, low, high, spread, kind, #grade[0]},
#define ROW_(...) ROW(__VA_ARGS__)

static const kn_param_info params[] = {
#define ROOM "hand"
#define KN_PARAM(symbol, value, unit, low, high, spread, grade, source, sentence)                                      \
  ROW_(symbol, value, unit, low, high, spread, grade, source, sentence)
#include "../hand/hand.def"
#undef ROOM
#define ROOM "tissue"
#define KN_PARAM(symbol, value, unit, low, high, spread, grade, source, sentence)                                      \
  ROW_(symbol, value, unit, low, high, spread, grade, source, sentence)
#include "../tissue/tissue.def"
#undef ROOM
#define ROOM "joint"
#define KN_PARAM(symbol, value, unit, low, high, spread, grade, source, sentence)                                      \
  ROW_(symbol, value, unit, low, high, spread, grade, source, sentence)
#include "../tissue/joint.def"
#undef ROOM
#define ROOM "guard"
#define KN_PARAM(symbol, value, unit, low, high, spread, grade, source, sentence)                                      \
  ROW_(symbol, value, unit, low, high, spread, grade, source, sentence)
#include "../tissue/guard.def"
#undef ROOM
#define ROOM "flow"
#define KN_PARAM(symbol, value, unit, low, high, spread, grade, source, sentence)                                      \
  ROW_(symbol, value, unit, low, high, spread, grade, source, sentence)
#include "../flow/flow.def"
#undef ROOM
#define ROOM "repair"
#define KN_PARAM(symbol, value, unit, low, high, spread, grade, source, sentence)                                      \
  ROW_(symbol, value, unit, low, high, spread, grade, source, sentence)
#include "../repair/repair.def"
#undef ROOM
#define ROOM "nerve"
#define KN_PARAM(symbol, value, unit, low, high, spread, grade, source, sentence)                                      \
  ROW_(symbol, value, unit, low, high, spread, grade, source, sentence)
#include "../nerve/nerve.def"
#undef ROOM
#define ROOM "mind"
#define KN_PARAM(symbol, value, unit, low, high, spread, grade, source, sentence)                                      \
  ROW_(symbol, value, unit, low, high, spread, grade, source, sentence)
#include "../mind/mind.def"
#undef ROOM
#define ROOM "chain"
#define KN_PARAM(symbol, value, unit, low, high, spread, grade, source, sentence)                                      \
  ROW_(symbol, value, unit, low, high, spread, grade, source, sentence)
#include "../chain/chain.def"
#undef ROOM
#define ROOM "outcome"
#define KN_PARAM(symbol, value, unit, low, high, spread, grade, source, sentence)                                      \
  ROW_(symbol, value, unit, low, high, spread, grade, source, sentence)
#include "../outcome/map.def"
#undef ROOM
};
_Static_assert(sizeof params / sizeof *params == KN_PARAMS, "one row a parameter");

static const kn_state_info states[] = {
#define STATE(room, name, symbol, unit, start, low, high, scale, grade, source, sentence)                              \
  {room, #name, symbol, unit, source, sentence, start, low, high, scale, #grade[0]},
#define KN_STATE(...) STATE("mind", __VA_ARGS__)
#include "../mind/mind.def"
#define KN_STATE(...) STATE("repair", __VA_ARGS__)
#include "../repair/repair.def"
#define KN_STATE(...) STATE("nerve", __VA_ARGS__)
#include "../nerve/nerve.def"
#define KN_STATE(...) STATE("flow", __VA_ARGS__)
#include "../flow/flow.def"
#define KN_STATE(...) STATE("joint", __VA_ARGS__)
#include "../tissue/joint.def"
};
_Static_assert(sizeof states / sizeof *states == KN_MIND_STATES + KN_REGION_STATES, "one row a state");

#define KN_ADD   false
#define KN_MUL   true
#define KN_LOCAL true
#define KN_WHOLE false
static const kn_outcome_info outcomes[] = {
#define KN_OUTCOME(ID, key, unit, low, high, error, kind, scope, better, digits, grade, instrument, source, sentence)  \
  {key, unit, instrument, source, sentence, low, high, error, kind, scope, better, digits, #grade[0]},
#include "../outcome/outcome.def"
};

static const bool self_reported[KN_OUTCOME_COUNT] = {
#define KN_SELF_REPORT(ID) [KN_##ID] = true,
#include "../outcome/outcome.def"
};

static const kn_link_row links[] = {
#define KN_LINK(ID, key, from, to, gains, grade, source, what)                                                         \
  {{key, from, to, what, source, sizeof gains > 1, #grade[0]}, gains},
#include "../chain/links.def"
};
enum { LINKS = sizeof links / sizeof *links };

static const kn_tool_info tools[] = {
#define KN_TOOL(ID, key, shape, area, at, exponent, aspect, squareness, profile, radius, grade, source, sentence)      \
  {key, source, sentence, KN_SHAPE_##shape, area, at, exponent, aspect, squareness, profile, radius, #grade[0]},
#include <tables/technique.def>
};

typedef struct stroke_of {
  int technique;
  kn_technique_stroke_info info; // without what its tool says
} stroke_of;
static const stroke_of strokes[] = {
#define KN_STROKE(ID, share_, pattern_, tool_, force, force_low, force_high, rate, rate_low, rate_high, speed,         \
                  speed_low, speed_high, angle, direction, on_, grade_, source_)                                       \
  {KN_##ID,                                                                                                            \
   {.share = share_,                                                                                                   \
    .force_N = force,                                                                                                  \
    .rate_Hz = rate,                                                                                                   \
    .speed_cm_s = speed,                                                                                               \
    .pattern = KN_PATTERN_##pattern_,                                                                                  \
    .tool_index = KN_TOOL_##tool_,                                                                                     \
    .on = on_,                                                                                                         \
    .angle_deg = angle,                                                                                                \
    .direction_deg = direction,                                                                                        \
    .force_low_N = force_low,                                                                                          \
    .force_high_N = force_high,                                                                                        \
    .rate_low_Hz = rate_low,                                                                                           \
    .rate_high_Hz = rate_high,                                                                                         \
    .speed_low_cm_s = speed_low,                                                                                       \
    .speed_high_cm_s = speed_high,                                                                                     \
    .source = source_,                                                                                                 \
    .grade = #grade_[0]}},
#include <tables/technique.def>
};
enum { STROKES = sizeof strokes / sizeof *strokes };

static const kn_technique_info techniques[] = {
#define KN_TECHNIQUE(ID, key, rest, context, visits, grade, source, sentence)                                          \
  {key, source, sentence, rest, context, visits, #grade[0]},
#include <tables/technique.def>
};

// A region's own row and those of its layers fill one entry.
#define MM_SKIN   skin_mm
#define MM_FAT    fat_mm
#define MM_MUSCLE muscle_mm
#define MM_DEEP   deep_mm
static const kn_region_info regions[] = {
#define KN_REGION(ID, key_, choir_, tone, limit, length, width, limb_radius, ppt, grade_, source_, sentence_)          \
  [KN_##ID].key = key_, [KN_##ID].source = source_, [KN_##ID].sentence = sentence_, [KN_##ID].force_limit_N = limit,   \
  [KN_##ID].grade = #grade_[0], [KN_##ID].choir = choir_, [KN_##ID].length_mm = length, [KN_##ID].width_mm = width,    \
  [KN_##ID].limb_radius_mm = limb_radius, [KN_##ID].ppt_kPa = ppt,
#define KN_REGION_LAYER(ID, layer, thickness, ...) [KN_##ID].MM_##layer = thickness,
#include <tables/region.def>
};
static const double tone_share[] = {
#define KN_REGION(ID, key, choir, tone, ...) tone,
#include <tables/region.def>
};

typedef struct layer_of {
  int region;
  kn_region_layer_info info;
} layer_of;
static const layer_of layers[] = {
#define KN_REGION_LAYER(ID, layer, thickness, cv, per_bmi, per_year, male, shear, shear_cv, stiffening, male_shear,    \
                        per_year_shear, grade, source)                                                                 \
  {KN_##ID,                                                                                                            \
   {KN_LAYER_##layer, thickness, cv, per_bmi, per_year, male, shear, shear_cv, stiffening, male_shear, per_year_shear, \
    source, #grade[0]}},
#include <tables/region.def>
};
typedef struct membrane_of {
  int region;
  kn_region_membrane_info info;
} membrane_of;
static const membrane_of membranes[] = {
#define KN_REGION_MEMBRANE(ID, membrane, stiffness, tension, grade, source)                                            \
  {KN_##ID, {KN_MEMBRANE_##membrane, stiffness, tension, source, #grade[0]}},
#include <tables/region.def>
};
typedef struct tendon_of {
  int region;
  kn_region_tendon_info info;
} tendon_of;
static const tendon_of tendons[] = {
#define KN_REGION_TENDON(ID, length, area, lever, grade, source) {KN_##ID, {length, area, lever, source, #grade[0]}},
#include <tables/region.def>
};
enum { TENDONS = sizeof tendons / sizeof *tendons };
enum { LAYERS = sizeof layers / sizeof *layers, MEMBRANES = sizeof membranes / sizeof *membranes };

static const kn_condition_row conditions[] = {
#define KN_CONDITION(ID, key, region, theta, s0, src, load, pain, grade, source, sentence)                             \
  {{key, source, sentence, KN_##region, #grade[0]}, theta, s0, src, load, pain},
#include "../chain/condition.def"
};

const kn_param_info *kn_param_at(int i) { return i >= 0 && i < KN_PARAMS ? &params[i] : NULL; }
const kn_state_info *kn_state_at(int i) { return i >= 0 && i < KN_MIND_STATES + KN_REGION_STATES ? &states[i] : NULL; }
bool kn_outcome_self_reported(int i) { return i >= 0 && i < KN_OUTCOME_COUNT && self_reported[i]; }
const kn_outcome_info *kn_outcome_at(int i) { return i >= 0 && i < KN_OUTCOME_COUNT ? &outcomes[i] : NULL; }
const kn_link_info *kn_link_at(int i) { return i >= 0 && i < LINKS ? &links[i].info : NULL; }
const kn_link_row *kn_link_row_at(int i) { return i >= 0 && i < LINKS ? &links[i] : NULL; }
const kn_technique_info *kn_technique_at(int i) { return i >= 0 && i < KN_TECHNIQUE_COUNT ? &techniques[i] : NULL; }
const kn_tool_info *kn_tool_at(int i) { return i >= 0 && i < KN_TOOL_COUNT ? &tools[i] : NULL; }
const kn_region_info *kn_region_at(int i) { return i >= 0 && i < KN_REGION_COUNT ? &regions[i] : NULL; }
const kn_condition_info *kn_condition_at(int i) {
  return i >= 0 && i < KN_CONDITION_COUNT ? &conditions[i].info : NULL;
}
const kn_condition_row *kn_condition_row_at(int i) { return i >= 0 && i < KN_CONDITION_COUNT ? &conditions[i] : NULL; }
const kn_state_info *kn_state_of(int index) {
  return kn_state_at(index < KN_MIND_STATES ? index : KN_MIND_STATES + (index - KN_MIND_STATES) % KN_REGION_STATES);
}
double kn_state_offset(int index) {
  kn_unit u = {.factor = 1.0};
  kn_unit_parse(kn_state_of(index)->unit, &u);
  return u.offset;
}

double kn_region_tone_share(int region) { return tone_share[region]; }

bool kn_technique_stroke(int technique, int i, kn_technique_stroke_info *stroke) {
  for (int n = 0; n < STROKES; n++) {
    if (strokes[n].technique != technique || i-- > 0) continue;
    const kn_tool_info *t = &tools[strokes[n].info.tool_index];
    *stroke = strokes[n].info;
    stroke->area_cm2 = t->area_cm2;
    stroke->area_force_N = t->area_force_N;
    stroke->tool = t->key;
    return true;
  }
  return false;
}

bool kn_region_layer(int region, int i, kn_region_layer_info *layer) {
  for (int n = 0; n < LAYERS; n++)
    if (layers[n].region == region && i-- <= 0) return *layer = layers[n].info, true;
  return false;
}
bool kn_region_membrane(int region, int i, kn_region_membrane_info *membrane) {
  for (int n = 0; n < MEMBRANES; n++)
    if (membranes[n].region == region && i-- <= 0) return *membrane = membranes[n].info, true;
  return false;
}

bool kn_region_tendon(int region, kn_region_tendon_info *tendon) {
  for (int n = 0; n < TENDONS; n++)
    if (tendons[n].region == region) return *tendon = tendons[n].info, true;
  return false;
}

#define FIND(name, at)                                                                                                 \
  int name(const char *key) {                                                                                          \
    for (int i = 0; key && at(i); i++)                                                                                 \
      if (strcmp(at(i)->key, key) == 0) return i;                                                                      \
    return -1;                                                                                                         \
  }
FIND(kn_outcome_find, kn_outcome_at)
FIND(kn_technique_find, kn_technique_at)
FIND(kn_tool_find, kn_tool_at)
FIND(kn_region_find, kn_region_at)
FIND(kn_condition_find, kn_condition_at)
FIND(kn_link_find, kn_link_at)

int kn_param_find(const char *name) {
  for (int i = 0; name && i < KN_PARAMS; i++) {
    size_t n = strlen(params[i].room);
    if (strncmp(params[i].room, name, n) == 0 && name[n] == '.' && strcmp(name + n + 1, params[i].symbol) == 0)
      return i;
  }
  return -1;
}

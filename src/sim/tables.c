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

static const kn_link_row links[] = {
#define KN_LINK(ID, key, from, to, gains, grade, source, what)                                                         \
  {{key, from, to, what, source, sizeof gains > 1, #grade[0]}, gains},
#include "../chain/links.def"
};
enum { LINKS = sizeof links / sizeof *links };

enum tool {
#define KN_TOOL(ID, key, area, force, source) TOOL_##ID,
#include "../hand/technique.def"
  TOOLS
};
typedef struct tool_row {
  const char *key;
  double area_cm2, force_N;
} tool_row;
static const tool_row tools[] = {
#define KN_TOOL(ID, key, area, force, source) {key, area, force},
#include "../hand/technique.def"
};
typedef struct stroke_of {
  int technique;
  double share, force_N;
  enum tool tool;
  double rate_Hz, speed_cm_s;
} stroke_of;
static const stroke_of strokes[] = {
#define KN_STROKE(ID, share, force, tool, rate, speed) {KN_##ID, share, force, TOOL_##tool, rate, speed},
#include "../hand/technique.def"
};
enum { STROKES = sizeof strokes / sizeof *strokes };

static const kn_technique_info techniques[] = {
#define KN_TECHNIQUE(ID, key, rest, context, visits, grade, source, sentence)                                          \
  {key, source, sentence, rest, context, visits, #grade[0]},
#include "../hand/technique.def"
};

static const kn_region_info regions[] = {
#define KN_REGION(ID, key, skin, fat, muscle, tone, force_limit, grade, source, sentence)                              \
  {key, source, sentence, skin, fat, muscle, force_limit, #grade[0]},
#include "../tissue/region.def"
};
static const double tone_share[] = {
#define KN_REGION(ID, key, skin, fat, muscle, tone, force_limit, grade, source, sentence) tone,
#include "../tissue/region.def"
};

static const kn_condition_row conditions[] = {
#define KN_CONDITION(ID, key, region, theta, s0, src, load, pain, grade, source, sentence)                             \
  {{key, source, sentence, KN_##region, #grade[0]}, theta, s0, src, load, pain},
#include "../chain/condition.def"
};

const kn_param_info *kn_param_at(int i) { return i >= 0 && i < KN_PARAMS ? &params[i] : NULL; }
const kn_state_info *kn_state_at(int i) { return i >= 0 && i < KN_MIND_STATES + KN_REGION_STATES ? &states[i] : NULL; }
const kn_outcome_info *kn_outcome_at(int i) { return i >= 0 && i < KN_OUTCOME_COUNT ? &outcomes[i] : NULL; }
const kn_link_info *kn_link_at(int i) { return i >= 0 && i < LINKS ? &links[i].info : NULL; }
const kn_link_row *kn_link_row_at(int i) { return i >= 0 && i < LINKS ? &links[i] : NULL; }
const kn_technique_info *kn_technique_at(int i) { return i >= 0 && i < KN_TECHNIQUE_COUNT ? &techniques[i] : NULL; }
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
    const tool_row *t = &tools[strokes[n].tool];
    *stroke = (kn_technique_stroke_info){strokes[n].share,   strokes[n].force_N,    t->area_cm2, t->force_N,
                                         strokes[n].rate_Hz, strokes[n].speed_cm_s, t->key};
    return true;
  }
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

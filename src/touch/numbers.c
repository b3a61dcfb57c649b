#include "numbers.h"
#include "../lane/unit.h"

static double si(double value, const char *unit) {
  kn_unit u = {.factor = 1.0};
  kn_unit_parse(unit, &u); // every unit of the tables is known: a test reads them all
  return kn_unit_to_si(&u, value);
}
#define KN_FIXED
#define KN_LOGN(cv)
#define KN_NORM(sd)
#define SET(room, symbol, value, unit) n->room.symbol = si(value, unit);

void kn_touch_numbers_fill(kn_touch_numbers *n) {
#define KN_PARAM(symbol, value, unit, ...) SET(hand, symbol, value, unit)
#include "../hand/hand.def"
#define KN_PARAM(symbol, value, unit, ...) SET(tissue, symbol, value, unit)
#include "../tissue/tissue.def"
#define KN_PARAM(symbol, value, unit, ...) SET(joint, symbol, value, unit)
#include "../tissue/joint.def"
#define KN_PARAM(symbol, value, unit, ...) SET(guard, symbol, value, unit)
#include "../tissue/guard.def"
#define KN_PARAM(symbol, value, unit, ...) SET(flow, symbol, value, unit)
#include "../flow/flow.def"
}

// hand_numbers.h -- the parameters of the room `hand` in SI, from its table.
#pragma once
#include "hand/hand.rhs.h"
#include "lane/unit.h"

static inline double hand_si(const char *unit, double value) {
  kn_unit u = {1, 0, {0}};
  kn_unit_parse(unit, &u);
  return kn_unit_to_si(&u, value);
}
static inline kn_hand_par hand_numbers(void) {
  kn_hand_par k;
#define KN_PARAM(symbol, value, unit, ...) k.symbol = hand_si(unit, value);
#include "hand/hand.def"
  return k;
}

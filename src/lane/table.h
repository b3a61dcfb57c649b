// table.h -- turns a room's .def table into structs. A room writes
//   #define KN_ROOM repair
//   #include "../lane/table.h"     then for "repair.def": kn_repair_par, kn_repair_state, kn_repair_rates
// All three hold nothing but kn_f (kn_rate for the rates), in the order of the table: kn_f arrays and structs are
// the same memory, which the whole chain's state vector relies on.
#pragma once
#include "lane.h"

#define KN_MEMBER_PARAM(symbol, value, unit, low, high, spread, grade, source, sentence)      kn_f symbol;
#define KN_MEMBER_STATE(name, symbol, unit, start, low, high, scale, grade, source, sentence) kn_f name;
#define KN_MEMBER_RATE(name, symbol, unit, start, low, high, scale, grade, source, sentence)  kn_rate name;

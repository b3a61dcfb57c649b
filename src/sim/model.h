// model.h -- equations with their numbers: the tables in SI, with a person's or a study's settings and cut links.
#pragma once
#include "ctx.h"
#include "tables.h"

typedef union kn_numbers {
  struct {
    kn_chain_par chain;
    kn_outcome_par map;
  } room;
  double flat[KN_PARAMS]; // in the order of kn_param_at
} kn_numbers;

struct kn_model {
  kn_object object;
  kn_numbers numbers, shared; // shared: without what is hers alone
};

void kn_numbers_default(kn_numbers *n); // what the tables say
// Sets a parameter by index to a value in the table's unit; KN_OUT_OF_RANGE outside its bounds.
kn_status kn_numbers_set(kn_numbers *n, int param, double value, kn_error *e);

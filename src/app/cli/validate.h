// validate.h -- the ledger of published studies: what is run, and what is printed of it.
#pragma once
#include "../../io/study_file.h"
#include "cli.h"
#include <stdio.h>

typedef struct ledger_study {
  char name[128]; // of the file, without its end
  kn_study_file *file;
  int published_people; // randomised, as published; 0: not said
  kn_effect effect[KN_MAX_PUBLISHED];
  bool run; // false: `failed` says why
  char failed[320];
} ledger_study;
typedef struct ledger {
  const options *options;
  ledger_study *study;
  int count, people;
  double wall_s;
} ledger;

typedef struct tally { // of rows that the model has an answer to
  int rows, inside, unsure, sizes;
  double off; // sum of |simulated - published| in SD, of `sizes` rows
} tally;
typedef bool ledger_pick(const ledger_study *s, const kn_study_row *row, const void *user);
tally ledger_tally(const ledger *l, ledger_pick *pick, const void *user);
const char *ledger_family(int outcome);         // "pain", "function" ...
int ledger_family_at(int i, const char **name); // 0 past the end
// What the arm is compared with: "nothing", "light touch", "itself before", "another massage"
const char *ledger_comparator(const ledger_study *s, const kn_study_row *row);
const char *ledger_comparator_at(int i); // NULL past the end

void ledger_print(const ledger *l, FILE *f, bool colour);
void ledger_csv(const ledger *l, FILE *f);
void ledger_json(const ledger *l, FILE *f);

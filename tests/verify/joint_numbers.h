// joint_numbers.h -- the default values of joint.def, guard.def and tissue.def in SI, for tests.
#pragma once
#include "tissue/glide.rhs.h"
#include "tissue/guard.rhs.h"
#include "tissue/joint.rhs.h"
#include "tissue/tendon.rhs.h"
#include "tissue/tone.rhs.h"
#include "lane/unit.h"
#include <math.h>
#include <stdio.h>

typedef struct number_row {
  double value;
  const char *unit;
} number_row;
#define NUMBER_ROW(symbol, value, unit, low, high, spread, grade, source, sentence) {value, unit},
static const number_row joint_rows[] = {
#define KN_PARAM NUMBER_ROW
#include "tissue/joint.def"
};
static const number_row guard_rows[] = {
#define KN_PARAM NUMBER_ROW
#include "tissue/guard.def"
};
static const number_row tissue_rows[] = {
#define KN_PARAM NUMBER_ROW
#include "tissue/tissue.def"
};
static kn_joint_par K;
static kn_guard_par G;
static kn_tissue_par T;

static int numbers_of(const number_row *row, size_t n, double *to, size_t size) {
  if (n * sizeof *to != size) return 1;
  for (size_t i = 0; i < n; i++) {
    kn_unit u;
    if (!kn_unit_parse(row[i].unit, &u)) return fprintf(stderr, "unit \"%s\" is unknown\n", row[i].unit), 1;
    to[i] = kn_unit_to_si(&u, row[i].value);
  }
  return 0;
}
static int numbers(void **state) {
  (void)state;
  return numbers_of(joint_rows, sizeof joint_rows / sizeof *joint_rows, (double *)&K, sizeof K) ||
         numbers_of(guard_rows, sizeof guard_rows / sizeof *guard_rows, (double *)&G, sizeof G) ||
         numbers_of(tissue_rows, sizeof tissue_rows / sizeof *tissue_rows, (double *)&T, sizeof T);
}
static const double DEG = 0.017453292519943295;

// unit.h -- units by name: "30 kPa" in a scene, "1/h" in a table, dimensions in the check. All from units.def.
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { KN_DIMS = 5 }; // m, kg, s, K, mol
typedef struct kn_unit {
  double factor, offset; // SI = value * factor + offset; offset is 0 for every compound unit
  int dim[KN_DIMS];
} kn_unit;

// Reads a unit such as "kPa", "1/h", "W/m2/K", "N/cm2". False when any part of it is unknown; *u is then untouched.
bool kn_unit_parse(const char *text, kn_unit *u);
bool kn_unit_same_dim(const kn_unit *a, const kn_unit *b);
double kn_unit_to_si(const kn_unit *u, double value);
double kn_unit_from_si(const kn_unit *u, double si);
// Writes "m-1 kg s-2" into text (size n); "1" when dimensionless.
void kn_unit_dim_text(const int dim[KN_DIMS], char *text, size_t n);
// The i-th entry of the table, for listings and tests; NULL past the end.
const char *kn_unit_name(int i);
const char *kn_unit_udunits(int i);

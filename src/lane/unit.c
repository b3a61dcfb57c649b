#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include <stdio.h>

typedef struct entry {
  const char *name;
  kn_unit unit;
  const char *udunits;
} entry;

static const entry table[] = {
#define KN_UNIT(name, factor, offset, m, kg, s, K, mol, ud) {name, {factor, offset, {m, kg, s, K, mol}}, ud},
#include "units.def"
};
enum { COUNT = sizeof table / sizeof *table };

static const kn_unit *find(const char *name, size_t n) {
  for (int i = 0; i < COUNT; i++)
    if (strlen(table[i].name) == n && memcmp(table[i].name, name, n) == 0) return &table[i].unit;
  return NULL;
}

// One factor such as "kPa", "m2", "s^-1" or "1"; returns the character after it, NULL when unknown.
static const char *factor(const char *s, int sign, kn_unit *u) {
  size_t n = strcspn(s, "*/ ^-0123456789");
  if (*s == '1' || *s == '%') n = 1;
  const kn_unit *e = find(s, n);
  if (e == NULL) return NULL;
  s += n;
  bool raised = *s == '^';
  if (raised) s++;
  long power = 1;
  if (n && s[-1] != '1' && (*s == '-' || (*s >= '0' && *s <= '9'))) {
    char *end;
    power = strtol(s, &end, 10);
    if (end == s || power < -9 || power > 9) return NULL;
    s = end;
  } else if (raised)
    return NULL;
  power *= sign;
  for (long i = 0; i < (power < 0 ? -power : power); i++)
    u->factor = power < 0 ? u->factor / e->factor : u->factor * e->factor;
  for (int d = 0; d < KN_DIMS; d++) u->dim[d] += (int)power * e->dim[d];
  return s;
}

bool kn_unit_parse(const char *text, kn_unit *u) {
  const kn_unit *whole = find(text, strlen(text));
  if (whole) return *u = *whole, true; // keeps the offset of degC
  kn_unit r = {.factor = 1.0};
  int sign = 1;
  const char *s = text;
  for (;;) {
    s = factor(s, sign, &r);
    if (s == NULL) return false;
    if (*s == 0) break;
    if (*s == '/')
      sign = -1;
    else if (*s == '*' || *s == ' ')
      sign = 1;
    else
      return false;
    s++;
  }
  *u = r;
  return true;
}

bool kn_unit_same_dim(const kn_unit *a, const kn_unit *b) { return memcmp(a->dim, b->dim, sizeof a->dim) == 0; }
double kn_unit_to_si(const kn_unit *u, double value) { return value * u->factor + u->offset; }
double kn_unit_from_si(const kn_unit *u, double si) { return (si - u->offset) / u->factor; }

void kn_unit_dim_text(const int dim[KN_DIMS], char *text, size_t n) {
  static const char *const base[KN_DIMS] = {"m", "kg", "s", "K", "mol"};
  size_t used = 0;
  if (n) text[0] = 0;
  for (int d = 0; d < KN_DIMS; d++) {
    if (dim[d] == 0 || used >= n) continue;
    char power[16] = "";
    if (dim[d] != 1) snprintf(power, sizeof power, "%d", dim[d]);
    int w = snprintf(text + used, n - used, "%s%s%s", used ? " " : "", base[d], power);
    used += w > 0 ? (size_t)w : 0;
  }
  if (used == 0) snprintf(text, n, "1");
}

const char *kn_unit_name(int i) { return i >= 0 && i < COUNT ? table[i].name : NULL; }
const char *kn_unit_udunits(int i) { return i >= 0 && i < COUNT ? table[i].udunits : NULL; }

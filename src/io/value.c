// value.c -- single values of a file: numbers with and without a unit, clock times, switches, names.
#include "reader.h"
#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_missing(const char *text) { return *text == 0 || strcmp(text, "~") == 0 || strcmp(text, "null") == 0; }

const char *kn_word(kn_reader *r, const kn_node *n, const char *key, const char *example) {
  if (n->kind == KN_NODE_REFUSED) return NULL;
  if (n->kind != KN_NODE_WORD) {
    kn_hint(kn_complain(r, n, "`%s` takes one value, not a %s", key, n->kind == KN_NODE_LIST ? "list" : "group"),
            "write for example `%s`", example);
    return NULL;
  }
  if (is_missing(n->text)) {
    kn_hint(kn_complain(r, *n->text == 0 && n->key ? n->key : n, "`%s` has no value", key),
            "write for example `%s`, or leave the line out", example);
    return NULL;
  }
  return n->text;
}

const kn_node *kn_item(const kn_node *n, int i) {
  if (n->kind != KN_NODE_LIST) return i == 0 ? n : NULL;
  const kn_node *c = n->first;
  while (c && i-- > 0) c = c->next;
  return c;
}

// ---- numbers ----------------------------------------------------------------------------------------------------
// The C library reads and writes the decimal point of the caller's language; a file always has ".".
static char point(void) {
  const struct lconv *l = localeconv();
  return l && l->decimal_point && *l->decimal_point ? *l->decimal_point : '.';
}

bool kn_number(const char *text, double *value, const char **rest) {
  const char *p = text;
  if (*p == '+' || *p == '-') p++;
  const char *digits = p;
  int count = 0;
  for (; isdigit((unsigned char)*p); p++) count++;
  if (*p == '.')
    for (p++; isdigit((unsigned char)*p); p++) count++;
  if (count == 0) return false;
  if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) return false;
  if (*p == 'e' || *p == 'E') {
    const char *e = p + 1;
    if (*e == '+' || *e == '-') e++;
    if (isdigit((unsigned char)*e)) {
      while (isdigit((unsigned char)*e)) e++;
      p = e;
    }
  }
  char copy[64];
  size_t n = (size_t)(p - text);
  if (n >= sizeof copy) return false;
  for (size_t i = 0; i < n; i++) copy[i] = text[i] == '.' ? point() : text[i];
  copy[n] = 0;
  *value = strtod(copy, NULL);
  while (*p == ' ') p++;
  *rest = p;
  return isfinite(*value);
}

kn_shown kn_number_text(double value) {
  kn_shown s;
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(s.text, sizeof s.text, "%.*g", digits, value);
    if (strtod(s.text, NULL) == value) break; // written and read in the same language
  }
  for (char *p = s.text; *p; p++)
    if (*p == point()) *p = '.';
  return s;
}

// For messages: as many digits as a reader wants to see.
static kn_shown brief(double value) {
  kn_shown s;
  snprintf(s.text, sizeof s.text, "%.4g", value);
  for (char *p = s.text; *p; p++)
    if (*p == point()) *p = '.';
  return s;
}

static bool is_not_finite(const char *text) {
  char low[8] = "";
  if (*text == '+' || *text == '-') text++;
  if (*text == '.') text++;
  for (size_t i = 0; text[i] && i < sizeof low - 1; i++) low[i] = (char)tolower((unsigned char)text[i]);
  return strncmp(low, "inf", 3) == 0 || strcmp(low, "nan") == 0;
}

static bool is_digits(const char *p) {
  for (; *p; p++)
    if (!isdigit((unsigned char)*p)) return false;
  return true;
}

static void no_number(kn_reader *r, const kn_node *n, const char *key, const char *example) {
  const char *comma = strchr(n->text, ',');
  if (is_not_finite(n->text)) {
    kn_hint(kn_complain(r, n, "`%s` must be an ordinary number, not `%s`", key, kn_show(n->text).text),
            "write for example `%s`", example);
  } else if (comma && comma > n->text && isdigit((unsigned char)comma[-1]) && isdigit((unsigned char)comma[1])) {
    kn_shown fixed = kn_show(n->text);
    for (char *p = fixed.text; *p; p++)
      if (*p == ',') *p = '.';
    kn_hint(kn_complain(r, n, "`%s` has a comma in its number", key), "decimals take a point: `%s`", fixed.text);
  } else {
    kn_hint(kn_complain(r, n, "`%s` should be a number, not `%s`", key, kn_show(n->text).text),
            "write for example `%s`", example);
  }
}

bool kn_read_score(kn_reader *r, const kn_node *n, const kn_score *k, const char *word, double word_value,
                   double *value) {
  const char *text = kn_word(r, n, k->key, k->example), *rest;
  double v;
  if (text == NULL) return false;
  if (word && strcmp(text, word) == 0) return *value = word_value, true;
  if (!kn_number(text, &v, &rest) || *rest == ',') return no_number(r, n, k->key, k->example), false;
  if (*rest) {
    kn_diagnostic *d =
        kn_complain(r, n, "`%s` is a plain number; `%s` has something after it", k->key, kn_show(text).text);
    kn_hint(d, "write `%s`", kn_number_text(strcmp(rest, "%") == 0 && k->high <= 1 ? v / 100 : v).text);
    return false;
  }
  if (!(v >= k->low && v <= k->high)) {
    kn_diagnostic *d = kn_complain(r, n, "`%s` is %s; allowed is %s to %s", k->key, kn_number_text(v).text,
                                   brief(k->low).text, brief(k->high).text);
    if (k->hint) kn_hint(d, "%s", k->hint);
    return false;
  }
  return *value = v, true;
}

bool kn_read_count(kn_reader *r, const kn_node *n, const char *key, uint64_t low, uint64_t high, uint64_t *value) {
  const char *text = kn_word(r, n, key, "1"), *rest;
  double d;
  if (text == NULL) return false;
  if (!is_digits(text)) {
    bool negative = *text == '-' && is_digits(text + 1);
    if (!kn_number(text, &d, &rest))
      no_number(r, n, key, "1");
    else if (negative)
      kn_complain(r, n, "`%s` is %s; allowed is %llu and up", key, kn_show(text).text, (unsigned long long)low);
    else
      kn_hint(kn_complain(r, n, "`%s` should be a whole number, not `%s`", key, kn_show(text).text),
              "write for example `1`");
    return false;
  }
  uint64_t v = 0;
  bool over = false;
  for (const char *p = text; *p; p++) {
    uint64_t digit = (uint64_t)(*p - '0');
    if (v > (UINT64_MAX - digit) / 10)
      over = true;
    else
      v = v * 10 + digit;
  }
  if (over || v < low || v > high) {
    kn_complain(r, n, "`%s` is %s; allowed is %llu to %llu", key, kn_show(text).text, (unsigned long long)low,
                (unsigned long long)high);
    return false;
  }
  return *value = v, true;
}

bool kn_read_switch(kn_reader *r, const kn_node *n, const char *key, bool *value) {
  const char *text = kn_word(r, n, key, "true");
  if (text == NULL) return false;
  if (strcmp(text, "true") == 0) return *value = true, true;
  if (strcmp(text, "false") == 0) return *value = false, true;
  kn_hint(kn_complain(r, n, "`%s` is either true or false, not `%s`", key, kn_show(text).text),
          "write `true` or `false`");
  return false;
}

// ---- quantities ---------------------------------------------------------------------------------------------------
static const char *dimension_name(const kn_unit *u) {
  static const char *const names[][2] = {{"m", "a length"},
                                         {"kg", "a weight"},
                                         {"s", "a time"},
                                         {"N", "a force"},
                                         {"Pa", "a pressure"},
                                         {"Hz", "a rate"},
                                         {"m/s", "a speed"},
                                         {"K", "a temperature"},
                                         {"m2", "an area"},
                                         {"L", "a volume"},
                                         {"J", "an energy"},
                                         {"W", "a power"},
                                         {"mol", "an amount"},
                                         {"1", "a plain number"},
                                         {"N/m", "a force over a length"},
                                         {"Pa/m", "a pressure over a length"},
                                         {"Pa s/m", "a viscous resistance"},
                                         {"m4/N/s", "a permeability"},
                                         {"Pa s", "a viscosity"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    kn_unit v;
    if (kn_unit_parse(names[i][0], &v) && kn_unit_same_dim(u, &v)) return names[i][1];
  }
  return "something else";
}

// Straight through when the units are the same, so that a value written in its own unit is not touched by rounding.
static double convert(double v, const kn_unit *from, const kn_unit *to) {
  if (from->factor == to->factor && from->offset == to->offset) return v;
  return kn_unit_from_si(to, kn_unit_to_si(from, v));
}

// The unit that a stranger to the table probably meant: "minutes", "KPA".
static const char *meant_unit(const char *text) {
  static const char *const other[][2] = {{"minute", "min"},
                                         {"minutes", "min"},
                                         {"mins", "min"},
                                         {"m.", "min"},
                                         {"hour", "h"},
                                         {"hours", "h"},
                                         {"hr", "h"},
                                         {"hrs", "h"},
                                         {"second", "s"},
                                         {"seconds", "s"},
                                         {"sec", "s"},
                                         {"secs", "s"},
                                         {"year", "y"},
                                         {"years", "y"},
                                         {"yr", "y"},
                                         {"yrs", "y"},
                                         {"a", "y"},
                                         {"months", "weeks"},
                                         {"month", "week"},
                                         {"kilo", "kg"},
                                         {"kilos", "kg"},
                                         {"kgs", "kg"},
                                         {"newton", "N"},
                                         {"newtons", "N"},
                                         {"kilopascal", "kPa"},
                                         {"centimetre", "cm"},
                                         {"centimeter", "cm"},
                                         {"metre", "m"},
                                         {"meter", "m"},
                                         {"metres", "m"},
                                         {"meters", "m"},
                                         {"hertz", "Hz"},
                                         {"beats/min", "bpm"},
                                         {"/min", "bpm"},
                                         {"per minute", "bpm"},
                                         {"millimetre", "mm"},
                                         {"millimeter", "mm"},
                                         {"millimetres", "mm"},
                                         {"millimeters", "mm"},
                                         {"m4/(n s)", "m4/N/s"},
                                         {"m4/(ns)", "m4/N/s"},
                                         {"m4/(n*s)", "m4/N/s"},
                                         {"m4/ns", "m4/N/s"},
                                         {"mm4/(n s)", "mm4/N/s"},
                                         {"kpa*s/mm", "kPa s/mm"},
                                         {"kpa.s/mm", "kPa s/mm"}};
  char low[24] = "";
  size_t n = strlen(text);
  if (n == 0 || n >= sizeof low) return NULL;
  for (size_t i = 0; i < n; i++) low[i] = (char)tolower((unsigned char)text[i]);
  for (size_t i = 0; i < sizeof other / sizeof *other; i++)
    if (strcmp(low, other[i][0]) == 0) return other[i][1];
  const char *name;
  for (int i = 0; (name = kn_unit_name(i)); i++) {
    size_t k = 0;
    while (name[k] && tolower((unsigned char)name[k]) == (unsigned char)low[k]) k++;
    if (name[k] == 0 && low[k] == 0) return name;
  }
  return NULL;
}

static void also(const kn_measure *k, char out[64]) {
  size_t used = 0;
  out[0] = 0;
  for (int i = 1; i < 4 && k->unit[i]; i++)
    used += (size_t)snprintf(out + used, 64 - used, "%s%s", i == 1 ? " (also " : ", ", k->unit[i]);
  if (used) snprintf(out + used, 64 - used, ")");
}

// Of the units offered, the first in which the bare number would make sense.
static const char *likely_unit(const kn_measure *k, double v) {
  kn_unit target, u;
  for (int i = 0; i < 4 && k->unit[i]; i++)
    if (kn_unit_parse(k->unit[0], &target) && kn_unit_parse(k->unit[i], &u)) {
      double x = convert(v, &u, &target);
      if (x >= k->low && x <= k->high) return k->unit[i];
    }
  return NULL;
}

static void wrong_dimension(kn_reader *r, const kn_node *n, const kn_measure *k, const kn_unit *u) {
  static const char *const takes[][2] = {{"force", "N"}, {"pressure", "kPa"}, {"speed", "cm/s"}, {"duration", "min"}};
  kn_diagnostic *d =
      kn_complain(r, n, "`%s` is %s; `%s` takes %s", kn_show(n->text).text, dimension_name(u), k->key, k->unit[0]);
  if (strcmp(k->key, "force") == 0 || strcmp(k->key, "pressure") == 0 || strcmp(k->key, "speed") == 0)
    for (size_t i = 0; i < sizeof takes / sizeof *takes; i++) {
      kn_unit v;
      if (!kn_unit_parse(takes[i][1], &v) || !kn_unit_same_dim(u, &v)) continue;
      kn_hint(d, "write `%s: %s`, or `%s: %s`", takes[i][0], kn_show(n->text).text, k->key, k->example);
      return;
    }
  kn_hint(d, "write for example `%s`", k->example);
}

bool kn_read_measure(kn_reader *r, const kn_node *n, const kn_measure *k, const char *word, double word_value,
                     double *value) {
  const char *text = kn_word(r, n, k->key, k->example), *rest;
  double v;
  char more[64];
  if (text == NULL) return false;
  if (word && strcmp(text, word) == 0) return *value = word_value, true;
  if (!kn_number(text, &v, &rest) || *rest == ',') return no_number(r, n, k->key, k->example), false;
  also(k, more);
  if (*rest == 0) {
    const char *unit = likely_unit(k, v);
    kn_diagnostic *d = kn_complain(r, n, "`%s` needs a unit", k->key);
    if (unit)
      kn_hint(d, "write `%s %s`%s", kn_show(text).text, unit, more);
    else
      kn_hint(d, "write for example `%s`%s", k->example, more);
    return false;
  }
  kn_unit u, target;
  if (!kn_unit_parse(k->unit[0], &target)) return false;
  if (!kn_unit_parse(rest, &u)) {
    const char *meant = meant_unit(rest);
    kn_diagnostic *d = meant ? kn_complain(r, n, "unknown unit `%s`; did you mean `%s`?", kn_show(rest).text, meant)
                             : kn_complain(r, n, "unknown unit `%s`", kn_show(rest).text);
    if (meant)
      kn_hint(d, "write `%s %s`", kn_number_text(v).text, meant);
    else
      kn_hint(d, "`%s` takes %s%s", k->key, k->unit[0], more);
    return false;
  }
  if (!kn_unit_same_dim(&u, &target)) return wrong_dimension(r, n, k, &u), false;
  double x = convert(v, &u, &target);
  if (!(x >= k->low && x <= k->high)) {
    kn_diagnostic *d =
        kn_complain(r, n, "`%s` is %s %s; allowed is %s to %s %s", k->key, kn_number_text(v).text, rest,
                    brief(convert(k->low, &target, &u)).text, brief(convert(k->high, &target, &u)).text, rest);
    if (k->hint) kn_hint(d, "%s", k->hint);
    return false;
  }
  return *value = x, true;
}

// ---- clock times --------------------------------------------------------------------------------------------------
bool kn_clock_text(const char *p, int *minutes) {
  int part[2] = {0, 0};
  for (int i = 0; i < 2; i++) {
    int digits = 0;
    for (; isdigit((unsigned char)*p) && digits < 2; p++, digits++) part[i] = part[i] * 10 + (*p - '0');
    if (digits == 0 || (i == 1 && digits != 2) || *p != (i == 0 ? ':' : 0)) return false;
    p++;
  }
  if (part[0] > 23 || part[1] > 59) return false;
  return *minutes = part[0] * 60 + part[1], true;
}

bool kn_read_clock(kn_reader *r, const kn_node *n, const char *key, int *minutes) {
  const char *text = kn_word(r, n, key, "\"15:00\"");
  if (text == NULL) return false;
  if (kn_clock_text(text, minutes)) return true;
  kn_hint(kn_complain(r, n, "`%s` is a clock time from 00:00 to 23:59, not `%s`", key, kn_show(text).text),
          "write for example `\"15:00\"`");
  return false;
}

// ---- names ----------------------------------------------------------------------------------------------------------
int kn_read_name(kn_reader *r, const kn_node *n, const char *key, const char *what, kn_name_fn *name) {
  const char *first = name(0), *text = kn_word(r, n, key, first ? first : "a name"), *at;
  if (text == NULL) return -1;
  for (int i = 0; (at = name(i)); i++)
    if (strcmp(at, text) == 0) return i;
  const char *meant = kn_suggest(text, name);
  char list[sizeof((kn_diagnostic *)0)->hint - 16];
  bool all = kn_join(name, list, sizeof list);
  kn_diagnostic *d = meant ? kn_complain(r, n, "unknown %s `%s`; did you mean `%s`?", what, kn_show(text).text, meant)
                           : kn_complain(r, n, "unknown %s `%s`", what, kn_show(text).text);
  if (all) kn_hint(d, "one of %s", list);
  return -1;
}

void kn_read_fixed(kn_reader *r, const kn_node *root, const char *key, const char *expected) {
  const kn_node *n = kn_child(root, key);
  if (n == NULL) {
    kn_hint(kn_complain(r, NULL, "the %s has no `%s`", r->language->noun, key), "begin the file with `%s: %s`", key,
            expected);
    return;
  }
  const char *text = kn_word(r, n, key, expected);
  if (text && strcmp(text, expected) != 0)
    kn_hint(kn_complain(r, n, "`%s` is `%s`; this program reads `%s`", key, kn_show(text).text, expected),
            "write `%s: %s`", key, expected);
}

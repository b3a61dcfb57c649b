// complain.c -- complaints about a file: kept in file order, with the name that was probably meant, and printed
// with the line they are about.
#include "reader.h"
#include <ctype.h>
#include <stdarg.h>
#include <string.h>

// ---- keeping ----------------------------------------------------------------------------------------------------
// Cuts text to n bytes, not within a character.
static void cut(char *text, size_t n) {
  if (strlen(text) <= n) return;
  while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80) n--;
  text[n] = 0;
}

kn_shown kn_show(const char *text) {
  kn_shown s = {""};
  size_t n = strlen(text);
  memcpy(s.text, text, n < sizeof s.text - 1 ? n : sizeof s.text - 1);
  if (n > 40) cut(s.text, 37), strcat(s.text, "...");
  for (char *p = s.text; *p; p++) { // nothing that could steer a terminal
    unsigned char c = (unsigned char)p[0], second = (unsigned char)p[1];
    if (c < 0x20 || c == 0x7f) p[0] = ' ';
    if (c == 0xc2 && second >= 0x80 && second < 0xa0) p[0] = p[1] = ' ';
  }
  return s;
}

static bool before(const kn_diagnostic *a, const kn_diagnostic *b) {
  return a->line != b->line ? a->line < b->line : a->column < b->column;
}

// Sorted in as it comes: when there are more than fit, the first ones of the file are the ones kept.
static kn_diagnostic *keep(kn_reader *r, const kn_diagnostic *d) {
  kn_report *s = r->report;
  int kept = s->diagnostic_count < KN_MAX_DIAGNOSTICS ? s->diagnostic_count : KN_MAX_DIAGNOSTICS;
  s->diagnostic_count++;
  int i = kept;
  while (i > 0 && before(d, &s->diagnostic[i - 1])) i--;
  for (int k = i; k > 0 && !before(&s->diagnostic[k - 1], d); k--) // once is enough, also of what several arms share
    if (strcmp(s->diagnostic[k - 1].what, d->what) == 0) return s->diagnostic_count--, r->spare = *d, &r->spare;
  if (i == KN_MAX_DIAGNOSTICS) return r->spare = *d, &r->spare;
  int moved = kept - i;
  if (kept == KN_MAX_DIAGNOSTICS) moved--;
  if (moved > 0) memmove(&s->diagnostic[i + 1], &s->diagnostic[i], (size_t)moved * sizeof *d);
  s->diagnostic[i] = *d;
  return &s->diagnostic[i];
}

static kn_diagnostic *complain(kn_reader *r, int line, int column, int width, const char *format, va_list list) {
  kn_diagnostic d = {.line = line, .column = column, .width = width};
  vsnprintf(d.what, sizeof d.what, format, list);
  return keep(r, &d);
}

kn_diagnostic *kn_complain(kn_reader *r, const kn_node *at, const char *format, ...) {
  va_list list;
  va_start(list, format);
  kn_diagnostic *d = complain(r, at ? at->line : 0, at ? at->column : 0, at ? at->width : 0, format, list);
  va_end(list);
  return d;
}

kn_diagnostic *kn_complain_at(kn_reader *r, int line, int column, int width, const char *format, ...) {
  va_list list;
  va_start(list, format);
  kn_diagnostic *d = complain(r, line, column, width, format, list);
  va_end(list);
  return d;
}

void kn_hint(kn_diagnostic *d, const char *format, ...) {
  va_list list;
  va_start(list, format);
  vsnprintf(d->hint, sizeof d->hint, format, list);
  va_end(list);
}

// ---- what was probably meant ----------------------------------------------------------------------------------------
enum { WORD = 40 };
// Lower case, with '-' for '_' and ' '; longer words are cut, which no name reaches.
static int plain(const char *word, char out[WORD]) {
  int n = 0;
  for (; word[n] && n < WORD - 1; n++) {
    unsigned char c = (unsigned char)word[n];
    out[n] = c == '_' || c == ' ' ? '-' : (char)tolower(c);
  }
  out[n] = 0;
  return n;
}

int kn_edits(const char *a, const char *b) {
  enum { LONGEST = 40 };
  size_t na = strlen(a), nb = strlen(b);
  if (na > LONGEST || nb > LONGEST) return LONGEST;
  int d[LONGEST + 1][LONGEST + 1];
  for (size_t i = 0; i <= na; i++) d[i][0] = (int)i;
  for (size_t j = 0; j <= nb; j++) d[0][j] = (int)j;
  for (size_t i = 1; i <= na; i++)
    for (size_t j = 1; j <= nb; j++) {
      int best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
      if (d[i - 1][j] + 1 < best) best = d[i - 1][j] + 1;
      if (d[i][j - 1] + 1 < best) best = d[i][j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < best)
        best = d[i - 2][j - 2] + 1;
      d[i][j] = best;
    }
  return d[na][nb];
}

static const char *same_name(const char *word, kn_name_fn *name) {
  const char *n;
  for (int i = 0; (n = name(i)); i++)
    if (strcmp(n, word) == 0) return n;
  return NULL;
}

const char *kn_suggest(const char *word, kn_name_fn *name) {
  static const char *const other[][2] = {{"swedish", "relaxation-massage"},
                                         {"swedish-massage", "relaxation-massage"},
                                         {"massage", "relaxation-massage"},
                                         {"relaxation", "relaxation-massage"},
                                         {"deep-tissue", "deep-massage"},
                                         {"deep-tissue-massage", "deep-massage"},
                                         {"deep", "deep-massage"},
                                         {"trigger-point", "trigger-point-pressure"},
                                         {"trigger-points", "trigger-point-pressure"},
                                         {"elbow", "elbow-pressure"},
                                         {"sham", "light-touch"},
                                         {"touch", "light-touch"},
                                         {"none", "nothing"},
                                         {"no-treatment", "nothing"},
                                         {"waiting-list", "nothing"},
                                         {"back", "low-back"},
                                         {"lower-back", "low-back"},
                                         {"lumbar", "low-back"},
                                         {"neck", "neck-shoulder"},
                                         {"shoulder", "neck-shoulder"},
                                         {"shoulders", "neck-shoulder"},
                                         {"trapezius", "neck-shoulder"},
                                         {"leg", "thigh"},
                                         {"arm", "upper-arm"},
                                         {"belly", "abdomen"},
                                         {"back-pain", "chronic-low-back-pain"},
                                         {"low-back-pain", "chronic-low-back-pain"},
                                         {"neck-pain", "chronic-neck-pain"},
                                         {"osteoarthritis", "knee-osteoarthritis"},
                                         {"anxious", "anxiety"},
                                         {"well", "healthy"},
                                         {"stress", "perceived-stress"},
                                         {"anxiety", "state-anxiety"},
                                         {"sleep", "sleep-quality"},
                                         {"cortisol", "salivary-cortisol"},
                                         {"endorphin", "beta-endorphin"},
                                         {"ppt", "pressure-pain-threshold"},
                                         {"rom", "range-of-motion"},
                                         {"blood-pressure", "systolic-pressure"},
                                         {"length", "duration"},
                                         {"frequency", "times"},
                                         {"comparators", "compared-with"},
                                         {"compare", "compared-with"},
                                         {"comparison", "compared-with"},
                                         {"kg", "weight"},
                                         {"ball", "sphere"},
                                         {"disc", "punch"},
                                         {"cylinder", "punch"},
                                         {"palm", "patch"},
                                         {"hand", "patch"},
                                         {"mu", "shear"},
                                         {"shear-modulus", "shear"},
                                         {"prony", "relaxation"},
                                         {"z", "z_mm"},
                                         {"depth-mm", "z_mm"},
                                         {"f", "fz_N"},
                                         {"force-n", "fz_N"},
                                         {"t", "time_s"},
                                         {"time", "time_s"}};
  char a[WORD], b[WORD];
  int na = plain(word, a), best = na / 3 < 1 ? 1 : na / 3;
  for (size_t i = 0; i < sizeof other / sizeof *other; i++)
    if (strcmp(a, other[i][0]) == 0 && same_name(other[i][1], name)) return other[i][1];
  const char *found = NULL, *n;
  for (int i = 0; (n = name(i)); i++) {
    int nb = plain(n, b), d = nb - na > best || na - nb > best ? WORD : kn_edits(a, b);
    if (d <= best && (found == NULL || d < best)) found = n, best = d;
  }
  return found;
}

bool kn_join(kn_name_fn *name, char *out, size_t n) {
  size_t used = 0;
  const char *word;
  out[0] = 0;
  for (int i = 0; (word = name(i)); i++) {
    size_t need = strlen(word) + (i ? 2 : 0);
    if (used + need + 6 > n) {
      snprintf(out + used, n - used, " ...");
      return false;
    }
    used += (size_t)snprintf(out + used, n - used, "%s%s", i ? ", " : "", word);
  }
  return true;
}

// ---- keys -----------------------------------------------------------------------------------------------------------
static void unknown_key(kn_reader *r, const kn_node *key, int section) {
  const kn_section *all = r->language->section, *here = &all[section];
  char list[sizeof((kn_diagnostic *)0)->hint - 40];
  kn_join(here->keys, list, sizeof list);
  const char *meant = kn_suggest(key->text, here->keys);
  for (int i = 0; i < r->language->section_count;
       i++) { // a good key in the wrong place: indented too little or too far
    if (i == section || all[i].common || !same_name(key->text, all[i].keys)) continue;
    kn_hint(kn_complain(r, key, "`%s` does not belong in %s", kn_show(key->text).text, here->name),
            "it belongs in %s; check the indentation", all[i].name);
    return;
  }
  kn_diagnostic *d = meant ? kn_complain(r, key, "unknown key `%s`; did you mean `%s`?", kn_show(key->text).text, meant)
                           : kn_complain(r, key, "unknown key `%s`", kn_show(key->text).text);
  kn_hint(d, "%s may have %s", here->name, list);
}

bool kn_check_section(kn_reader *r, const kn_node *map, int section) {
  const kn_section *here = &r->language->section[section];
  if (map->kind == KN_NODE_REFUSED) return false;
  if (map->kind != KN_NODE_MAP) {
    const kn_node *at = map->kind == KN_NODE_WORD && *map->text == 0 && map->key ? map->key : map;
    kn_hint(kn_complain(r, at, "%s should be a group of `key: value` lines", here->name),
            "put each value on a line of its own, indented below");
    return false;
  }
  for (const kn_node *n = map->first; n; n = n->next)
    if (!same_name(n->key->text, here->keys)) unknown_key(r, n->key, section);
  return true;
}

// ---- printing ---------------------------------------------------------------------------------------------------------
// Start of a line (from 1) of the text and its length; NULL past the end.
static const char *line_of(const char *text, size_t size, int line, size_t *length) {
  const char *p = text, *end = text + size;
  for (; line > 1 && p < end; line--) {
    while (p < end && *p != '\n' && *p != '\r') p++;
    if (p + 1 < end && p[0] == '\r' && p[1] == '\n') p++;
    if (p < end) p++;
  }
  if (line > 1 || text == NULL) return NULL;
  const char *q = p;
  while (q < end && *q != '\n' && *q != '\r') q++;
  *length = (size_t)(q - p);
  return p;
}

// The line, at most 100 characters of it around the column, and a caret line below.
static void print_line(const kn_report *s, const kn_diagnostic *d, FILE *f) {
  enum { SHOWN = 100 };
  size_t length = 0;
  const char *p = line_of(s->text, s->text_size, d->line, &length);
  if (p == NULL || length == 0) return;
  int first = d->column > SHOWN - 20 ? d->column - SHOWN / 2 : 1, column = 0, room = 0;
  fputs(first > 1 ? " .. " : "    ", f);
  for (const char *end = p + length; p < end;) {
    size_t n = kn_utf8_length(p, end);
    column++;
    if (column >= first && column < first + SHOWN) {
      if (column >= d->column) room++;
      if (n == 0)
        fputc('?', f);
      else if ((unsigned char)*p < 0x20 || *p == 0x7f)
        fputc(' ', f);
      else
        fwrite(p, 1, n, f);
    }
    p += n ? n : 1;
  }
  fputs("\n    ", f);
  for (int i = first; i < d->column; i++) fputc(' ', f);
  fputc('^', f);
  for (int i = 1; i < d->width && i < room; i++) fputc('~', f);
  fputc('\n', f);
}

// The hint, broken at spaces so that no line is much longer than a page is wide.
static void print_hint(const char *hint, FILE *f) {
  enum { WIDE = 100 };
  const char *lead = "   hint: ";
  while (*hint) {
    size_t n = strlen(hint);
    if (n > WIDE) {
      n = WIDE;
      while (n > WIDE / 2 && hint[n] != ' ') n--;
      while (((unsigned char)hint[n] & 0xc0) == 0x80) n--;
    }
    fprintf(f, "%s%.*s\n", lead, (int)n, hint);
    hint += n;
    while (*hint == ' ') hint++;
    lead = "         ";
  }
}

void kn_report_print(const kn_report *s, FILE *f) {
  int kept = s->diagnostic_count < KN_MAX_DIAGNOSTICS ? s->diagnostic_count : KN_MAX_DIAGNOSTICS;
  for (int i = 0; i < kept; i++) {
    const kn_diagnostic *d = &s->diagnostic[i];
    if (d->line > 0) {
      fprintf(f, "%s:%d:%d: error: %s\n", s->name, d->line, d->column, d->what);
      print_line(s, d, f);
    } else {
      fprintf(f, "%s: error: %s\n", s->name, d->what);
    }
    print_hint(d->hint, f);
  }
  int n = s->diagnostic_count;
  if (n > kept)
    fprintf(f, "%d errors, the first %d of them shown; nothing was run\n", n, kept);
  else if (n > 0)
    fprintf(f, "%d error%s; nothing was run\n", n, n == 1 ? "" : "s");
}

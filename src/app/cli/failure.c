#include "failure.h"
#include "cli.h"
#include "text.h"
#include <ctype.h>
#include <math.h>
#include <string.h>

static bool word_char(char c) { return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '.'; }

// Finds `key` followed by ':' in the scene's text, outside comments, in lines from..to (0: to its end). They count from 1.
static bool find_key_in(const kn_scene *s, const char *key, int from, int to, int *line, int *column) {
  size_t n = strlen(key);
  int l = 1;
  size_t start = 0;
  if (s->report.text == NULL || n == 0) return false;
  for (size_t i = 0; i + n <= s->report.text_size; i++) {
    char c = s->report.text[i];
    if (c == '\n') l++, start = i + 1;
    if (c == '#') {
      while (i + 1 < s->report.text_size && s->report.text[i + 1] != '\n') i++;
      continue;
    }
    if (to && l > to) return false;
    if (l < from || memcmp(s->report.text + i, key, n) != 0 || (i > start && word_char(s->report.text[i - 1])))
      continue;
    size_t end = i + n;
    while (end < s->report.text_size &&
           (s->report.text[end] == ' ' || s->report.text[end] == '"' || s->report.text[end] == '\''))
      end++;
    if (end == s->report.text_size || s->report.text[end] != ':') continue;
    *line = l;
    *column = (int)(i - start) + 1;
    return true;
  }
  return false;
}

static bool find_key(const kn_scene *s, const char *key, int *line, int *column) {
  return find_key_in(s, key, 1, 0, line, column);
}

// "session.stroke[2].force": the key in the item of that stroke, or the item. Of which arm is not known; the treatment's
// comes first, and the arms of a scene seldom have other numbers of strokes.
static bool find_stroke(const char *where, const kn_scene *s, kn_diagnostic *d) {
  int i, used = 0;
  if (sscanf(where, "session.stroke[%d].%n", &i, &used) != 1 || used == 0 || i < 0) return false;
  for (int arm = 0; arm < s->def.arm_count; arm++) {
    if (i >= s->def.arm[arm].session.stroke_count || s->stroke_line[arm][i] == 0) continue;
    int from = s->stroke_line[arm][i], last = s->def.arm[arm].session.stroke_count - 1;
    int to = i < last && s->stroke_line[arm][i + 1] > from ? s->stroke_line[arm][i + 1] - 1 : from;
    const char *key = where + used;
    if (!find_key_in(s, key, from, to, &d->line, &d->column) &&
        !find_key_in(s, key = "technique", from, to, &d->line, &d->column)) {
      d->line = from, d->column = 1, d->width = 1;
      return true;
    }
    return d->width = (int)strlen(key), true;
  }
  return false;
}

// The key at fault: the last part of `where` ("person.trait_anxiety"), else a score that is named in it or in `what`.
static bool find_fault(const kn_error *e, const kn_scene *s, kn_diagnostic *d) {
  static const char *const scores[] = {"perceived-stress", "trait-anxiety", "depression", "sleep-quality", "pain"};
  char where[sizeof e->where], what[sizeof e->what], key[sizeof e->where];
  snprintf(where, sizeof where, "%s", e->where);
  snprintf(what, sizeof what, "%s", e->what);
  if (find_stroke(where, s, d)) return true;
  if (find_key(s, where, &d->line, &d->column)) return d->width = (int)strlen(where), true; // a parameter's full name
  for (char *c = where; *c; c++)
    if (*c == '_') *c = '-';
  for (char *c = what; *c; c++)
    if (*c == '_' || *c == ' ') *c = '-';
  const char *dot = strrchr(where, '.');
  snprintf(key, sizeof key, "%s", dot ? dot + 1 : where);
  key[strcspn(key, "[ ,")] = 0;
  if (find_key(s, key, &d->line, &d->column)) return d->width = (int)strlen(key), true;
  for (size_t i = 0; i < sizeof scores / sizeof *scores; i++)
    if ((strstr(where, scores[i]) || strstr(what, scores[i])) && find_key(s, scores[i], &d->line, &d->column))
      return d->width = (int)strlen(scores[i]), true;
  return false;
}

static int refuse(const kn_error *e, kn_scene *s) {
  kn_diagnostic *d = &s->report.diagnostic[0];
  memset(d, 0, sizeof *d);
  s->report.diagnostic_count = 1;
  find_fault(e, s, d);
  bool named = *e->where == 0 || strncmp(e->what, e->where, strlen(e->where)) == 0; // do not say it twice
  text_add(d->what, sizeof d->what, "%s%s%s", named ? "" : e->where, named ? "" : ": ",
           *e->what ? e->what : kn_status_text(e->status));
  snprintf(d->hint, sizeof d->hint, "%s", e->hint);
  if (isfinite(e->nearest) && !strstr(e->what, "nearest") && !strstr(e->hint, "nearest"))
    text_add(d->hint, sizeof d->hint, "%sthe nearest value that works is %.4g", *d->hint ? "; " : "", e->nearest);
  kn_report_print(&s->report, stderr);
  return EXIT_INPUT;
}

int failure_report(const kn_error *e, kn_scene *s, const char *again) {
  switch (e->status) {
  case KN_CANCELLED:
    fputs("knead: interrupted; nothing was written\n", stderr);
    return EXIT_STOPPED;
  case KN_UNREACHABLE:
  case KN_OUT_OF_RANGE:
  case KN_UNKNOWN_NAME:
  case KN_OVERLAP:
  case KN_BAD_ARGUMENT:
    return refuse(e, s);
  default:
    break;
  }
  bool numeric = e->status == KN_INTEGRATION || e->status == KN_NOT_FINITE || e->status == KN_NO_EQUILIBRIUM;
  fprintf(stderr, "knead: %s: %s\n", numeric ? "numerical failure" : "unexpected failure", kn_status_text(e->status));
  if (*e->where) fprintf(stderr, "   where: %s\n", e->where);
  if (*e->what) fprintf(stderr, "   what:  %s\n", e->what);
  if (*e->hint) fprintf(stderr, "   hint:  %s\n", e->hint);
  if (again) fprintf(stderr, "   again: %s\n", again);
  return numeric ? EXIT_NUMERIC : EXIT_BUG;
}

kn_status model_load(kn_ctx *ctx, const kn_scene *s, kn_model **model) {
  kn_model_def def = kn_default_model();
  kn_setting setting[sizeof s->setting / sizeof *s->setting];
  const char *off[sizeof s->link_off / sizeof *s->link_off];
  for (int i = 0; i < s->setting_count; i++) setting[i] = (kn_setting){s->setting_name[i], s->setting[i].value};
  for (int i = 0; i < s->link_off_count; i++) off[i] = s->link_off[i];
  def.settings = setting;
  def.setting_count = s->setting_count;
  def.links_off = off;
  def.link_off_count = s->link_off_count;
  return kn_model_load(ctx, &def, model);
}

int model_check(kn_scene *s) {
  kn_ctx *ctx = NULL;
  kn_model *model = NULL;
  if (kn_open(NULL, &ctx) != KN_OK) return fputs("knead: out of memory\n", stderr), EXIT_BUG;
  int code = model_load(ctx, s, &model) == KN_OK ? EXIT_DONE : failure_report(kn_ctx_error(ctx), s, NULL);
  kn_close(ctx);
  return code;
}

#include "model.h"
#include "../lane/unit.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

_Static_assert(sizeof(kn_numbers) == KN_PARAMS * sizeof(double), "tables and structs are the same memory");

static double in_si(const kn_param_info *p, double value) {
  kn_unit u = {.factor = 1.0};
  kn_unit_parse(p->unit, &u); // every unit of the tables is known: a test reads them all
  return kn_unit_to_si(&u, value);
}

void kn_numbers_default(kn_numbers *n) {
  for (int i = 0; i < KN_PARAMS; i++) n->flat[i] = in_si(kn_param_at(i), kn_param_at(i)->value);
}

kn_status kn_numbers_set(kn_numbers *n, int param, double value, kn_error *e) {
  const kn_param_info *p = kn_param_at(param);
  if (!(value >= p->low && value <= p->high)) {
    char name[64];
    snprintf(name, sizeof name, "%s.%s", p->room, p->symbol);
    return kn_fail_near(e, KN_OUT_OF_RANGE, value < p->low ? p->low : p->high, name, "",
                        "%s = %g %s is outside %g .. %g", name, value, p->unit, p->low, p->high);
  }
  n->flat[param] = in_si(p, value);
  return KN_OK;
}

kn_model_def kn_default_model(void) { return (kn_model_def){.cookie = KN_COOKIE_MODEL}; }

// Cutting a link sets the gains that carry it to 0, whatever their bounds.
static void cut(kn_numbers *n, const char *gains) {
  char name[64];
  for (const char *s = gains; *s;) {
    size_t len = strcspn(s, " ");
    snprintf(name, sizeof name, "%.*s", (int)len, s);
    int i = kn_param_find(name);
    if (i >= 0) n->flat[i] = 0.0;
    s += len;
    while (*s == ' ') s++;
  }
}

static kn_status put(kn_numbers *n, const kn_setting *settings, int count, kn_error *e) {
  for (int i = 0; i < count; i++) {
    int p = kn_param_find(settings[i].name);
    if (p < 0)
      return kn_fail(e, KN_UNKNOWN_NAME, "model", "kn_param_at lists them", "no parameter `%s`", settings[i].name);
    kn_status s = kn_numbers_set(n, p, settings[i].value, e);
    if (s != KN_OK) return s;
  }
  return KN_OK;
}

kn_status kn_model_load(kn_ctx *ctx, const kn_model_def *def, kn_model **model) {
  if (ctx == NULL || model == NULL) return KN_BAD_ARGUMENT;
  *model = NULL;
  if (def && def->cookie != KN_COOKIE_MODEL)
    return kn_fail(&ctx->error, KN_BAD_DEFINITION, "model", "fill it with kn_default_model()",
                   "the model definition has no cookie");
  if (def && ((def->setting_count > 0 && !def->settings) || (def->own_count > 0 && !def->own) ||
              (def->link_off_count > 0 && !def->links_off)))
    return kn_fail(&ctx->error, KN_BAD_ARGUMENT, "model", "give the array with the count", "a count without its array");
  for (int i = 0; def && i < def->setting_count; i++)
    if (!def->settings[i].name) return kn_fail(&ctx->error, KN_BAD_ARGUMENT, "model", "", "setting %d has no name", i);
  for (int i = 0; def && i < def->own_count; i++)
    if (!def->own[i].name) return kn_fail(&ctx->error, KN_BAD_ARGUMENT, "model", "", "setting %d has no name", i);
  for (int i = 0; def && i < def->link_off_count; i++)
    if (!def->links_off[i]) return kn_fail(&ctx->error, KN_BAD_ARGUMENT, "model", "", "link %d has no name", i);
  kn_model *m = kn_object_create(ctx, sizeof *m, NULL);
  if (m == NULL) return kn_fail(&ctx->error, KN_NO_MEMORY, "model", "", "no memory for a model");
  kn_numbers_default(&m->numbers);
  kn_status s = def ? put(&m->numbers, def->settings, def->setting_count, &ctx->error) : KN_OK;
  m->shared = m->numbers;
  if (s == KN_OK && def) s = put(&m->numbers, def->own, def->own_count, &ctx->error);
  for (int i = 0; def && s == KN_OK && i < def->link_off_count; i++) {
    int l = kn_link_find(def->links_off[i]);
    if (l < 0)
      s = kn_fail(&ctx->error, KN_UNKNOWN_NAME, "model", "kn_link_at lists them", "no link `%s`", def->links_off[i]);
    else if (!kn_link_at(l)->can_be_cut)
      s = kn_fail(&ctx->error, KN_BAD_ARGUMENT, "model", "choose a technique without touch",
                  "link `%s` is the stroke itself and cannot be cut", def->links_off[i]);
    else
      cut(&m->numbers, kn_link_row_at(l)->gains), cut(&m->shared, kn_link_row_at(l)->gains);
  }
  if (s != KN_OK) {
    kn_object_destroy(&m->object);
    return s;
  }
  *model = m;
  return KN_OK;
}

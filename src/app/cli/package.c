#include "package.h"
#include "json.h"
#include "text.h"

typedef package_field field;

json_t *package_field_of(const package_field *x) {
  json_t *o = text_must(json_object());
  json_add(o, "name", json_text(x->name));
  json_add(o, "type", json_text(x->type));
  if (x->unit) json_add(o, "unit", json_text(x->unit));
  json_add(o, "description", json_text(x->description));
  return o;
}

json_t *package_resource(const char *name, const char *path, const char *description, json_t *fields, json_t *key) {
  json_t *o = text_must(json_object()), *schema = text_must(json_object()), *dialect = text_must(json_object());
  json_t *missing = text_must(json_array());
  json_push(missing, json_text(""));
  json_add(schema, "fields", fields);
  json_add(schema, "missingValues", missing);
  json_add(schema, "primaryKey", key);
  json_add(dialect, "delimiter", json_text(","));
  json_add(dialect, "lineTerminator", text_must(json_string("\r\n")));
  json_add(dialect, "header", text_must(json_true()));
  json_add(o, "name", json_text(name));
  json_add(o, "path", json_text(path));
  json_add(o, "profile", json_text("tabular-data-resource"));
  json_add(o, "description", json_text(description));
  json_add(o, "format", json_text("csv"));
  json_add(o, "mediatype", json_text("text/csv"));
  json_add(o, "encoding", json_text("utf-8"));
  json_add(o, "dialect", dialect);
  json_add(o, "schema", schema);
  return o;
}

static const field who[] = {{"person", "integer", NULL, "number of the person; keys her random draws"},
                            {"arm", "string", NULL, "what was done: the treatment or one of its comparators"}};
static const field when = {"time_s", "number", "s", "time since the life of the scene began"};

static json_t *outcomes(void) {
  static const field rest[] = {
      {"outcome", "string", NULL, "what was measured; described by the columns of series.csv"},
      {"unit", "string", NULL, "unit of value, reading and error_sd"},
      {"value", "number", NULL, "the model's own value, without measurement error"},
      {"reading", "number", NULL, "one reading of the instrument: the value with measurement error"},
      {"error_sd", "number", NULL, "standard deviation of a reading; 90 % lie within value +- 1.645 error_sd"},
      {"grade", "string", NULL,
       "evidence: A replicated trials, B some trials, C calibrated hypothesis, D speculation"}};
  static const field visit = {"visit", "string", NULL, "when she was looked at"};
  json_t *fields = text_must(json_array()), *key = text_must(json_array());
  for (size_t i = 0; i < 2; i++) json_push(fields, package_field_of(&who[i])), json_push(key, json_text(who[i].name));
  json_push(fields, package_field_of(&visit)), json_push(key, json_text("visit"));
  json_push(fields, package_field_of(&when));
  json_push(key, json_text("outcome"));
  for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) json_push(fields, package_field_of(&rest[i]));
  return package_resource("outcomes", "outcomes.csv", "every outcome of every arm at every visit", fields, key);
}

static json_t *series(void) {
  json_t *fields = text_must(json_array()), *key = text_must(json_array());
  for (size_t i = 0; i < 2; i++) json_push(fields, package_field_of(&who[i])), json_push(key, json_text(who[i].name));
  json_push(fields, package_field_of(&when)), json_push(key, json_text(when.name));
  for (int i = 0; i < KN_OUTCOME_COUNT; i++) {
    const kn_outcome_info *o = kn_outcome_at(i);
    char text[512] = "";
    text_add(text, sizeof text, "%s (%s; grade %c; %s)", o->sentence, o->instrument, o->grade, o->source);
    json_push(fields, package_field_of(&(field){o->key, "number", o->unit, text}));
  }
  return package_resource("series", "series.csv", "every outcome of every arm over time, without measurement error",
                          fields, key);
}

void package_write(const run *r, FILE *f) {
  json_t *o = text_must(json_object()), *resources = text_must(json_array());
  char name[64];
  snprintf(name, sizeof name, "knead-run-%.8s", r->inputs_hash);
  json_push(resources, outcomes());
  json_push(resources, series());
  json_add(o, "profile", json_text("tabular-data-package"));
  json_add(o, "name", json_text(name));
  json_add(o, "title", json_text(*r->scene->title ? r->scene->title : r->options->operand));
  json_add(o, "description",
           json_text("One nominal person of the knead model under a treatment and its comparators. "
                     "Research and teaching; not a medical device."));
  json_add(o, "resources", resources);
  json_dumpf(o, f, JSON_INDENT(2));
  fputc('\n', f);
  json_decref(o);
}

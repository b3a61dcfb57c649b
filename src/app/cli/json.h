// json.h -- the machine's view of a run, and what every JSON writer here needs.
#pragma once
#include "run.h"
#include <jansson.h>
#include <stdio.h>

void json_print(const run *r, FILE *f); // --json: one object, one line
json_t *json_text(const char *s);       // any bytes: what is not UTF-8 becomes '?'
json_t *json_number(double v);          // null when not finite
json_t *json_count(uint64_t v);         // as text: 64 bits do not survive every reader's numbers
json_t *json_person(const kn_person_def *p);
json_t *json_began(const kn_comparison *c);
json_t *json_hash(const kn_comparison *c); // 16 hexadecimal digits
// Adds and checks; running out of memory ends the program.
void json_add(json_t *object, const char *key, json_t *value);
void json_push(json_t *array, json_t *value);

// package.h -- datapackage.json: what every column of the CSV files means (Frictionless tabular data package).
#pragma once
#include "run.h"
#include <jansson.h>
#include <stdio.h>

void package_write(const run *r, FILE *f);

typedef struct package_field {                  // a column
  const char *name, *type, *unit, *description; // unit NULL: none
} package_field;
json_t *package_field_of(const package_field *x);
// A CSV file; fields and key are taken over.
json_t *package_resource(const char *name, const char *path, const char *description, json_t *fields, json_t *key);

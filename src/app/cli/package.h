// package.h -- datapackage.json: what every column of the CSV files means (Frictionless tabular data package).
#pragma once
#include "run.h"
#include <stdio.h>

void package_write(const run *r, FILE *f);

// chart.h -- small charts in the terminal: pain over the days, and state anxiety on the day of the first session.
#pragma once
#include "run.h"
#include <stdio.h>

void charts_print(const run *r, FILE *f, bool colour);

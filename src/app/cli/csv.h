// csv.h -- RFC 4180: commas, CRLF, quotes only where needed, '.' decimal, empty for what is not a number.
#pragma once
#include <stdio.h>

void csv_text(FILE *f, const char *s, char after); // after: ',' or '\n' (written as CRLF)
void csv_number(FILE *f, double v, char after);    // reads back as the same number

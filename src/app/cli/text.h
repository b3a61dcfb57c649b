// text.h -- words on a terminal: width, padding, wrapping, numbers, colour, and the nearest known word.
#pragma once
#include "cli.h"
#include <stddef.h>
#include <stdio.h>

typedef enum tone { TONE_PLAIN, TONE_BOLD, TONE_DIM, TONE_BETTER, TONE_WORSE, TONE_COUNT } tone;

// Whether to colour f. NO_COLOR and a dumb terminal count for COLOUR_AUTO only: who says "always" means it.
bool colour_on(colour_when when, FILE *f);
const char *tone_start(bool colour, tone t);
const char *tone_end(bool colour, tone t);

int text_width(const char *s); // columns taken: code points of UTF-8, combining marks not counted
void text_spaces(FILE *f, int n);
// Copies what is safe to print: control characters (which could drive the terminal) and broken UTF-8 become '?'.
void text_clean(char *to, size_t n, const char *from);
// Words of s in lines of at most width columns; every line but the first starts after indent spaces.
void text_wrap(FILE *f, const char *s, int start, int indent, int width);
// "4.2", with sign "+4.2", U+2212 for minus, never "-0.0"; an en dash when v is not finite.
void text_number(char *to, size_t n, double v, int digits, bool sign);
// The name that was probably meant, or NULL. name(i, user) gives candidates, NULL past the end.
const char *text_nearest(const char *word, const char *(*name)(int i, const void *user), const void *user);

// Appends to a string of size n, silently cut at its end: for sentences built from parts.
__attribute__((format(printf, 3, 4))) void text_add(char *to, size_t n, const char *format, ...);
// What malloc, calloc or strdup gave, or an orderly end of the program.
void *text_must(void *p);

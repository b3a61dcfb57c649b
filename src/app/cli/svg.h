// svg.h -- pictures as text: numbers to ticks, colours that survive grey and colour blindness, isolines, time panels.
// Coordinates are pixels, y downwards. Nothing refers to anything outside the file.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct svg_box {
  double x, y, w, h;
} svg_box;

void svg_begin(FILE *f, double width, double height, const char *title, const char *description);
void svg_end(FILE *f);
// anchor: "start", "middle", "end". A halo keeps it legible on colour.
void svg_text(FILE *f, double x, double y, const char *anchor, double size, bool halo, const char *text);

// Round numbers from low to high, at most 10, about `wanted`; returns how many.
int svg_ticks(double low, double high, int wanted, double tick[12]);
void svg_number(char *to, size_t n, double v, double step); // as many decimals as the step needs

// Light to dark, so that print in grey keeps the order. share from 0 to 1.
typedef enum svg_hue { SVG_BLUE, SVG_ORANGE } svg_hue;
void svg_colour(svg_hue hue, double share, char to[8]); // "#rrggbb"

// A field on a grid of columns x rows, drawn at deformed places (pixels): node (i, j) is at index j * columns + i.
typedef struct svg_field {
  int columns, rows;
  const double *x, *y, *value;
  svg_hue hue;
} svg_field;
// Bands of colour between the levels and below and above them; below zero hatched. Then numbered lines at the levels.
void svg_bands(FILE *f, const svg_field *field, const double *level, int levels);
void svg_isolines(FILE *f, const svg_field *field, const double *level, int levels, svg_box inside);
// The bar of colours that explains the bands.
void svg_legend(FILE *f, svg_box box, svg_hue hue, const double *level, int levels, const char *title);

// Curves over time in one frame: told apart by dash and label as well as by colour.
typedef struct svg_series {
  const char *label;
  const double *t_s, *v;
  int count;
} svg_series;
void svg_panel(FILE *f, svg_box box, const char *title, const char *unit, const svg_series *series, int count);

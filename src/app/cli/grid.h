// grid.h -- an aligned table on a terminal: headers wrap, columns that do not fit move to a block below.
#pragma once
#include "text.h"

typedef enum grid_kind {
  GRID_LEFT = 0,
  GRID_RIGHT = 1,
  GRID_STICKY = 2, // repeated at the left of every block
  GRID_JOINED = 4  // belongs to the column before, under the same header
} grid_kind;
typedef struct grid grid;

grid *grid_new(void);
void grid_free(grid *g);
// Columns first, then rows. Columns of one group stay in one block if they can.
void grid_column(grid *g, int kind, int group, const char *head);
void grid_row(grid *g);
void grid_cell(grid *g, tone t, const char *text);
// A line under the row just filled, wrapped.
void grid_note(grid *g, const char *text);
void grid_print(grid *g, FILE *f, int width, bool colour);

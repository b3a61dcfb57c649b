#include "grid.h"
#include <stdlib.h>
#include <string.h>

enum { MAX_COLUMNS = 64, HEAD_LINES = 6, HEAD_LEAST = 8 };
typedef struct cell {
  char *text;
  tone tone;
} cell;
typedef struct row {
  cell cell[MAX_COLUMNS];
  int count;
  char *note;
} row;
typedef struct column {
  int kind, group, width; // width of the widest cell; once fitted, of the column
  char head[HEAD_LINES][64];
  int head_lines;
} column;
struct grid {
  column column[MAX_COLUMNS];
  int columns;
  row *row;
  int rows, room;
};

grid *grid_new(void) { return text_must(calloc(1, sizeof(grid))); }

void grid_free(grid *g) {
  for (int r = 0; r < g->rows; r++) {
    for (int c = 0; c < g->row[r].count; c++) free(g->row[r].cell[c].text);
    free(g->row[r].note);
  }
  free(g->row);
  free(g);
}

// Breaks a header at blanks, after hyphens and at newlines, into lines of about `width` columns.
static void wrap_head(column *c, const char *head, int width) {
  const char *s = head;
  char *line = c->head[0];
  c->head_lines = 1;
  while (*s) {
    size_t n = strcspn(s, " \n-");
    if (s[n] == '-') n++;
    char piece[64];
    snprintf(piece, sizeof piece, "%.*s", (int)n, s);
    bool blank = s > head && s[-1] == ' ', newline = s > head && s[-1] == '\n';
    bool full = *line && text_width(line) + (blank ? 1 : 0) + text_width(piece) > width;
    if ((full || newline) && c->head_lines < HEAD_LINES) {
      line = c->head[c->head_lines++];
      blank = false;
    }
    text_add(line, sizeof c->head[0], "%s%s", blank ? " " : "", piece);
    s += n;
    if (*s == ' ' || *s == '\n') s++;
  }
}

void grid_column(grid *g, int kind, int group, const char *head) {
  if (g->columns == MAX_COLUMNS) return;
  column *c = &g->column[g->columns++];
  c->kind = kind;
  c->group = group;
  wrap_head(c, head, kind & GRID_RIGHT ? HEAD_LEAST : 40);
}

void grid_row(grid *g) {
  if (g->rows == g->room) {
    g->room = g->room ? 2 * g->room : 32;
    g->row = text_must(realloc(g->row, (size_t)g->room * sizeof *g->row));
  }
  memset(&g->row[g->rows++], 0, sizeof *g->row);
}

void grid_cell(grid *g, tone t, const char *text) {
  row *r = &g->row[g->rows - 1];
  if (r->count == g->columns) return;
  column *c = &g->column[r->count];
  r->cell[r->count++] = (cell){text_must(strdup(text)), t};
  if (text_width(text) > c->width) c->width = text_width(text);
}

void grid_note(grid *g, const char *text) { g->row[g->rows - 1].note = text_must(strdup(text)); }

static int gap(const grid *g, int c) { return g->column[c].kind & GRID_JOINED ? 1 : 2; }

static bool joined_next(const grid *g, int c) { return c + 1 < g->columns && g->column[c + 1].kind & GRID_JOINED; }

// A header over two joined columns may use the width of both; what is still too narrow widens the first.
static int shared_width(const grid *g, int c) {
  return g->column[c].width + (joined_next(g, c) ? gap(g, c + 1) + g->column[c + 1].width : 0);
}

static int head_width(const column *c) {
  int width = 0;
  for (int i = 0; i < c->head_lines; i++)
    if (text_width(c->head[i]) > width) width = text_width(c->head[i]);
  return width;
}

static void fit_heads(grid *g) {
  for (int c = 0; c < g->columns; c++) {
    int lacks = head_width(&g->column[c]) - shared_width(g, c);
    if (lacks > 0) g->column[c].width += lacks;
  }
}

static int span(const grid *g, int from, int to) {
  int w = 0;
  for (int c = from; c < to; c++) w += gap(g, c) + g->column[c].width;
  return w;
}

// The first column after the block that starts at c. At least one column (with those joined to it) is taken.
static int block_end(const grid *g, int c, int room) {
  int end = c;
  while (end < g->columns) {
    int next = end + 1;
    while (next < g->columns && g->column[next].kind & GRID_JOINED) next++;
    if (end > c && span(g, c, next) > room) break;
    end = next;
  }
  if (end == g->columns || g->column[end].group != g->column[end - 1].group) return end;
  int start = end; // would the group that is cut here be whole in a block of its own?
  while (start > c && g->column[start - 1].group == g->column[end].group) start--;
  int stop = end;
  while (stop < g->columns && g->column[stop].group == g->column[end].group) stop++;
  return start > c && span(g, start, stop) <= room ? start : end;
}

typedef struct block {
  int column[MAX_COLUMNS];
  int count;
} block;

// Blanks are kept back until something follows them, so that no line ends in blanks.
static void put(FILE *f, int *blanks, const char *before, const char *s, const char *after, int width, bool right) {
  int pad = width - text_width(s);
  if (right) *blanks += pad;
  if (s[strspn(s, " ")]) {
    text_spaces(f, *blanks);
    fprintf(f, "%s%s%s", before, s, after);
    *blanks = 0;
  } else
    *blanks += text_width(s);
  if (!right) *blanks += pad;
}

static void print_head(const grid *g, const block *b, FILE *f) {
  int lines = 0;
  for (int i = 0; i < b->count; i++)
    if (g->column[b->column[i]].head_lines > lines) lines = g->column[b->column[i]].head_lines;
  for (int l = 0; l < lines; l++) {
    int blanks = 0;
    for (int i = 0; i < b->count; i++) {
      int c = b->column[i];
      const column *col = &g->column[c];
      if (col->kind & GRID_JOINED) continue;
      int at = l - (lines - col->head_lines);
      blanks += i ? gap(g, c) : 1;
      put(f, &blanks, "", at >= 0 ? col->head[at] : "", "", shared_width(g, c), col->kind & GRID_RIGHT);
    }
    fputc('\n', f);
  }
}

static void print_row(const grid *g, const block *b, const row *r, FILE *f, bool colour) {
  int blanks = 0;
  for (int i = 0; i < b->count; i++) {
    int c = b->column[i];
    if (c >= r->count) continue;
    const cell *x = &r->cell[c];
    blanks += i ? gap(g, c) : 1;
    put(f, &blanks, tone_start(colour, x->tone), x->text, tone_end(colour, x->tone), g->column[c].width,
        g->column[c].kind & GRID_RIGHT);
  }
  fputc('\n', f);
}

void grid_print(grid *g, FILE *f, int width, bool colour) {
  fit_heads(g);
  block b = {0};
  int sticky = 0;
  while (sticky < g->columns && g->column[sticky].kind & GRID_STICKY) b.column[b.count++] = sticky++;
  int room = width - 1 - span(g, 0, sticky);
  for (int from = sticky; from < g->columns || from == sticky;) {
    int end = from < g->columns ? block_end(g, from, room) : from + 1;
    if (from > sticky) fputc('\n', f);
    b.count = sticky;
    for (int c = from; c < end && c < g->columns; c++) b.column[b.count++] = c;
    bool last = end >= g->columns;
    print_head(g, &b, f);
    for (int r = 0; r < g->rows; r++) {
      print_row(g, &b, &g->row[r], f, colour);
      if (!last || g->row[r].note == NULL) continue;
      fprintf(f, "    %s", tone_start(colour, TONE_DIM));
      text_wrap(f, g->row[r].note, 4, 4, width);
      fputs(tone_end(colour, TONE_DIM), f);
    }
    from = end;
  }
}

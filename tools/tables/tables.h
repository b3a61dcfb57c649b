// tables.h -- what the files of this build tool share: the tree of a YAML file with its places, complaints, fields with
// units and bounds, and the writing of C. It turns data/*.yaml into the .def tables that the library is compiled from.
#pragma once
#include <stdbool.h>
#include <stdio.h>

// ---- the tree (tree.c) ----------------------------------------------------------------------------------------------
typedef enum node_kind { WORD, LIST, MAP } node_kind;
typedef struct node {
  node_kind kind;
  const char *text;       // of a word; "" when nothing was written
  int line, column;       // from 1; of a group: where its first key stands
  const char *file;       // as given on the command line
  const struct node *key; // inside a map
  struct node *first, *last, *next;
} node;
void *keep(size_t size); // zeroed; lives as long as the program; ends it when memory is short
// NULL, with complaints, when the file is not YAML; ends the program with 7 when it cannot be read.
const node *tree_read(const char *file);
const node *child(const node *map, const char *key); // NULL when absent

// ---- complaints (complain.c): kept in the order of the files, printed together ---------------------------------------
void complain_at(const char *file, int line, int column, const char *format, ...) __attribute__((format(printf, 4, 5)));
void complain(const node *at, const char *format, ...) __attribute__((format(printf, 2, 3)));
int complaints_print(FILE *f); // their number
// The name that was probably meant, or NULL. name(i, user): the i-th, NULL past the end.
typedef const char *name_fn(int i, const void *user);
const char *nearest(const char *word, name_fn *name, const void *user);

// ---- fields (field.c) -----------------------------------------------------------------------------------------------
typedef enum kind {
  NUMBER, // "30 N", or {value: 30 N, grade: C, source: "..."}
  RANGE,  // {value: 30 N, low: 10 N, high: 60 N}
  CHOICE, // one of a few words
  TEXT,
  GRADE, // A to D
  NAME,  // of something defined elsewhere: left to the caller
} kind;
typedef struct field {
  const char *key;
  kind kind;
  const char *unit;           // what the number is written in, and comes out in
  double low, high;           // in that unit
  const char *const *choices; // NULL-ended
  const char *otherwise;      // what stands when it is left out; NULL = it may not be
} field;
#define FIELD(key, kind)                                                                                               \
  { key, kind, NULL, 0, 0, NULL, NULL }
#define FIELD_CHOICE(key, choices)                                                                                     \
  { key, CHOICE, NULL, 0, 0, choices, NULL }
#define FIELD_NUMBER(key, unit, low, high)                                                                             \
  { key, NUMBER, unit, low, high, NULL, NULL }
#define FIELD_RANGE(key, unit, low, high)                                                                              \
  { key, RANGE, unit, low, high, NULL, NULL }
typedef struct value {
  double number[3]; // value, low, high
  const char *text;
  const node *at;     // where it is written; NULL when left out
  const char *source; // of this value alone; NULL
} value;
// Reads the fields of a group into v. Complains about keys that are neither a field nor in more (NULL-ended), and about
// what is missing. what: "a tool".
void read_fields(const node *map, const char *what, const field *f, int n, const char *const *more, value *v);
// A C identifier: `id` when written, else the key in capitals.
const char *identifier(const node *entry);
bool check_head(const node *root, const char *kind, const char *const *more);

// ---- writing C (write.c) --------------------------------------------------------------------------------------------
void put_number(FILE *f, double v); // the shortest text that reads back the same
void put_text(FILE *f, const char *text);
void put_capitals(FILE *f, const char *word);
// The entry's source with those of single values behind it.
void put_source(FILE *f, const field *fields, const value *v, int n, const char *source);
typedef struct macro {
  const char *name, *arguments;
} macro;
void put_head(FILE *f, const char *name, const char *from, const macro *m, int n);
void put_tail(FILE *f, const macro *m, int n);

// ---- the two files ----------------------------------------------------------------------------------------------------
// Checks, complaining; then writes, when f is given.
void techniques(const node *root, FILE *f);
void regions(const node *root, FILE *f);

// Elimination that skips zeros. The rooms' Jacobian is a fifth full: regions meet only through the person, so columns
// with few entries go first and the border last. Pivots are the largest of their column, ties to the first row.
#include "lu.h"
#include <stdlib.h>
#include <string.h>

struct kn_lu {
  int n;
  double *a;     // n x n, row-major, rows as given, columns in elimination order
  int *column;   // elimination order of the columns
  int *row;      // row[k]: which row was the k-th pivot
  int *list;     // scratch: columns of a pivot row
  double *value; // factors in the order in which solving reads them
  int *index;
  int *l_start, *u_start; // of pivot k's part of L (below) and U (right), n + 1 each
  double *pivot;
  int count;
};

void kn_lu_destroy(kn_lu *f) {
  if (f == NULL) return;
  free(f->a), free(f->column), free(f->row), free(f->list), free(f->value), free(f->index);
  free(f->l_start), free(f->u_start), free(f->pivot), free(f);
}

kn_lu *kn_lu_create(int n) {
  kn_lu *f = calloc(1, sizeof *f);
  if (f == NULL) return NULL;
  size_t m = (size_t)n, mm = m * m;
  f->n = n;
  f->a = malloc(mm * sizeof *f->a);
  f->column = malloc(m * sizeof *f->column);
  f->row = malloc(m * sizeof *f->row);
  f->list = malloc(m * sizeof *f->list);
  f->value = malloc(mm * sizeof *f->value);
  f->index = malloc(mm * sizeof *f->index);
  f->l_start = malloc((m + 1) * sizeof *f->l_start);
  f->u_start = malloc((m + 1) * sizeof *f->u_start);
  f->pivot = malloc(m * sizeof *f->pivot);
  if (f->a && f->column && f->row && f->list && f->value && f->index && f->l_start && f->u_start && f->pivot) return f;
  kn_lu_destroy(f);
  return NULL;
}

// Columns by number of entries of their row and column, fewest first (insertion sort: n is small and order nearly kept)
static void order(kn_lu *f, double *const *columns) {
  int n = f->n, *entries = f->list;
  memset(entries, 0, (size_t)n * sizeof *entries);
  for (int j = 0; j < n; j++)
    for (int i = 0; i < n; i++)
      if (columns[j][i] != 0.0) entries[i]++, entries[j]++;
  for (int j = 0; j < n; j++) {
    int k = j;
    for (; k > 0 && entries[f->column[k - 1]] > entries[j]; k--) f->column[k] = f->column[k - 1];
    f->column[k] = j;
  }
}

bool kn_lu_factor(kn_lu *f, double *const *columns) {
  int n = f->n;
  order(f, columns);
  for (int j = 0; j < n; j++) {
    const double *c = columns[f->column[j]];
    for (int i = 0; i < n; i++) f->a[i * n + j] = c[i];
  }
  for (int i = 0; i < n; i++) f->row[i] = i;
  for (int k = 0; k < n; k++) {
    int best = k;
    double most = 0;
    for (int i = k; i < n; i++) {
      double v = f->a[f->row[i] * n + k];
      if (v < 0) v = -v;
      if (v > most) most = v, best = i;
    }
    if (!(most > 0)) return false;
    int t = f->row[k];
    f->row[k] = f->row[best];
    f->row[best] = t;
    const double *p = &f->a[f->row[k] * n];
    int used = 0;
    for (int j = k + 1; j < n; j++)
      if (p[j] != 0.0) f->list[used++] = j;
    for (int i = k + 1; i < n; i++) {
      double *r = &f->a[f->row[i] * n];
      if (r[k] == 0.0) continue;
      double q = r[k] /= p[k];
      for (int c = 0; c < used; c++) r[f->list[c]] -= q * p[f->list[c]];
    }
  }
  // Packed by columns of L and rows of U
  f->count = 0;
  for (int k = 0; k < n; k++) {
    f->l_start[k] = f->count;
    for (int i = k + 1; i < n; i++)
      if (f->a[f->row[i] * n + k] != 0.0) f->value[f->count] = f->a[f->row[i] * n + k], f->index[f->count++] = i;
    f->u_start[k] = f->count;
    for (int j = k + 1; j < n; j++)
      if (f->a[f->row[k] * n + j] != 0.0) f->value[f->count] = f->a[f->row[k] * n + j], f->index[f->count++] = j;
    f->pivot[k] = f->a[f->row[k] * n + k];
  }
  f->l_start[n] = f->count;
  return true;
}

void kn_lu_solve(const kn_lu *f, const double *b, double *x) {
  int n = f->n;
  double *y = f->a; // the dense copy is no longer needed once packed
  for (int i = 0; i < n; i++) y[i] = b[f->row[i]];
  for (int k = 0; k < n; k++) {
    double v = y[k];
    if (v == 0.0) continue;
    for (int e = f->l_start[k]; e < f->u_start[k]; e++) y[f->index[e]] -= f->value[e] * v;
  }
  for (int k = n - 1; k >= 0; k--) {
    double v = y[k];
    for (int e = f->u_start[k]; e < f->l_start[k + 1]; e++) v -= f->value[e] * y[f->index[e]];
    y[k] = v / f->pivot[k];
  }
  for (int k = 0; k < n; k++) x[f->column[k]] = y[k];
}

int kn_lu_nonzeros(const kn_lu *f) { return f->count + f->n; }

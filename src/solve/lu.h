// lu.h -- LU factors of a small matrix that is mostly zeros, for the Newton matrices of the reference integrator.
#pragma once
#include <stdbool.h>

typedef struct kn_lu kn_lu;
kn_lu *kn_lu_create(int n); // NULL: no memory
void kn_lu_destroy(kn_lu *f);
// Factors the matrix whose columns are given; false when singular.
bool kn_lu_factor(kn_lu *f, double *const *columns);
void kn_lu_solve(const kn_lu *f, const double *b, double *x);
int kn_lu_nonzeros(const kn_lu *f);

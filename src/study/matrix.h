// matrix.h -- small dense symmetric algebra, row-major. Sums run in a fixed order: the same bits everywhere.
#pragma once
#include <stdbool.h>

// Lower triangle of A (n by n) into its Cholesky factor, in place. False when A is not positive definite: a pivot below
// 1e-12 of its diagonal (a column that follows from the others).
bool kn_cholesky(double *A, int n);
double kn_cholesky_log_det(const double *L, int n);
void kn_forward(const double *L, int n, double *b);  // b <- L^-1 b
void kn_backward(const double *L, int n, double *b); // b <- L^-T b

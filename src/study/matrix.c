#include "matrix.h"
#include <math.h>

bool kn_cholesky(double *A, int n) {
  for (int j = 0; j < n; j++) {
    double *row = A + j * n, diagonal = row[j];
    for (int i = 0; i <= j; i++) {
      double *other = A + i * n, s = row[i];
      for (int k = 0; k < i; k++) s -= row[k] * other[k];
      if (i < j)
        row[i] = s / other[i];
      else if (s > 1e-12 * diagonal && s > 0.0)
        row[j] = sqrt(s);
      else
        return false;
    }
  }
  return true;
}

double kn_cholesky_log_det(const double *L, int n) {
  double s = 0.0;
  for (int i = 0; i < n; i++) s += log(L[i * n + i]);
  return 2.0 * s;
}

void kn_forward(const double *L, int n, double *b) {
  for (int i = 0; i < n; i++) {
    for (int k = 0; k < i; k++) b[i] -= L[i * n + k] * b[k];
    b[i] /= L[i * n + i];
  }
}

void kn_backward(const double *L, int n, double *b) {
  for (int i = n - 1; i >= 0; i--) {
    for (int k = i + 1; k < n; k++) b[i] -= L[k * n + i] * b[k];
    b[i] /= L[i * n + i];
  }
}

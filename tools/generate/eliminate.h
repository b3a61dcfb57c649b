// eliminate.h -- LU factors of a sparse matrix of expressions, pivots on the diagonal in an order fixed beforehand.
#pragma once
#include "tape.h"

// Rows and columns 0 .. pivots-1 are eliminated; what is beyond is a border, whose corner is left as the Schur complement.
struct factors {
  int pivots, size;
  std::vector<int> order;                    // of the pivots
  std::map<std::pair<int, int>, node> entry; // row, column: below the pivots L, from them on U; the corner
  std::map<int, node> inverse;               // of each pivot
};
typedef std::map<std::pair<int, int>, node> matrix;
factors eliminate(tape &t, const matrix &a, int pivots, int size);

#include "eliminate.h"
#include <set>

// Markowitz: the pivot whose row and column have the fewest other entries, products counted
static std::vector<int> order_of(const matrix &a, int pivots, int size) {
  std::vector<std::set<int>> row((size_t)size), column((size_t)size);
  for (auto &e : a)
    row[(size_t)e.first.first].insert(e.first.second), column[(size_t)e.first.second].insert(e.first.first);
  std::set<int> left;
  for (int i = 0; i < pivots; i++) left.insert(i);
  std::vector<int> order;
  while (!left.empty()) {
    int best = -1;
    size_t least = SIZE_MAX;
    for (int i : left) {
      size_t cost = (row[(size_t)i].size() - 1) * (column[(size_t)i].size() - 1);
      if (cost < least) least = cost, best = i;
    }
    order.push_back(best);
    left.erase(best);
    std::set<int> r = row[(size_t)best], c = column[(size_t)best];
    for (int j : r) column[(size_t)j].erase(best);
    for (int i : c) row[(size_t)i].erase(best);
    r.erase(best), c.erase(best);
    for (int i : c)
      for (int j : r) row[(size_t)i].insert(j), column[(size_t)j].insert(i);
  }
  return order;
}

factors eliminate(tape &t, const matrix &given, int pivots, int size) {
  factors f = {pivots, size, order_of(given, pivots, size), given, {}};
  matrix &a = f.entry;
  std::vector<bool> done((size_t)size, false);
  for (int k : f.order) {
    done[(size_t)k] = true;
    node inverse = f.inverse[k] = t.make(op::div, t.number(1), a.at({k, k}));
    std::vector<int> rows, columns;
    for (int i = 0; i < size; i++) {
      if (done[(size_t)i]) continue;
      if (a.count({i, k})) rows.push_back(i);
      if (a.count({k, i})) columns.push_back(i);
    }
    for (int i : rows) {
      node l = a[{i, k}] = t.make(op::mul, a[{i, k}], inverse);
      for (int j : columns) {
        node product = t.make(op::mul, l, a[{k, j}]);
        auto have = a.find({i, j});
        a[{i, j}] = have == a.end() ? t.make(op::neg, product) : t.make(op::sub, have->second, product);
      }
    }
  }
  return f;
}

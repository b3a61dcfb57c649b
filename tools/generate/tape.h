// tape.h -- equations as data: a list of operations, each on earlier ones, equal ones kept once (hash-consing). Recording
// a room writes onto a tape; the kernel's C is written from it, and whatever else wants to read the equations can too.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

// X(name, operands)
#define TAPE_OPS(X)                                                                                                    \
  X(constant, 0)                                                                                                       \
  X(leaf, 0)                                                                                                           \
  X(add, 2)                                                                                                            \
  X(sub, 2)                                                                                                            \
  X(mul, 2)                                                                                                            \
  X(div, 2)                                                                                                            \
  X(neg, 1)                                                                                                            \
  X(sqrt, 1)                                                                                                           \
  X(exp, 1)                                                                                                            \
  X(log, 1)                                                                                                            \
  X(log1p, 1)                                                                                                          \
  X(log_below, 1) /* what a logarithm divides by, and the logarithm with that reciprocal (fast.h) */                   \
  X(log_by, 2)                                                                                                         \
  X(log1p_below, 1)                                                                                                    \
  X(log1p_by, 2)                                                                                                       \
  X(round, 1)                                                                                                          \
  X(cos_turns, 1)                                                                                                      \
  X(sin_turns, 1)                                                                                                      \
  X(abs, 1)                                                                                                            \
  X(max, 2)                                                                                                            \
  X(min, 2)                                                                                                            \
  X(less, 2)   /* a mask: a < b */                                                                                     \
  X(choose, 3) /* mask ? b : c */
enum class op {
#define TAPE_OP(name, n) name,
  TAPE_OPS(TAPE_OP)
#undef TAPE_OP
};
int op_operands(op o);
const char *op_name(op o);

// What a leaf stands for. The first ones are the recording's own, the others arrays of the kernel.
enum class leaf {
  parameter,
  input,        // of the person
  input_region, // of one region; region_other: of another one, to see where regions meet
  input_region_other,
  state,
  state_region,
  state_region_other,
  time,
  link, // what the regions read of the person
  join, // what the person reads of the regions: a sum over them
  jacobian_link,
  jacobian_region,
  jacobian_person,
  inverse_step, // 1/(gamma h)
  corner,
  factor_region,
  factor_person,
  right,      // right-hand side
  right_link, // forward sums and solved links
  right_join,
};

typedef int node; // place on the tape
struct entry {
  op what;
  node of[3];
  double value; // constant
  leaf kind;
  int index;
  uint32_t needs; // bit (int)leaf: depends on a leaf of that kind
};
constexpr uint32_t bit(leaf k) { return 1u << (int)k; }

class tape {
public:
  node number(double value);
  node variable(leaf kind, int index);
  // Simplifies what is exact: x + 0, x * 1, x * 0 and sums of constants, which only derivatives have.
  node make(op what, node a, node b = -1, node c = -1);
  const entry &at(node n) const { return entries[(size_t)n]; }
  int size() const { return (int)entries.size(); }
  bool is(node n, double value) const;
  // The same expression on the same tape with leaves (or any nodes) replaced; known: what is replaced, grows.
  node rewrite(node n, std::map<node, node> &known, const std::function<node(const entry &, node, node, node)> &again);
  node rewrite(node n, std::map<node, node> &known);

private:
  std::vector<entry> entries;
  std::map<std::tuple<int, int, int, int, uint64_t>, node> known;
  node keep(const entry &e);
};

#include "tape.h"
#include <cmath>
#include <cstring>

static const int operands[] = {
#define TAPE_OP(name, n) n,
    TAPE_OPS(TAPE_OP)
#undef TAPE_OP
};
static const char *const names[] = {
#define TAPE_OP(name, n) #name,
    TAPE_OPS(TAPE_OP)
#undef TAPE_OP
};
int op_operands(op o) { return operands[(int)o]; }
const char *op_name(op o) { return names[(int)o]; }

node tape::keep(const entry &e) {
  uint64_t bits = 0;
  if (e.what == op::constant)
    memcpy(&bits, &e.value, sizeof bits);
  else if (e.what == op::leaf)
    bits = (uint64_t)e.kind << 32 | (uint64_t)e.index;
  auto key = std::make_tuple((int)e.what, e.of[0], e.of[1], e.of[2], bits);
  auto found = known.find(key);
  if (found != known.end()) return found->second;
  entries.push_back(e);
  return known[key] = size() - 1;
}
node tape::number(double value) {
  return keep({op::constant, {-1, -1, -1}, value + 0.0, leaf::parameter, 0, 0}); // + 0: one zero only
}
node tape::variable(leaf kind, int index) { return keep({op::leaf, {-1, -1, -1}, 0, kind, index, bit(kind)}); }
bool tape::is(node n, double value) const {
  const entry &e = at(n);
  return e.what == op::constant && !(e.value < value) && !(e.value > value);
}

node tape::make(op what, node a, node b, node c) {
  auto constant = [&](node n) { return at(n).what == op::constant; };
  auto value = [&](node n) { return at(n).value; };
  switch (what) { // sums and products of constants are exact in the same way here and there
  case op::add:
    if (constant(a) && constant(b)) return number(value(a) + value(b));
    if (is(a, 0)) return b;
    if (is(b, 0)) return a;
    if (at(b).what == op::neg) return make(op::sub, a, at(b).of[0]);
    if (at(a).what == op::neg) return make(op::sub, b, at(a).of[0]);
    break;
  case op::sub:
    if (constant(a) && constant(b)) return number(value(a) - value(b));
    if (is(b, 0)) return a;
    if (is(a, 0)) return make(op::neg, b);
    if (a == b) return number(0);
    if (at(b).what == op::neg) return make(op::add, a, at(b).of[0]);
    break;
  case op::mul:
    if (constant(a) && constant(b)) return number(value(a) * value(b));
    if (is(a, 0) || is(b, 0)) return number(0);
    if (is(a, 1)) return b;
    if (is(b, 1)) return a;
    if (is(a, -1)) return make(op::neg, b);
    if (is(b, -1)) return make(op::neg, a);
    if (at(a).what == op::neg) return make(op::neg, make(op::mul, at(a).of[0], b));
    if (at(b).what == op::neg) return make(op::neg, make(op::mul, a, at(b).of[0]));
    break;
  case op::div:
    if (constant(a) && constant(b)) return number(value(a) / value(b));
    if (is(a, 0)) return a;
    if (is(b, 1)) return a;
    break;
  case op::neg:
    if (constant(a)) return number(-value(a));
    if (at(a).what == op::neg) return at(a).of[0];
    break;
  case op::choose:
    if (b == c) return b;
    break;
  default:
    break;
  }
  if ((what == op::add || what == op::mul) && a > b) std::swap(a, b);
  entry e = {what, {a, b, c}, 0, leaf::parameter, 0, 0};
  for (node n : e.of)
    if (n >= 0) e.needs |= at(n).needs;
  return keep(e);
}

node tape::rewrite(node n, std::map<node, node> &done,
                   const std::function<node(const entry &, node, node, node)> &again) {
  auto found = done.find(n);
  if (found != done.end()) return found->second;
  entry e = at(n);
  if (op_operands(e.what) == 0) return done[n] = n;
  node of[3] = {-1, -1, -1};
  for (int i = 0; i < op_operands(e.what); i++) of[i] = rewrite(e.of[i], done, again);
  return done[n] = again(e, of[0], of[1], of[2]);
}
node tape::rewrite(node n, std::map<node, node> &done) {
  return rewrite(n, done, [this](const entry &e, node a, node b, node c) { return make(e.what, a, b, c); });
}

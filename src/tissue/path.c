#include "path.h"

// Levels of a patch stand at powers of this, in newtons: the same ones whatever force it is followed to.
static const double LADDER = 1.65;
// The rung that holds this force
static int rung(double force) {
  double n = kn_log(force) / kn_log(LADDER) - 1e-9;
  int i = (int)n;
  return i < n ? i + 1 : i;
}

// The last level: depth (m), or force of a patch (N); and what finite.h resolves for it
static double last_of(const kn_press_tool *t, double deepest) {
  return t->shape == KN_PRESS_PATCH ? kn_pow(LADDER, rung(deepest)) : deepest;
}
static double resolved(const kn_press_tool *t, double deepest) {
  return t->shape == KN_PRESS_PATCH ? kn_press_radius(t, last_of(t, deepest)) : deepest;
}
size_t kn_path_memory(const kn_stack *s, const kn_press_tool *t, double deepest) {
  return kn_finite_size(s, t, resolved(t, deepest));
}

// Contact radius over a level's where a reading's dependence on it is taken: tissue that has crept is deep under a contact that
// is smaller than that of the level.
static const double NARROW = 0.8;

// Levels crowd where contact begins.
static double step_to(const kn_press_tool *t, double deepest, int i) {
  if (t->shape == KN_PRESS_PATCH) return kn_pow(LADDER, rung(deepest) + i - (KN_LEVELS - 1));
  return deepest * kn_pow((i + 1.0) / KN_LEVELS, 1.5);
}

// The linear column whose depth at once equals the level's: the layers' secants, all times one factor.
static bool match(kn_path_level *v, const kn_hankel *h, kn_table *t) {
  double factor = 1.0, z = 0.0;
  const kn_stack *s = v->column.stack;
  for (int i = 0; i < 6; i++) {
    for (int b = 0; b < v->column.slabs; b++) {
      const kn_slab *sl = &v->column.slab[b];
      v->column.slab[b].shear = s->layer[sl->layer].shear * v->finite.secant[sl->layer] * factor;
    }
    kn_response r;
    if (!kn_table_fill(t, &v->column, v->load.radius, KN_AT_ONCE, KN_NORMAL, 1, &z)) return false;
    kn_axis(h, t, &v->load, &r);
    double ratio = r.w / v->finite.depth;
    factor *= ratio;
    if (kn_abs(ratio - 1.0) < 1e-3) break;
  }
  return true;
}

// Depths at which the column is read: for each layer its top and its middle (just above a sheet that lies there).
static int depths(const kn_stack *s, double *z) {
  for (int l = 0; l < s->layers; l++) {
    z[2 * l] = kn_stack_top(s, l);
    z[2 * l + 1] = z[2 * l] + 0.5 * s->layer[l].thickness * (1.0 - 1e-6);
  }
  return 2 * s->layers;
}

static void readings(const kn_stack *s, const kn_response *r, double *out) {
  out[KN_DEPTH] = r[0].w;
  for (int l = 0; l < s->layers; l++) {
    double below = l + 1 < s->layers ? r[2 * l + 2].w : 0.0;
    out[KN_STRAIN + l] = (r[2 * l].w - below) / s->layer[l].thickness;
    out[KN_STRAIN_MID + l] = -r[2 * l + 1].dw;
    out[KN_SHEAR + l] = -r[2 * l + 1].dw; // fades as the vertical strain does
    out[KN_PRESSURE + l] = r[2 * l + 1].p;
  }
}

static bool fade(kn_path_level *v, const kn_hankel *h, const kn_relax *r, kn_table *t) {
  const kn_stack *s = v->column.stack;
  // [0] at the level's contact radius, [1] at a narrower one
  double z[2 * KN_LAYERS], once[2][KN_READINGS] = {{0}}, late[2][KN_SAMPLES][KN_READINGS];
  int n = depths(s, z);
  memset(late, 0, sizeof late);
  kn_disc load[2] = {v->load, v->load};
  load[1].radius *= NARROW;
  for (int m = -1; m < KN_SAMPLES; m++) {
    kn_response out[KN_DEPTHS];
    double s_of = m < 0 ? KN_AT_ONCE : r->sample[m];
    if (!kn_table_fill(t, &v->column, load[1].radius, s_of, KN_NORMAL, n, z)) return false;
    for (int w = 0; w < 2; w++) {
      kn_axis(h, t, &load[w], out);
      readings(s, out, m < 0 ? once[w] : late[w][m]);
    }
  }
  const kn_level *f = &v->finite;
  v->per_force[KN_DEPTH] = f->depth / f->force;
  for (int l = 0; l < s->layers; l++) {
    double below = l + 1 < s->layers ? f->top[l + 1] : 0.0;
    v->per_force[KN_STRAIN + l] = (f->top[l] - below) / s->layer[l].thickness / f->force;
    v->per_force[KN_STRAIN_MID + l] = f->strain[l] / f->force;
    v->per_force[KN_SHEAR + l] = f->shear[l] / f->force;
    v->per_force[KN_PRESSURE + l] = f->pressure[l] / f->force;
  }
  double force = kn_disc_force(&v->load);
  for (int q = 0; q < KN_READINGS; q++) {
    double *one = once[0], sampled[2][KN_SAMPLES], memory[2][KN_MEMORIES];
    if (one[q] > 0 && once[1][q] > 0) v->spread[q] = kn_log(once[1][q] / one[q]) / kn_log(NARROW);
    for (int w = 0; w < 2; w++) {
      for (int m = 0; m < KN_SAMPLES; m++) sampled[w][m] = late[w][m][q];
      kn_relax_fit(r, once[w][q], sampled[w], memory[w]);
    }
    // what fades is to what is there at once as in the linear layers, unless that is near to nothing, as a middle layer's
    // strain may be: then it stands as it is
    double times = v->per_force[q] * force / one[q];
    if (!(one[q] > 0 || one[q] < 0) || !(times > 0.25 && times < 4.0)) times = 1.0;
    double per = q == KN_DEPTH ? 1.0 / one[q] : times / force;
    for (int j = 0; j < KN_MEMORIES; j++) {
      v->memory[q][j] = per * memory[0][j];
      v->memory_spread[q][j] = per * (memory[1][j] - memory[0][j]) / kn_log(NARROW);
    }
  }
  return true;
}

bool kn_path_build(kn_path *p, const kn_hankel *h, const kn_relax *r, const kn_stack *s, const kn_press_tool *t,
                   double deepest, void *memory) {
  memset(p, 0, sizeof *p);
  p->stack = *s;
  p->tool = *t;
  // first touch: a ~ d^1/2 and F ~ d^3/2 under a sphere; under a patch of A ~ F^m, d ~ F/a ~ F^(1 - m/2)
  double half = t->shape == KN_PRESS_PATCH ? 0.5 * t->exponent : 0.0;
  p->radius_power = t->shape == KN_PRESS_SPHERE ? 0.5 : half / (1.0 - half);
  p->give_power = -p->radius_power;
  kn_finite *f = kn_finite_begin(memory, &p->stack, t, resolved(t, deepest));
  kn_table table;
  double before = 0.0;
  for (int i = 0; i < KN_LEVELS; i++) {
    kn_path_level *v = &p->level[p->levels];
    if (!kn_finite_press(f, step_to(t, deepest, i), &v->finite) || !(v->finite.depth > before) ||
        !(v->finite.force > 0))
      break;
    before = v->finite.depth;
    kn_column_cut(&p->stack, &v->column);
    if (t->shape == KN_PRESS_SPHERE) {
      v->load.radius = v->finite.radius;
      memcpy(v->load.load, v->finite.load, sizeof v->load.load);
    } else // a punch presses most at its rim: f(x) = 1
      kn_disc_patch(h, v->finite.radius, t->shape == KN_PRESS_PATCH ? t->profile : -0.5, v->finite.force, &v->load);
    if (!match(v, h, &table) || !fade(v, h, r, &table)) break;
    p->ln_depth[i] = kn_log(v->finite.depth);
    p->ln_give[i] = kn_log(v->per_force[KN_DEPTH]);
    p->ln_radius[i] = kn_log(v->finite.radius);
    p->levels++;
  }
  if (p->levels < 2) return false;
  int l = p->levels - 1;
  double way = p->ln_depth[l] - p->ln_depth[l - 1];
  p->last_give = (p->ln_give[l] - p->ln_give[l - 1]) / way;
  p->last_radius = (p->ln_radius[l] - p->ln_radius[l - 1]) / way;
  return true;
}

kn_at kn_path_at(const kn_path *p, double depth) {
  double x = kn_log(depth > 1e-9 ? depth : 1e-9);
  const double *n = p->ln_depth;
  kn_at a = {0};
  if (x < n[0]) {
    a.count = 1;
    a.weight[0] = 1.0;
    a.below = x - n[0];
    return a;
  }
  if (x > n[p->levels - 1]) {
    a.first = p->levels - 1;
    a.count = 1;
    a.weight[0] = 1.0;
    a.above = x - n[p->levels - 1];
    return a;
  }
  int i = 0;
  while (i < p->levels - 2 && n[i + 1] < x) i++;
  a.count = p->levels < 4 ? p->levels : 4;
  a.first = i - 1;
  if (a.first + a.count > p->levels) a.first = p->levels - a.count;
  if (a.first < 0) a.first = 0;
  for (int k = 0; k < a.count; k++) { // Lagrange's polynomials and their slopes
    double value = 1.0, slope = 0.0;
    for (int j = 0; j < a.count; j++) {
      if (j == k) continue;
      double d = n[a.first + k] - n[a.first + j], part = (x - n[a.first + j]) / d;
      slope = slope * part + value / d;
      value *= part;
    }
    a.weight[k] = value;
    a.slope[k] = slope;
  }
  return a;
}

double kn_path_wider(const kn_path *p, const kn_at *at, double force) {
  if (p->tool.shape != KN_PRESS_PATCH || !(p->tool.exponent > 0) || !(force > 0)) return 0.0;
  return kn_log(kn_press_radius(&p->tool, force)) - kn_path_ln_radius(p, at);
}

double kn_path_give_slope(const kn_path *p, const kn_at *a) {
  if (a->below < 0) return p->give_power;
  if (a->above > 0) return p->last_give;
  double sum = 0.0;
  for (int i = 0; i < a->count; i++) sum += a->slope[i] * p->ln_give[a->first + i];
  return sum;
}

// Outside the levels a reading follows the contact's radius, as it does between them.
double kn_path_gain(const kn_path *p, const kn_at *at, int q, double wider, double *memory) {
  static const double FAR = 0.7; // a memory follows ln of the radius so far
  double give = 0.0, spread = 0.0, outside = kn_path_outside(p, at), by = kn_min(kn_max(wider + outside, -FAR), FAR);
  const kn_path_level *v = p->level + at->first;
  for (int j = 0; memory && j < KN_MEMORIES; j++) memory[j] = 0.0;
  for (int i = 0; i < at->count; i++) {
    give += at->weight[i] * v[i].per_force[q];
    spread += at->weight[i] * v[i].spread[q];
    for (int j = 0; memory && j < KN_MEMORIES; j++)
      memory[j] += at->weight[i] * (v[i].memory[q][j] + by * v[i].memory_spread[q][j]);
  }
  double times = kn_exp(spread * (wider + outside));
  give = q == KN_DEPTH ? kn_exp(kn_path_ln_give(p, at) + spread * wider) : give * times; // a power of the depth
  double scale = (q == KN_DEPTH ? give : times) * kn_exp(-spread * by);
  for (int j = 0; memory && j < KN_MEMORIES; j++) memory[j] *= scale;
  return give;
}

double kn_path_contact(const kn_path *p, double depth, double force) {
  if (p->tool.shape == KN_PRESS_PATCH && force > 0) return kn_press_radius(&p->tool, force);
  kn_at at = kn_path_at(p, depth > 0 ? depth : 0.0);
  return kn_exp(kn_path_ln_radius(p, &at));
}

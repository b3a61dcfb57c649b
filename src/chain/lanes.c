// The written-out kernel for KN_LANES people: compiled once for each width, with that machine's instructions.
#include "chain.rhs.h"
#include "../lane/fast.h"
#include "lanes.h"
#define GEN_KERNEL
#include <generated/kernel.h>

#define KN_NAMED2(name, lanes) name##_##lanes
#define KN_NAMED(name, lanes)  KN_NAMED2(name, lanes)

enum { C = GEN_COEFFICIENTS_PERSON, CR = GEN_COEFFICIENTS_REGION };
_Static_assert(GEN_PERSON == (int)KN_MIND_STATES && GEN_REGION == (int)KN_REGION_STATES,
               "written from these equations");

// What is handed on within one evaluation
typedef struct passing {
  kn_f link[GEN_LINKS], carried[GEN_CARRIED], join[GEN_JOINS], corner[GEN_CORNER];
} passing;

static void clear(kn_f *x, int n) {
  for (int i = 0; i < n; i++) x[i] = kn_num(0.0);
}

static void rates(const kn_system *s, const void *coefficient, const void *time, const void *state, void *rate,
                  void *scratch) {
  const kn_f *c = coefficient, *y = state;
  kn_f *f = rate;
  passing *p = scratch;
  clear(p->join, GEN_JOINS);
  gen_links(c, y, p->link, p->carried);
  for (int i = 0; i < s->blocks; i++)
    gen_region(c, c + C + i * CR, y + GEN_PERSON + i * GEN_REGION, p->link, f + GEN_PERSON + i * GEN_REGION, p->join);
  gen_person(c, *(const kn_f *)time, y, p->link, p->carried, p->join, f);
}

static void slopes(const kn_system *s, const void *coefficient, const void *time, const void *state, void *rate,
                   void *by_time, void *slope, void *scratch) {
  const kn_f *c = coefficient, *y = state;
  kn_f *f = rate, *J = slope;
  passing *p = scratch;
  clear(p->join, GEN_JOINS);
  gen_links_slopes(c, y, p->link, p->carried, J);
  J += GEN_SLOPES_LINKS;
  for (int i = 0; i < s->blocks; i++)
    gen_region_slopes(c, c + C + i * CR, y + GEN_PERSON + i * GEN_REGION, p->link, f + GEN_PERSON + i * GEN_REGION,
                      p->join, J + GEN_SLOPES_PERSON + i * GEN_SLOPES_REGION);
  gen_person_slopes(c, *(const kn_f *)time, y, p->link, p->carried, p->join, f, by_time, J);
}

static void factor(const kn_system *s, const void *coefficient, const void *inverse_step, const void *slope,
                   void *factors, void *scratch) {
  const kn_f *c = coefficient, *JL = slope, *J = JL + GEN_SLOPES_LINKS, g = *(const kn_f *)inverse_step;
  kn_f *A = factors;
  passing *p = scratch;
  clear(p->corner, GEN_CORNER);
  for (int i = 0; i < s->blocks; i++)
    gen_region_factor(c, c + C + i * CR, g, J + GEN_SLOPES_PERSON + i * GEN_SLOPES_REGION,
                      A + GEN_FACTORS_PERSON + i * GEN_FACTORS_REGION, p->corner);
  gen_person_factor(c, g, JL, J, p->corner, A);
}

static void solve(const kn_system *s, const void *coefficient, const void *factors, void *right, void *scratch) {
  const kn_f *c = coefficient, *A = factors;
  kn_f *b = right;
  passing *p = scratch;
  clear(p->join, GEN_JOINS);
  for (int i = 0; i < s->blocks; i++)
    gen_region_forward(c, c + C + i * CR, A + GEN_FACTORS_PERSON + i * GEN_FACTORS_REGION,
                       b + GEN_PERSON + i * GEN_REGION, p->join);
  gen_person_solve(c, A, b, p->join, p->link);
  for (int i = 0; i < s->blocks; i++)
    gen_region_back(c, c + C + i * CR, A + GEN_FACTORS_PERSON + i * GEN_FACTORS_REGION, p->link,
                    b + GEN_PERSON + i * GEN_REGION);
}

void KN_NAMED(kn_chain_system, KN_LANES)(int regions, kn_system *s);
void KN_NAMED(kn_chain_system, KN_LANES)(int regions, kn_system *s) {
  *s = (kn_system){
      .lanes = KN_LANES,
      .blocks = regions,
      .states = GEN_PERSON + regions * GEN_REGION,
      .coefficients = C + regions * CR,
      .slopes = GEN_SLOPES_LINKS + GEN_SLOPES_PERSON + regions * GEN_SLOPES_REGION,
      .factors = GEN_FACTORS_PERSON + regions * GEN_FACTORS_REGION,
      .scratch = (int)(sizeof(passing) / sizeof(kn_f)),
      .rates = rates,
      .by_state = slopes,
      .factor = factor,
      .solve = solve,
  };
}

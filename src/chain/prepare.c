// The coefficients of the written-out kernel for one person, and the kernel of each width.
#include "chain.rhs.h"
#include "../lane/fast.h"
#include "lanes.h"
#include <generated/kernel.h>
#include <generated/prepare.h>

int kn_chain_coefficients(int regions) { return GEN_COEFFICIENTS_PERSON + regions * GEN_COEFFICIENTS_REGION; }

void kn_chain_prepare(const void *par, int regions, const void *in, double *c) {
  const kn_chain_in *u = in;
  gen_prepare(par, in, c);
  for (int i = 0; i < regions; i++)
    gen_prepare_region(par, in, (const double *)&u->region[i],
                       c + GEN_COEFFICIENTS_PERSON + i * GEN_COEFFICIENTS_REGION);
}

void kn_chain_system_1(int regions, kn_system *s);
void kn_chain_system_2(int regions, kn_system *s);
void kn_chain_system_4(int regions, kn_system *s);
void kn_chain_system_8(int regions, kn_system *s);

bool kn_chain_system(int lanes, int regions, kn_system *s) {
  if (!kn_lanes_run(lanes)) return false;
  switch (lanes) {
  case 1:
    kn_chain_system_1(regions, s);
    return true;
#ifdef KN_WIDE
  case 2:
    kn_chain_system_2(regions, s);
    return true;
  case 4:
    kn_chain_system_4(regions, s);
    return true;
  case 8:
    kn_chain_system_8(regions, s);
    return true;
#endif
  default:
    return false;
  }
}

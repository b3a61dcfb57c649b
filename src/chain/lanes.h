// lanes.h -- the chain for several people at once, a lane a person: the written-out kernel (tools/generate) as a system
// that the batch integrator can carry.
#pragma once
#include "../lane/system.h"

// Fills *s for persons with so many regions; false when this machine cannot run kernels of that width (1, 2, 4, 8).
bool kn_chain_system(int lanes, int regions, kn_system *s);
// What of one person's equations stays the same between two edges: kn_chain_coefficients(regions) numbers.
int kn_chain_coefficients(int regions);
// par: kn_chain_par, in: kn_chain_in, both of double
void kn_chain_prepare(const void *par, int regions, const void *in, double *c);

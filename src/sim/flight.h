// flight.h -- carrying life lines through legs of constant inputs: many at once over lanes, or one after the other by the
// reference integrator. Who flies what next is said by a source.
#pragma once
#include "../solve/batch.h"
#include "model.h"

enum { KN_MAX_STATES = KN_MIND_STATES + KN_CHAIN_REGIONS * KN_REGION_STATES };

// A line's leg->line points to one of these; the flight reads it whenever a leg begins.
typedef struct kn_line {
  const kn_chain_par *par;
  kn_chain_in in; // constant in a leg
  double y[KN_MAX_STATES];
  uint64_t person;  // for complaints
  double clock;     // what the clock shows at time 0 of her life, s
  kn_status status; // of the line, told by whoever ends it
  void *flight;     // in a convoy: whose it is
} kn_line;

typedef struct kn_flight {
  kn_ctx *ctx;
  int regions, lines; // lines: how many there will be at most
  double rtol;
  // Fills in the line's inputs and y, and t0, t1 and step of its next leg; clock times. Gets each ended leg back, as
  // kn_batch's `next` does. false: no more.
  bool (*next)(void *user, kn_leg *leg);
  void *user;
  double *coefficients; // the flight's own
} kn_flight;

// KN_OK when all lines ended, well or not; KN_CANCELLED, KN_NO_MEMORY.
kn_status kn_fly(kn_flight *f, kn_error *e);
// Why a leg failed, in words; returns the status.
kn_status kn_flight_fault(const kn_flight *f, const kn_leg *leg, kn_error *e);
extern const double kn_first_step, kn_longest_step; // s; first: after an input has changed
int kn_flight_least(int regions, double *least);    // of each state: a tenth of its ordinary change; how many states

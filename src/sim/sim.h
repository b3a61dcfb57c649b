// sim.h -- one life line: a person's numbers and state, the blocks of her sessions, and what acts on her when.
#pragma once
#include "../chain/session.h"
#include "flight.h"

_Static_assert((int)KN_MAX_REGIONS == (int)KN_CHAIN_REGIONS, "the public limit is the chain's");

// A stretch of time in which something is done to her.
typedef struct kn_event {
  double start, end;    // s of sim time
  int block;            // index into blocks; -1 = an injury
  int region;           // injury: which of her regions
  double debris, force; // injury rates, 1/s
  double lactate;       // made by the work that injures, mol/m3/s
} kn_event;

// One kind of session: what the hands do and where, and the constant inputs that it comes to in tissue as it was when they were
// solved. Plans are compared as bytes: zeroed memory, member by member.
typedef struct kn_plan {
  kn_chain_session session;
  kn_touch_hand hand[KN_SESSION_STROKES];
  int places, place[KN_CHAIN_REGIONS]; // regions of the body that hands are on, hers or not
  double time[KN_CHAIN_REGIONS];       // share of the session on each
} kn_plan;
typedef struct kn_block {
  kn_plan plan;
  kn_tissue_modifiers tissue[KN_CHAIN_REGIONS];               // multipliers of the layers' moduli
  double vessels;                                             // how her sympathetic tone narrows them [G6]
  double hardest;                                             // [J1] p of its hardest stroke, Pa
  kn_touch_cycle cycle[KN_CHAIN_REGIONS][KN_SESSION_STROKES]; // of each place
  kn_chain_in in;
} kn_block;

// Everyday ups and downs: three Ornstein-Uhlenbeck parts each of ln source and ln life stress.
typedef struct kn_life {
  double part[6], variance[6];
  int64_t day; // last midnight that was drawn
} kn_life;

typedef struct kn_latent_value {
  int latent; // index into latent.def
  int region; // of a source; else 0
  double value, stated, reached;
} kn_latent_value;
enum { KN_MAX_LATENTS = 8 };

// What is settled once for a person and kept: everything that the beginning computes.
typedef struct kn_beginning {
  double y[KN_MAX_STATES];
  kn_latent_value latent[KN_MAX_LATENTS];
  int latents;
  double spectral_radius; // largest multiplier of the settled day
  long days;              // days integrated to find it
} kn_beginning;

struct kn_sim {
  kn_object object;
  kn_numbers numbers; // the model's, with this person's latents and measured levels
  kn_numbers shared;  // the model's without what is hers alone
  kn_person_def who;
  uint64_t seed;
  int regions, states;
  int region[KN_CHAIN_REGIONS];
  double source[KN_CHAIN_REGIONS], load[KN_CHAIN_REGIONS];
  double heart_scale, pressure_offset;
  kn_beginning beginning;

  double time; // s since the sim began; the clock shows time + starts_h
  double y[KN_MAX_STATES];
  kn_life life;
  kn_event *events;
  int event_count, event_room;
  kn_block *blocks;
  int block_count, block_room;

  double rtol;
  double step; // the integrator's next one, s; 0: none yet
  kn_solver_stats work;
  kn_error error;
};

// block.c: the block of a plan in tissue as it is now, or soon enough the same: one that is known, or a new one through the touch
// clock. Its index; -1 with the error on s->error.
int kn_sim_block(kn_sim *s, const kn_plan *plan, const double *y);
// A force below that of a plan whose block is too hard, under which muscle is pressed with no more than `most` Pa: solved, and
// within a few per cent of the largest. Of the plan's first stroke, N; 0 when none is found in a few solves.
double kn_sim_bearable(kn_sim *s, const kn_plan *plan, const double *y, const kn_block *hard, double most);
kn_joint kn_sim_joint(const kn_joint_par *k, int region); // [joint 6] whose passive range a clinic would measure for it
// Where a stroke of the touch clock is, without whose it is: tone, broken film and torque are the caller's. tendon: room.
kn_touch_place kn_sim_place(const kn_touch_numbers *n, int region, const kn_stack *stack, kn_tendon_line *tendon);
kn_tissue_now kn_sim_rested(void); // tissue of a rested healthy person, for whom the tables' moduli hold
double kn_sim_rested_stiffness(const kn_tissue_par *k); // of a healthy person, relative to wholly relaxed tissue
void *kn_sim_grow(kn_sim *s, void *old, int used, int *room, size_t size); // NULL: no memory, old stays
// begin.c: finds the settled state and latents for the stated scores; fills numbers, source, y.
kn_status kn_sim_begin(kn_sim *s);
// A sim's inputs at a time. Events are in force strictly between their start and end: a reading at the very start or
// end of a session is a reading beside it.
void kn_sim_inputs(const kn_sim *s, double t, kn_chain_in *in);
// Integrates y from t0 to t1 under constant inputs; error on s->error.
kn_status kn_sim_integrate(kn_sim *s, const kn_chain_in *in, double t0, double t1, double *y);
void kn_sim_work_add(kn_solver_stats *sum, const kn_solver_stats *w);
// outcome values (SI, order of outcome.def) of a state under inputs, for one of her regions
void kn_sim_outcomes(const kn_sim *s, const kn_chain_in *in, double t, const double *y, int region, kn_outcome_out *o);
// every outcome of her first region now, in its unit; and what an instrument would say of one
void kn_sim_get_all(const kn_sim *s, double *value);
double kn_sim_reading(const kn_sim *s, int outcome, double value);
double kn_outcome_in_unit(int outcome, double si);
static inline double kn_outcome_pick(const kn_outcome_out *o, int outcome) { return ((const double *)o)[outcome]; }

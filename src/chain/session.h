// session.h -- a session as the chain sees it: the statistics of its strokes, solved on the touch clock, become the constant
// inputs of one block. The session clock then only reads them.
#pragma once
#include "../tissue/tone.rhs.h"
#include "../touch/cycle.h"
#include "chain.rhs.h"

enum { KN_SESSION_STROKES = 3 };
typedef struct kn_chain_session {
  int strokes; // 0 = no touch
  double share[KN_SESSION_STROKES];
  double rest, context;
  double duty[KN_CHAIN_REGIONS]; // share of the session on each of the person's regions; the rest is elsewhere
  double abdomen;                // share on the abdomen
} kn_chain_session;

// Fills the session part of *in (everything but injury, source, load and tone share, which stay as they are).
// cycle[region]: the strokes on that region of hers, NULL where no hand is. felt: the strokes on the place whose layers stand
// for the whole person in what she feels (J2), one of those or another.
void kn_chain_begin_session(const kn_chain_par *k, int regions, const kn_chain_session *s,
                            const kn_touch_cycle *const *cycle, const kn_touch_cycle *felt, kn_chain_in *in);
// The same for no session at all.
void kn_chain_end_session(const kn_chain_par *k, int regions, kn_chain_in *in);

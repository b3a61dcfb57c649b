// session.h -- a session as the chain sees it: the statistics of its strokes, solved on the touch clock, become the constant
// inputs of one block. The session clock then only reads them.
#pragma once
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

// The region whose layers stand for the whole person in what she feels (J2): the one that gets most of the session.
int kn_chain_main_region(int regions, const kn_chain_session *s);
// Fills the session part of *in (everything but injury, source, load and tone share, which stay as they are).
// cycle[region][stroke]; of regions without time only the main region's are read.
void kn_chain_begin_session(const kn_chain_par *k, int regions, const kn_chain_session *s,
                            const kn_touch_cycle (*cycle)[KN_SESSION_STROKES], kn_chain_in *in);
// The same for no session at all.
void kn_chain_end_session(const kn_chain_par *k, int regions, kn_chain_in *in);

// session.h -- a session as the chain sees it: strokes through hand, tissue and the touch clock of flow into the
// constant inputs of one block. Solved once for a person and technique; the session clock then only reads it.
#pragma once
#include "chain.rhs.h"

enum { KN_SESSION_STROKES = 3 };
typedef struct kn_chain_session {
  int strokes; // 0 = no touch
  kn_hand_stroke stroke[KN_SESSION_STROKES];
  double rest, context;
  double duty[KN_CHAIN_REGIONS]; // share of the session on each of the person's regions; the rest is elsewhere
  double abdomen;                // share on the abdomen
} kn_chain_session;

// Fills the session part of *in (everything but injury, source, load and tone share, which stay as they are).
void kn_chain_begin_session(const kn_chain_par *k, int regions, const kn_tissue_layers *layers,
                            const kn_chain_session *s, kn_chain_in *in);
// The same for no session at all.
void kn_chain_end_session(const kn_chain_par *k, int regions, kn_chain_in *in);

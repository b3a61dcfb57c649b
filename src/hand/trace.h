// trace.h -- a measured force-motion record replaced by a few strokes that deliver the same dose.
//
// Each loading is told apart by how it moves and presses, like neighbours are joined, and each group becomes one stroke:
// its impulse is kept exactly; peak force and loaded share follow from the mean and the mean square of the force, for
// which every pattern has a closed form (motion.h), so that noise averages out and no threshold shortens a loading.
#pragma once
#include "motion.h"
#include "record.h"

typedef struct kn_trace_stroke {
  kn_stroke stroke;
  double start;    // s, of the record
  double seconds;  // that it is carried out: whole cycles
  double rest;     // s of pause within and after it
  double x, y;     // mean place while in contact, m
  double impulse;  // N s
  double loadings; // cycles
} kn_trace_stroke;

enum { KN_TRACE_STROKES = 64 };
// Writes up to `most` strokes (2..KN_TRACE_STROKES; the most alike neighbours are joined when there are more) and returns
// how many; 0 when nothing is ever on the skin. Samples must have rising times; x, y, fx, fy and angle may be NAN.
int kn_trace_strokes(const kn_hand_par *k, const kn_sample *record, long n, kn_trace_stroke *out, int most);
// The same as motion: what the strokes do at time t of the record, for drawing and for comparing
kn_motion kn_trace_at(const kn_hand_par *k, const kn_trace_stroke *strokes, int n, double t);

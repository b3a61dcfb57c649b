// loading.h -- one loading of a record, measured and told apart; sums of alike ones; the stroke that fits the sums.
#pragma once
#include "motion.h"
#include "record.h"

typedef struct kn_part {
  kn_pattern pattern;
  bool inner;                    // cycles are counted within a contact that is never lifted
  double start, end;             // of the first contact, of the last
  double last_start;             // of the last contact
  double cycles;                 // loadings, or swings
  double pair_time, pairs;       // intervals between starts that are no pauses
  double contact;                // s
  double length;                 // s of the part of the record it stands for
  double impulse, square;        // of the normal force: N s, N2 s
  double path, moved_x, moved_y; // m, in contact; way from first to last touch
  double x, y;                   // times contact, m s
  double angle, weight;          // times impulse
  double draw;                   // STRETCH: way of the skin per force, m/N, times contact
  double swing, axis_x, axis_y;  // times contact: VIBRATE's swing; twice the angle of the axis it moves along
} kn_part;
// What a loading is by itself
kn_part kn_part_of(const kn_hand_par *k, const kn_levels *v, const kn_sample *r, long n, const kn_loading *l);
double kn_part_period(const kn_part *p);
// Difference of force, contact and kind; 0 = the same. Periods count where both are known.
double kn_part_difference(const kn_part *a, const kn_part *b);
// b follows a; adjacent: the interval between their starts is a cycle, not a pause
void kn_part_join(kn_part *a, const kn_part *b, bool adjacent);
kn_stroke kn_part_fit(const kn_hand_par *k, const kn_part *p, double *seconds);

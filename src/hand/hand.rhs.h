// hand.rhs.h -- from a force on a tool to pressure on the skin. Tags as in docs/theory/hand.md.
// First form: a compliant elliptic patch under a normal force; no angle, no shear beyond friction.
#pragma once
#include "../lane/table.h"

typedef struct kn_hand_par {
#define KN_PARAM KN_MEMBER_PARAM
#include "hand.def"
} kn_hand_par;

// One stroke of a technique.
typedef struct kn_hand_stroke {
  kn_f share;               // of the session's strokes, 0-1
  kn_f force;               // at the peak of the load, N
  kn_f area_ref, force_ref; // the tool's contact area (m2) at a reference force (N)
  kn_f rate;                // loadings a second at the point, Hz
  kn_f speed;               // m/s
} kn_hand_stroke;

typedef struct kn_hand_contact {
  kn_f area, radius; // m2, m
  kn_f mean, peak;   // p_s and p_0: surface pressure, Pa
  kn_f heat;         // friction heat into the skin under the hand, W/m2
} kn_hand_contact;

static inline kn_hand_contact kn_hand_touch(const kn_hand_par *k, const kn_hand_stroke *s) {
  kn_hand_contact c;
  // [A2] [J1] A = A0 (F/F0)^m, a = sqrt(A/pi)
  c.area = s->area_ref * kn_pow(s->force / s->force_ref, k->m_area);
  c.radius = kn_sqrt(c.area / k->pi);
  // [A1] p = p0 (1 - r^2)^n, so that p0 = (n + 1) F/A; p_s = F/A
  c.mean = s->force / c.area;
  c.peak = (k->n_profile + 1.0) * c.mean;
  // [A5] q_f = c mu_f p |v|
  c.heat = k->c_heat * k->mu_f * c.mean * s->speed;
  return c;
}

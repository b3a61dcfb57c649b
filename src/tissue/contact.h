// contact.h -- a rigid round tool without friction on the linear layers [A3]: what pressure makes the skin follow it.
//
// In the unknown f of hankel.h the mixed problem (depth known inside, pressure zero outside) is one smooth equation on
// chords x in (0, 1) of the contact: f(x) + (2/pi) int_0^1 f(y) int_0^inf H(kappa/a) cos(kappa x) cos(kappa y) dkappa dy
// = 8 mu a (depth - G(x)), H = 2 mu k W(k) - 1 what the layers add to a half-space of the skin's modulus mu, G the tool's
// shape. Galerkin's method in even Legendre polynomials: each further one gains about a digit.
#pragma once
#include "hankel.h"
#include "kernel.h"

typedef struct kn_contact {
  double radius, depth, force; // m, m, N
  double peak;                 // pressure in the middle, Pa: of a punch the least there is
  double load[KN_SHAPES];      // c_n, N
} kn_contact;

// A sphere touches the skin on this radius: finds its depth and force. s as in kernel.h. False when there is no answer.
bool kn_contact_sphere(const kn_hankel *h, const kn_column *c, double s, double sphere, double radius, kn_contact *out);
// A flat punch of this radius at this depth.
bool kn_contact_punch(const kn_hankel *h, const kn_column *c, double s, double radius, double depth, kn_contact *out);

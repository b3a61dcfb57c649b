// settle.h -- the search for a settled person: a fixed point of her untreated 24 hours at which stated scores are met.
#pragma once
#include "sim.h"

enum { KN_SETTLE_MAX = KN_MAX_STATES + KN_MAX_LATENTS };
#define KN_NUDGE 2e-2 // difference step of a state, share of its scale

// A latent parameter: where its value goes and the outcome that fixes it (latent.def).
typedef struct kn_latent_row {
  const char *name, *parameter;
  int score;
  double step;
} kn_latent_row;
enum kn_latent_id {
#define KN_LATENT(ID, name, parameter, score, step, sentence) KN_LATENT_##ID,
#include "latent.def"
  KN_LATENTS
};
const kn_latent_row *kn_latent_row_at(int i);

// A day tried from some state with some latents. The days of one Jacobian are flown together.
typedef struct kn_day {
  kn_line line; // first: a leg's line
  kn_sim *s;
  int part, parts; // the day is cut at the hour her life begins
  double edge[3];  // clock times
  double from[KN_MAX_STATES], at_start[KN_MAX_STATES];
  int moved;        // a latent that is not as the search has it, or -1
  double value;     // its value then
  kn_chain_par par; // and the parameters with it
} kn_day;

typedef struct kn_search {
  kn_sim *s;
  int n, k;     // states; latents whose score was stated
  long longest; // days of the search; 0: as many as it takes
  kn_latent_value latent[KN_MAX_LATENTS];
  double first_value[KN_MAX_LATENTS]; // what the condition says
  bool pinned[KN_MAX_LATENTS];        // not searched for: set aside, or at a bound, its score out of reach
  double at_start[KN_MAX_STATES];     // the last day's state at the hour her life begins
  double scale[KN_MAX_STATES];
  bool carried;                                   // the Jacobian is one from nearby
  double jacobian[KN_SETTLE_MAX * KN_SETTLE_MAX]; // by columns: column j at jacobian[j * KN_SETTLE_MAX]
  double power[2][KN_MAX_STATES * KN_MAX_STATES];
  kn_day day[KN_SETTLE_MAX];
} kn_search;

// y: her state at the quiet hour of the afternoon at which days are counted here.
void kn_settle_put(kn_search *q, int latent);                      // its value into the sim's numbers
double kn_settle_score(kn_search *q, int latent, const double *y); // the score shown by a state
kn_status kn_settle_days(kn_search *q, double days, double *y);    // untreated, steady life
kn_status kn_settle_residual(kn_search *q, const double *y, double *F);
kn_status kn_settle_differences(kn_search *q, const double *y, const double *F); // fills the Jacobian
kn_status kn_settle_newton(kn_search *q, double *y);                             // KN_UNREACHABLE: did not converge
double kn_settle_inside(int state, double v); // a guess brought back into the state's domain
// stable.c: the largest multiplier of the settled day; with the disturbance that it carries
kn_status kn_settle_stability(kn_search *q, const double *y, double *radius, double *direction);
// Where to begin: table values, moved by what the condition says; or the settled person of the tables with her condition,
// latents and Jacobian too. KN_OK with q->carried false: that one finds no rest.
void kn_settle_guess(kn_sim *s, bool painful, double *y);
kn_status kn_settle_typical(kn_search *q, double *y);
void kn_settle_key(const kn_sim *s, const char *what, char key[65]); // of all that a beginning depends on
bool kn_settle_drifts_to(kn_search *q, const double *y, const double *direction, double *score); // first latent's

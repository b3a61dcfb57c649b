// blinding.h -- what people believe of the arm they are in, what that does to what they say, and how well they were blinded.
#pragma once
#include "effect.h"
#include "people.h"

// How far the primary outcome is better than at the baseline, as a share of it, within -1 .. 1; 0 where nothing can be said.
double kn_improvement(const kn_trial_def *t, double before, double now);
// What an arm promises, 0-1 of the treatment; -1: she knows that it is not the treatment.
double kn_promise(const kn_trial_def *t, int arm);
// Log odds that she takes her arm for the treatment. chance: of hers, in (0,1).
double kn_belief(const kn_trial_def *t, int arm, double chance, double improvement);
double kn_belief_chance(const kn_trial_def *t, uint64_t id, int period);
// By how much what she says of herself is shifted, in the outcome's unit; 0 for what is measured.
double kn_demand(const kn_trial_def *t, int outcome, double belief);

typedef enum kn_guess { KN_GUESS_TREATMENT, KN_GUESS_COMPARATOR, KN_GUESS_UNKNOWN, KN_GUESSES } kn_guess;
kn_guess kn_guess_of(const kn_trial_def *t, double belief);
// Of somebody who was followed, at the last visit; false: not asked, or she had left.
bool kn_guess_asked(const kn_trial_def *t, const kn_followed *f, kn_guess *guess);

// Two arms, three answers: guess[arm][answer], arm 0 the treatment.
typedef struct kn_guesses {
  int count[2][KN_GUESSES];
} kn_guesses;
kn_guesses kn_guesses_of(const kn_trial *t, int arm); // of the treatment and a comparator
// Bang's index of one arm: right less wrong guesses, as a share of all answers. -1 .. 1, 0: as if by chance. Bang, Ni &
// Davis 2004, Control Clin Trials 25, 143. Multinomial standard error, normal interval.
kn_estimate kn_bang(const kn_guesses *g, int arm, double level);
// James's index: 0 everybody guesses right, 0.5 as if by chance, 1 nobody knows. James 1996, Stat Med 15, 1421; wrong
// guesses weigh a half of not knowing. Standard error by the delta method. p is that of 0.5.
kn_estimate kn_james(const kn_guesses *g, double level);

// study.h -- virtual people and trials: who could be recruited, what is done to whom, what is found. Implemented by
// libknead-study, above knead.h. For research and teaching: what a trial of virtual people finds is what the model says.
// Numbers carry their unit in the name. A call that fails returns a status and fills *error.
#pragma once
#include <knead/knead.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- people: a population as distributions -----------------------------------------------------------------------------
typedef enum kn_trait { // in the order of a people file
  KN_TRAIT_AGE,         // y
  KN_TRAIT_BMI,         // kg/m2
  KN_TRAIT_PAIN,        // 0-10, her usual
  KN_TRAIT_PERCEIVED_STRESS,
  KN_TRAIT_TRAIT_ANXIETY,
  KN_TRAIT_DEPRESSION,
  KN_TRAIT_SLEEP_QUALITY,
  KN_TRAIT_EXPECTATION, // 0-1
  KN_TRAIT_COUNT
} kn_trait;
KN_API const char *kn_trait_key(int i); // "age"; NULL past the end
// Normal, kept within its limits by drawing the whole person again. sd 0: everybody has the mean.
typedef struct kn_trait_def {
  double mean, sd, low, high;
} kn_trait_def;
typedef struct kn_people_def {
  char name[64];
  int condition;
  int region;                         // where hands work and local outcomes are read; -1: the condition's
  double female;                      // share
  double height_m[2], height_sd_m;    // women, men
  kn_trait_def trait[KN_TRAIT_COUNT]; //
  double correlation[KN_TRAIT_COUNT][KN_TRAIT_COUNT]; // of the normals behind the traits
  double parameter_spread; // of the model's parameters between people: 1 = as the tables say, 0 = all alike
  uint32_t cookie;         // set by kn_default_people; leave it
} kn_people_def;
KN_API kn_people_def
kn_default_people(int condition); // everybody average; every value and spread is for the caller to say
KN_API kn_status kn_people_check(const kn_people_def *p, kn_error *error);
// Person `id` of the population, by the attempt: 0, or more when an earlier draw was implausible. Without what the model
// says of her (settings), which kn_people_model gives.
KN_API kn_status kn_people_draw(const kn_people_def *p, uint64_t seed, uint64_t id, int attempt, kn_person_def *who,
                                kn_error *error);
// The model with her own parameters. base: settings and cuts for everybody, which win; NULL: none.
KN_API kn_status kn_people_model(kn_ctx *ctx, const kn_people_def *p, const kn_model_def *base, uint64_t seed,
                                 uint64_t id, int attempt, kn_model **model);

// ---- a trial -------------------------------------------------------------------------------------------------------------
enum { KN_MAX_TRIAL_OUTCOMES = 8, KN_MAX_STRATA = 4, KN_MAX_THERAPISTS = 64, KN_MAX_TRIAL_PEOPLE = 1000000 };
// People come when they are worse than usual, and are taken by a measured score: afterwards they regress to their mean.
typedef struct kn_recruit_def {
  int people;               // to be randomised
  int outcome;              // KN_PAIN: what is asked for
  double at_least, at_most; // the reading, in the outcome's unit
  double above_usual;       // and so much above her usual, in the outcome's direction of worse (of 0: upwards)
  int looks;                // how often she may come before she is given up
  double every_s, wait_s;   // between looks; from inclusion to the first session and its baseline reading
} kn_recruit_def;
typedef struct kn_stratum_def { // two halves: a baseline trait at most, or above
  int trait;                    // kn_trait; -1: sex
  double above;
} kn_stratum_def;
typedef enum kn_design { KN_PARALLEL, KN_CROSSOVER, KN_CLUSTER } kn_design;
// Therapists differ: their forces and the time on the place that hurts by a log-normal factor, their warmth (context) by a
// normal one. They treat in the arms that are marked; the other arms have none.
typedef struct kn_therapists_def {
  int count; // 0: nobody in particular, all alike
  double force_cv, skill_cv, warmth_sd;
  bool arm[KN_MAX_ARMS];
} kn_therapists_def;
// What people believe of their arm. The log odds that she takes hers for the treatment: `signal` times (2 promise - 1), plus
// `improvement` times how far the primary outcome has improved as a share of its baseline, plus her own logistic draw. A
// session promises what its context says, of the treatment's; without touch, where the treatment has it, she knows.
typedef struct kn_blinding_def {
  bool asked;                  // at the last visit, which arm she thinks she is in
  double promise[KN_MAX_ARMS]; // of comparators, 0-1; -1: as their sessions
  double signal, improvement;  // log odds
  double unsure;               // log odds of either sign below which she says that she does not know
  double demand; // share of a scale by which somebody sure of the treatment rates herself better, and sure of
                 // a comparator worse; in what people say of themselves only
} kn_blinding_def;
typedef struct kn_trial_def {
  kn_people_def people;
  kn_recruit_def recruit;
  int arm_count; // the first is the treatment, the others what it is compared with
  kn_course_def arm[KN_MAX_ARMS];
  char arm_name[KN_MAX_ARMS][48];
  double starts_h; // clock hour of time 0: the first session
  int visit_count; // the first is the baseline, at 0
  kn_visit visit[KN_MAX_VISITS];
  int outcome_count; // the first is the primary
  int outcome[KN_MAX_TRIAL_OUTCOMES];
  int primary_visit;
  double responder; // improvement of the measured score that makes a responder, as a share of the baseline
  kn_design design;
  int stratum_count;
  kn_stratum_def stratum[KN_MAX_STRATA];
  int block;        // blocks hold 1 .. block times the number of arms, at random
  double washout_s; // crossover: from the last visit of a period to the next one's first session
  int cluster_size; // cluster: people of one place, who are all in one arm
  kn_therapists_def therapists;
  double missed;        // share of sessions that are not attended
  double dropout;       // share of people who have left by the last visit, evenly over the time until then
  double dropout_slope; // log odds of leaving after a visit, for an improvement by all of the baseline
  kn_blinding_def blinding;
  double bout, bout_before_s; // severity of an eccentric bout of exercise so long before the first session; 0: none
  const kn_setting *settings; // the model, as in kn_model_def
  int setting_count;
  const char *const *links_off;
  int link_off_count;
  bool own_strokes; // solved for each person in her tissue alone, instead of read from what all share
  uint64_t seed;
  uint32_t cookie; // set by kn_default_trial
} kn_trial_def;
KN_API kn_trial_def kn_default_trial(void);
KN_API kn_status kn_trial_check(const kn_trial_def *t, kn_error *error);

// What became of one candidate, and of one participant in one period under one arm.
typedef struct kn_candidate {
  uint64_t id;            // from 1
  int draws;              // people drawn until one was plausible
  int look;               // at which she was taken; 0: never
  double usual, screened; // of the outcome asked for: her own level; the reading that she was taken by
  kn_person_def who;
} kn_candidate;
typedef struct kn_followed {
  uint64_t id;
  int period, arm, therapist;               // therapist -1: none
  int due, attended;                        // sessions
  double left_s;                            // when she left; INFINITY
  double soreness, bruising;                // worst a day after a session (true values): harms
  double (*value)[KN_MAX_TRIAL_OUTCOMES];   // at each of the trial's visits: the model's own; NAN: not seen
  double (*reading)[KN_MAX_TRIAL_OUTCOMES]; // with the error of a reading
} kn_followed;
typedef struct kn_participant {
  kn_candidate candidate;
  int stratum, cluster, sequence; // sequence: of a crossover; else the arm
  int followed_count;             // periods; or arms, when everyone is followed in each
  kn_followed *followed;
} kn_participant;

// How a trial is run. find and save are the log: called for every piece of finished work, by one thread at a time. find fills
// count doubles and returns true when the piece is known already. NULL: no log.
typedef enum kn_piece { KN_PIECE_CANDIDATE, KN_PIECE_FOLLOWED } kn_piece;
typedef struct kn_board kn_board;
typedef struct kn_run_def {
  int threads;       // 0 or 1: the caller's own
  kn_convoy *convoy; // in which everybody flies; NULL: one of its own
  kn_atlas *atlas;   // of what all share; NULL: one of its own
  bool all_arms;     // everyone in every arm, as her own twin (a pool), instead of in one
  bool (*find)(kn_piece kind, uint64_t id, int which, double *values, int count, void *user);
  bool (*save)(kn_piece kind, uint64_t id, int which, const double *values, int count, void *user); // false: stop
  bool (*keep_going)(void *user);                               // asked by all threads
  bool (*progress)(double done, const char *doing, void *user); // by one thread at a time; false: stop
  int helpers;                                                  // other processes that work for this trial; see below
  void (*share)(kn_board *b, void *user); // called with the board when it is open to helpers, and with NULL at the end
  void *user;
} kn_run_def;
typedef struct kn_trial kn_trial;
KN_API kn_status kn_trial_run(const kn_trial_def *def, const kn_run_def *how, kn_trial **trial, kn_error *error);
KN_API void kn_trial_free(kn_trial *t); // NULL is fine
KN_API const kn_trial_def *kn_trial_def_of(const kn_trial *t);
KN_API int kn_trial_people(const kn_trial *t);
KN_API const kn_participant *kn_trial_participant(const kn_trial *t, int i); // in order of recruitment
KN_API int kn_trial_screened(const kn_trial *t);                             // candidates looked at
KN_API const kn_candidate *kn_trial_candidate(const kn_trial *t, int i);
KN_API uint64_t kn_trial_hash(const kn_trial *t); // of everything found; the same for any number of threads and helpers

// ---- a trial, several processes --------------------------------------------------------------------------------------
// One process runs the trial: it alone has the log, the results and the progress, and hands pieces of work out. The others
// help, each with the same definition, and keep nothing but the life lines of people they have recruited and not yet
// followed. How work and findings travel between them is the caller's business.
enum { KN_MAX_FOLLOWED = KN_MAX_ARMS * KN_MAX_ARMS };
typedef struct kn_errand { // to look for a candidate, or to follow a participant
  kn_piece kind;
  uint64_t id;
  uint64_t first;  // nobody before her will be asked for any more
  int draws, look; // of the participant, as she was recruited
  int count;       // of periods, or of those of every life of a pool
  int period[KN_MAX_FOLLOWED], arm[KN_MAX_FOLLOWED], therapist[KN_MAX_FOLLOWED];
  bool known[KN_MAX_FOLLOWED]; // found before
} kn_errand;
// The next pieces for helper 1, 2 ..., `most` at most and fewer towards the end; 0: none at the moment.
KN_API int kn_board_take(kn_board *b, int helper, kn_errand *work, int most);
// What a helper found. False: nothing more is wanted.
KN_API bool kn_board_put(kn_board *b, int helper, kn_piece kind, uint64_t id, int which, const double *values,
                         int count);
KN_API void kn_board_fail(kn_board *b, kn_status status, const kn_error *error); // ends the trial

typedef struct kn_help_def {
  int threads;
  kn_convoy *convoy; // as in kn_run_def
  kn_atlas *atlas;
  bool all_arms;
  // By one thread at a time. take: pieces from the board; with `wait` only when there are some, or none ever again: -1.
  int (*take)(kn_errand *work, int most, bool wait, void *user);
  bool (*found)(kn_piece kind, uint64_t id, int which, const double *values, int count, void *user); // false: stop
  bool (*keep_going)(void *user);                                                                    // by all threads
  void *user;
} kn_help_def;
// Until the trial is over. KN_CANCELLED: found or keep_going said so; else as kn_trial_run.
KN_API kn_status kn_trial_help(const kn_trial_def *def, const kn_help_def *how, kn_error *error);

// ---- published effects: what a trial says to a number that somebody printed ------------------------------------------------
typedef enum kn_effect_measure { // of an arm at a visit; `versus` a comparator, or `from` an earlier visit
  KN_MEAN_DIFFERENCE,            // arm minus versus, in the outcome's unit
  KN_WITHIN_CHANGE,              // visit minus from, in the outcome's unit
  KN_SMD,                        // Hedges g: the same two over the SD of the readings
  KN_PERCENT,                    // change since from in per cent of the mean there; minus that of versus
  KN_RATIO,                      // mean of the arm over the mean of versus
  KN_RESPONDER_RATIO,            // share of responders over that of versus
  KN_SHARE_OF_CHANGE,            // change, minus that of versus, in per cent of the change in the first arm
  KN_LEVEL,                      // mean, in the outcome's unit
  KN_SHARE,                      // per cent of people whose reading is `beyond`, or worse
  KN_NULL,                       // nothing was found: as KN_SMD, published 0
  KN_DIRECTION,                  // only its direction was printed: as KN_SMD, published -1 or 1
  KN_EFFECT_MEASURE_COUNT
} kn_effect_measure;
typedef struct kn_published {
  kn_effect_measure measure;
  int outcome;             // KN_PAIN; one of the trial's
  int arm, versus;         // versus -1: compared with `from`
  int visit, from;         // of the trial
  double value, low, high; // as published; no interval: NAN
  double sd;               // between people, as published; NAN: that of the simulated readings
  double improvement;      // of a responder: in the unit, or as a share of the reading at from
  bool improvement_is_share;
  double beyond; // of KN_SHARE
} kn_published;
typedef struct kn_effect {
  int people;           // with all readings
  double simulated, se; // se: from so many people and no more (jackknife)
  double sd;            // one SD in the measure's unit
  double off;           // simulated minus published in SD; NAN: of a direction
  double low, high;     // what counts as inside: the interval published, else 0.2 SD to each side
  bool inside, unsure;  // unsure: it would turn within 2 standard errors
} kn_effect;
// Of a trial in which everybody was followed in every arm (kn_run_def.all_arms). Means are of the model's own values, SDs and
// shares of readings. KN_BAD_ARGUMENT: fewer than three people, or not what this trial has.
KN_API kn_status kn_trial_effect(const kn_trial *t, const kn_published *p, kn_effect *effect);

#ifdef __cplusplus
}
#endif

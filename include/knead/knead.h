// knead.h -- the public face of libknead: a person, sessions of massage, and what comes of them.
//
// Read top to bottom in five minutes. Values carry their unit in the name (_N, _kPa, _min, _y); time is in seconds.
// No globals: every call starts from an object. A call that fails returns a status, leaves the object as it was, and
// keeps the reason on it (kn_ctx_error, kn_sim_error); calls that only read (kn_sim_get ...) tell by their status alone.
// Pointers must not be NULL unless said. Nothing here prints, exits or reads a file.
// All memory comes from the context's allocator, but that of the reference integrator where it is asked for.
// Objects opened from a context die with it (kn_close). A context and its objects belong to one thread at a time;
// a model, once loaded, may be read by many. For research and teaching; not a medical device.
#pragma once
#include <knead/status.h>
#include <knead/names.h> // KN_PAIN, KN_RELAXATION, KN_LOW_BACK ...: generated from the tables

#ifdef __cplusplus
extern "C" {
#endif

#define KN_VERSION 100 // major * 10000 + minor * 100 + patch; must equal kn_version()
KN_API int kn_version(void);
KN_API const char *kn_version_text(void);      // "0.1.0"
KN_API const char *kn_solver_text(int solver); // the integrator, with its tolerances; NULL: not in this build

typedef enum kn_solver_kind { KN_SOLVER_LANES, KN_SOLVER_CVODE } kn_solver_kind;

// ---- company: for thousands of people ---------------------------------------------------------------------------------
// A convoy: callers in threads of their own, each with her own context, sims and procedure; while one waits for her sims to
// advance, or for a person to be settled, they fly in lanes beside those of the others, by `threads` threads in all. The
// results are those without it. A context's keep_going is then asked by the convoy's threads, too: contexts with one `user`
// may be asked at the same time. The convoy's own memory is malloc's.
typedef struct kn_convoy kn_convoy;
KN_API kn_status kn_convoy_create(int threads, kn_convoy **convoy); // KN_BAD_ARGUMENT: threads < 1; KN_NO_MEMORY
KN_API void kn_convoy_destroy(kn_convoy *c);                        // after the last caller has left; NULL is fine
KN_API int kn_convoy_callers(const kn_convoy *c);                   // that keep it busy; more do no harm
// Around all that a caller does with contexts of the convoy; enter waits for its turn. NULL is fine.
KN_API void kn_convoy_enter(kn_convoy *c);
KN_API void kn_convoy_leave(kn_convoy *c);

// An atlas: what people share, made once for all sims whose contexts name it: the typical person from whom others with her
// condition are sought, and strokes as functions of the layers they meet. What is read is the same in any company. How far
// shared strokes lie from those solved in a person's own tissue: LIMITS. Its memory is malloc's.
typedef struct kn_atlas_def {
  int threads; // that make strokes
  // Kept beyond the atlas, as in kn_ctx_def; called by one thread at a time. NULL: not kept
  bool (*cache_get)(const char *key, void *bytes, size_t size, void *user);
  void (*cache_put)(const char *key, const void *bytes, size_t size, void *user);
  void *user;
  uint32_t cookie; // set by kn_default_atlas
} kn_atlas_def;
typedef struct kn_atlas kn_atlas;
KN_API kn_atlas_def kn_default_atlas(void);
// KN_BAD_DEFINITION: not filled by kn_default_atlas(); KN_BAD_ARGUMENT: threads < 1; KN_NO_MEMORY
KN_API kn_status kn_atlas_create(const kn_atlas_def *def, kn_atlas **a);
KN_API void kn_atlas_destroy(kn_atlas *a); // after the contexts that name it; NULL is fine

// ---- context: memory and cache. NULL definition = malloc and no cache ------------------------------------------------
typedef struct kn_ctx kn_ctx;
typedef struct kn_ctx_def {
  void *(*alloc)(size_t size, void *user); // aligned as malloc does; NULL = malloc
  void (*release)(void *p, void *user);    // NULL = free
  // Settled beginnings, kept by a key of model and person (64 hexadecimal digits; empty the cache when the program changes). get fills size bytes and returns true, or false.
  bool (*cache_get)(const char *key, void *bytes, size_t size, void *user);
  void (*cache_put)(const char *key, const void *bytes, size_t size, void *user);
  // Asked now and then during long work (settling, advancing): return false and the call ends with KN_CANCELLED.
  bool (*keep_going)(void *user);
  void *user;
  int solver; // KN_SOLVER_LANES; KN_SOLVER_CVODE, one person after the other, for comparison
  long
      longest_search; // days that may be lived in search of a settled person, then KN_UNREACHABLE; 0: as many as it takes
  kn_atlas *atlas;    // NULL: nothing is shared
  bool own_strokes;   // solved in each person's own tissue in spite of an atlas
  kn_convoy *convoy; // with it, sims of all contexts that name it fly together; NULL: alone
  uint32_t cookie;   // set by kn_default_ctx; leave it
} kn_ctx_def;
KN_API kn_ctx_def kn_default_ctx(void);
KN_API kn_status kn_open(const kn_ctx_def *def, kn_ctx **ctx);
KN_API void kn_close(kn_ctx *ctx); // NULL is fine
KN_API const kn_error *kn_ctx_error(const kn_ctx *ctx);

// ---- tables: what the program knows, with unit, bounds, grade and source ----------------------------------------------
typedef struct kn_param_info {
  const char *room, *symbol, *unit, *source, *sentence;
  double value, low, high, spread; // in the unit; spread: CV (log-normal) or SD (normal) between people
  char spread_kind, grade;         // 'f' fixed, 'l' log-normal, 'n' normal; 'A'..'D'
} kn_param_info;
typedef struct kn_state_info {
  const char *room, *name, *symbol, *unit, *source, *sentence;
  double start, low, high, scale;
  char grade;
} kn_state_info;
typedef struct kn_outcome_info {
  const char *key, *unit, *instrument, *source, *sentence;
  double low, high, error; // error: SD of one reading in the unit, or as a fraction of it
  bool error_is_fraction, local;
  int better, digits; // better: -1 lower is better, +1 higher, 0 neither
  char grade;
} kn_outcome_info;
typedef struct kn_link_info {
  const char *key, *from, *to, *what, *source;
  bool can_be_cut; // false: the arrow is the stroke itself; choose a technique without touch instead
  char grade;
} kn_link_info;
typedef struct kn_technique_info {
  const char *key, *source, *sentence;
  double rest, context; // 0-1
  int visits;           // 0: as often as the massage it is compared with; n: n visits of 20 minutes
  char grade;
} kn_technique_info;
typedef enum kn_stroke_pattern { // how a stroke moves and loads
  KN_PATTERN_GLIDE,              // straight on, loaded on the way out
  KN_PATTERN_CIRCLE,             // small circles
  KN_PATTERN_KNEAD,              // a circle whose force pulses
  KN_PATTERN_CROSS,              // back and forth across the fibres; the skin goes along
  KN_PATTERN_HOLD,               // on, stay, off
  KN_PATTERN_TAP,                // short blows
  KN_PATTERN_VIBRATE,            // a sine about a mean force; stays in contact
  KN_PATTERN_STRETCH,            // a drag along the skin, or a joint held at its end
} kn_stroke_pattern;
typedef enum kn_tool_shape {
  KN_SHAPE_PATCH,
  KN_SHAPE_SPHERE,
  KN_SHAPE_PUNCH
} kn_tool_shape; // yielding; rigid, round or flat
typedef struct kn_technique_stroke_info {
  double share, force_N;         // of the session's strokes; contact force at the peak of the load
  double area_cm2, area_force_N; // contact area of the tool at a reference force
  double rate_Hz, speed_cm_s;    // loadings a second at the point; speed along the skin
  const char *tool;
  kn_stroke_pattern pattern;
  int tool_index;                   // for kn_tool_at
  double on;                        // share of the cycle that is loaded
  double angle_deg, direction_deg;  // of the force to the skin's normal; of movement, 0 = towards the head
  double force_low_N, force_high_N; // what a therapist may do
  double rate_low_Hz, rate_high_Hz;
  double speed_low_cm_s, speed_high_cm_s;
  const char *source;
  char grade;
} kn_technique_stroke_info;
typedef struct kn_tool_info {
  const char *key, *source, *sentence;
  kn_tool_shape shape;
  double area_cm2, area_force_N, exponent; // area = area_cm2 (F/area_force_N)^exponent
  double aspect, squareness, profile;      // long over short half axis; 2 = ellipse; pressure (1 - r^2)^profile
  double radius_mm;                        // of a rigid tool; 0
  char grade;
} kn_tool_info;
typedef struct kn_region_info {
  const char *key, *source, *sentence;
  double skin_mm, fat_mm, muscle_mm, force_limit_N; // layers of a woman of 45 with a body-mass index of 23
  char grade;
  const char *choir;                          // segments of the CHOIR body map, "b18 b19"
  double deep_mm;                             // what lies behind the muscle; 0: bone
  double length_mm, width_mm, limb_radius_mm; // of the area that is treated; radius 0: flat
  double ppt_kPa;                             // pressure-pain threshold of a healthy adult, probe of 1 cm2
} kn_region_info;
typedef enum kn_layer_kind {
  KN_LAYER_SKIN,
  KN_LAYER_FAT,
  KN_LAYER_MUSCLE,
  KN_LAYER_DEEP,
  KN_LAYER_COUNT
} kn_layer_kind;
typedef struct kn_region_layer_info {
  kn_layer_kind layer;
  double thickness_mm, cv;              // of a woman of 45, BMI 23; spread between people, log-normal
  double per_bmi_mm, per_year_mm, male; // added a unit of BMI above 23, a year above 45; men: times this
  double shear_kPa, shear_cv;           // small-strain instantaneous shear modulus
  double stiffening;                    // b of mu exp(b (I1 - 3))
  double male_shear, per_year_shear;    // men: times this; change a year above 45, as a share (1/y)
  const char *source;
  char grade;
} kn_region_layer_info;
typedef enum kn_membrane_kind { KN_MEMBRANE_DERMIS, KN_MEMBRANE_FASCIA, KN_MEMBRANE_COUNT } kn_membrane_kind;
typedef struct kn_region_membrane_info {
  kn_membrane_kind membrane; // in the middle of the skin; between fat and muscle
  double stiffness_N_m, tension_N_m;
  const char *source;
  char grade;
} kn_region_membrane_info;
typedef struct kn_region_tendon_info {
  double length_mm, area_mm2; // with its aponeurosis
  double lever_mm;            // about the region's joint; 0: no stretch of a joint that is in the model pulls on it
  const char *source;
  char grade;
} kn_region_tendon_info;
typedef struct kn_condition_info {
  const char *key, *source, *sentence;
  int region;
  char grade;
} kn_condition_info;
// The i-th entry, or NULL past the end. Outcomes, techniques, regions and conditions are in the order of their enums.
KN_API const kn_param_info *kn_param_at(int i);
KN_API const kn_state_info *kn_state_at(int i);
KN_API const kn_outcome_info *kn_outcome_at(int i);
KN_API bool kn_outcome_self_reported(int i); // she says it of herself: not measured, nor rated by another
KN_API const kn_link_info *kn_link_at(int i);
KN_API const kn_technique_info *kn_technique_at(int i);
KN_API const kn_region_info *kn_region_at(int i);
KN_API const kn_condition_info *kn_condition_at(int i);
KN_API const kn_tool_info *kn_tool_at(int i); // KN_TOOL_PALM ...
// The i-th stroke of a technique; false past the last. A technique without strokes is a comparator without touch.
KN_API bool kn_technique_stroke(int technique, int i, kn_technique_stroke_info *stroke);
// The i-th layer from the skin inwards, the i-th membrane of a region; false past the last.
KN_API bool kn_region_layer(int region, int i, kn_region_layer_info *layer);
KN_API bool kn_region_membrane(int region, int i, kn_region_membrane_info *membrane);
// The tendon or ligament of a region that hands reach; false when it has none.
KN_API bool kn_region_tendon(int region, kn_region_tendon_info *tendon);
// Index of a key ("relaxation-massage"), or -1.
KN_API int kn_outcome_find(const char *key);
KN_API int kn_technique_find(const char *key);
KN_API int kn_region_find(const char *key);
KN_API int kn_condition_find(const char *key);
KN_API int kn_tool_find(const char *key);
KN_API int kn_link_find(const char *key);

// ---- model: equations with their parameters. Immutable ------------------------------------------------------------
typedef struct kn_model kn_model;
typedef struct kn_setting {
  const char *name; // "nerve.c_X"
  double value;     // in the table's unit
} kn_setting;
typedef struct kn_model_def {
  const kn_setting *settings; // parameters that differ from the table, within its bounds
  int setting_count;
  // Likewise, and hers alone: where she differs from others of the same study. The typical person and shared strokes are
  // made without it, from `settings` and `links_off` only.
  const kn_setting *own;
  int own_count;
  const char *const *links_off; // keys of links to cut
  int link_off_count;
  uint32_t cookie;
} kn_model_def;
KN_API kn_model_def kn_default_model(void);
KN_API kn_status kn_model_load(kn_ctx *ctx, const kn_model_def *def, kn_model **model); // def NULL = the reference

// ---- a person ---------------------------------------------------------------------------------------------------------
#define KN_UNSTATED (-1.0) // a score that the person was not asked for: the condition's usual level stands
enum { KN_MAX_REGIONS = 4 };
typedef enum kn_sex { KN_SEX_UNSTATED, KN_FEMALE, KN_MALE } kn_sex;
typedef struct kn_person_def {
  uint64_t id; // keys every random draw of this person
  double age_y, height_m, mass_kg;
  kn_sex sex;
  int condition;                        // KN_HEALTHY, KN_CHRONIC_LOW_BACK_PAIN ...
  int region_count;                     // 0: the condition's own region
  int region[KN_MAX_REGIONS];           // KN_LOW_BACK ...; the first is where local outcomes are read
  double pain[KN_MAX_REGIONS];          // 0-10, at the hour life begins; KN_UNSTATED
  double perceived_stress;              // PSS-10, 0-40
  double trait_anxiety;                 // STAI-T, 20-80
  double depression;                    // PHQ-9, 0-27
  double sleep_quality;                 // PSQI, 0-21
  double expectation;                   // what she expects of treatment, 0-1
  double heart_rate_bpm, systolic_mmHg; // at rest; KN_UNSTATED
  double bed_h, wake_h;                 // clock hours, 0-24
  double starts_h;                      // clock hour at which time 0 of the sim lies
  bool everyday_ups_and_downs; // life stress and the source fluctuate (keyed by seed and id), and the source fades
  uint32_t cookie;
} kn_person_def;
KN_API kn_person_def kn_default_person(int condition);

// ---- a session, a course ----------------------------------------------------------------------------------------------
#define KN_AS_TECHNIQUE (-1.0) // let the technique say
enum { KN_MAX_SESSION_STROKES = 16 };
// One stroke of a session that is a sequence: so many minutes on one region, in the words of reporting guidance. What is
// left at KN_AS_TECHNIQUE is as in the main stroke of the technique: the one that takes most of its time, of equals the first.
// A technique without touch is a pause: hands off.
typedef struct kn_session_stroke {
  int technique;
  int region;                 // -1: the session's first region, else the person's
  double minutes;             // 0.1 s to 240 min
  int tool;                   // KN_TOOL_PALM ...; -1: the technique's
  int pattern;                // KN_PATTERN_GLIDE ...; -1: the technique's
  double force_N, angle_deg;  // at the peak of the load; of the force to the skin's normal, 0-80
  double rate_Hz, speed_cm_s; // cycles a second; along the skin
  double direction_deg, on;   // of movement, 0-360, 0 = towards the head; share of the cycle that is loaded
  double swing;               // of KN_PATTERN_VIBRATE: amplitude of the force over its mean
} kn_session_stroke;
KN_API kn_session_stroke kn_default_session_stroke(int technique); // 5 minutes, all else as the technique
typedef struct kn_session_def {
  int technique;    // with strokes: says rest and context only
  int region_count; // 0: the person's first region
  int region[KN_MAX_REGIONS];
  double start_s, minutes; // with strokes, minutes is not read: the session is as long as they are
  double share;   // of the hands-on time that falls on those regions together, 0-1. KN_AS_TECHNIQUE = 0.5; of strokes 1
  double force_N; // of the main stroke; the others keep their proportion. KN_AS_TECHNIQUE
  double pressure_kPa; // instead of a force: mean pressure under the main stroke's tool. KN_AS_TECHNIQUE
  double speed_cm_s, rate_Hz;
  double context, rest; // 0-1: therapeutic attention (therapist, ritual, room); lying quietly
  int stroke_count; // 0: the technique's own strokes, mixed all through the session; else these, one after the other,
  kn_session_stroke stroke[KN_MAX_SESSION_STROKES]; // and force, pressure, speed and rate above must not be said
  uint32_t cookie;
} kn_session_def;
KN_API kn_session_def kn_default_session(int technique);
KN_API double kn_session_minutes(const kn_session_def *session); // how long it is; of strokes the sum
// The stroke as it is carried out, nothing left to the technique; false for a pause and for what no table knows.
KN_API bool kn_session_stroke_info(const kn_session_stroke *stroke, kn_technique_stroke_info *info);
typedef struct kn_course_def {
  kn_session_def session; // its start_s is the first session's
  int sessions;           // 0 = none
  double per_week;        // evenly spaced, to the nearest day; start_s keeps the hour
  const double *start_s;  // explicit times instead; NULL
  uint32_t cookie;
} kn_course_def;
KN_API kn_course_def kn_default_course(int technique);

// ---- sim: one life line. The only mutable thing -------------------------------------------------------------------------
typedef struct kn_sim kn_sim;
// Finds the latent parameters with which the untreated person, settled, shows the stated scores at time 0.
// KN_UNREACHABLE names the score and the nearest reachable value.
KN_API kn_status kn_sim_create(kn_ctx *ctx, const kn_model *model, const kn_person_def *who, uint64_t seed,
                               kn_sim **sim);
KN_API void kn_sim_destroy(kn_sim *sim);                        // before kn_close, if wanted
KN_API kn_status kn_sim_twin(const kn_sim *sim, kn_sim **twin); // the same life up to now; then they may differ
KN_API kn_status kn_sim_session(kn_sim *sim, const kn_session_def *session); // in the future, none overlapping
KN_API kn_status kn_sim_course(kn_sim *sim, const kn_course_def *course);    // all of it, or nothing and an error
// An eccentric bout of exercise in a region: severity 1 = the reference maximal bout of half an hour.
KN_API kn_status kn_sim_bout(kn_sim *sim, int region, double start_s, double severity);
KN_API kn_status kn_sim_advance(kn_sim *sim, double until_s); // on failure the sim is as it was
// Many at once, each to its own time: the same bits as one by one, several times faster. A sim that fails is as it was and
// keeps its own error; the others arrive. Returns the first failure in the order given, KN_OK if there is none.
// With several threads the context's functions (alloc, keep_going ...) are called from all of them, one at a time.
KN_API kn_status kn_sims_advance(kn_sim *const *sims, int count, const double *until_s, int threads);
KN_API double kn_sim_time(const kn_sim *sim);
KN_API kn_status kn_sim_get(const kn_sim *sim, int outcome, double *value);                // true value, first region
KN_API kn_status kn_sim_get_in(const kn_sim *sim, int outcome, int region, double *value); // in one of her regions
KN_API kn_status kn_sim_measure(const kn_sim *sim, int outcome, double *value);            // with measurement error
KN_API kn_status kn_sim_state(const kn_sim *sim, const char *name, double *value); // "nerve.central"; SI, first region
// What a stroke does in her tissue as it was when it was last solved: one representative cycle at the middle of its path.
typedef struct kn_stroke_reading {
  int region;                            // its place, one that she is followed at or another
  double start_s;                        // when the first session (of a sequence: stroke) begins in which it is so
  double share;                          // of the strokes of its session
  double force_N, depth_mm, surface_kPa; // at the peak of the force; mean under the hand
  double skin_kPa, muscle_kPa;           // peak pressure at mid-depth
  double muscle_strain, muscle_shear;    // largest at mid-depth
  double skin_flow, muscle_flow;         // fold of rest, mean over the region
  double lymph_flow;                     // the same
  double muscle_oxygen;                  // of the place worked on, 1 = rest
  double muscle_lactate_mM;              // where it would settle there, mmol/L
  double drained_um[3];                  // fluid that ten minutes press out of skin, fat, muscle; negative: gained
  double slip_mm, film_rate_Hz;          // of the film under the fascia: largest slip, mean rate of shear
  double tendon_strain, tendon_N;        // of the region's tendon, largest; 0 when it has none or bears nothing
  double tendon_kPa, tendon_shear_kPa;   // pressure and shear on it, mean over the cycle
  double tendon_stretched;               // share of the cycle beyond the toe
  bool
      beyond; // deeper than the tissue model holds, or a cycle that did not come to repeat itself: values are carried on
} kn_stroke_reading;
// The i-th over her sessions, regions and strokes, each kind of session once for each state of the tissue it was solved in;
// false past the last.
KN_API bool kn_sim_stroke(const kn_sim *sim, int i, kn_stroke_reading *reading);
KN_API uint64_t kn_sim_hash(const kn_sim *sim); // of time, state and ups and downs; not of the calendar or the model
KN_API const kn_error *kn_sim_error(const kn_sim *sim);
typedef struct kn_work {
  long steps, rates, jacobians, failures, restarts;
} kn_work;
KN_API kn_work kn_sim_work(const kn_sim *sim);

// ---- compare: the same person in several arms, looked at together ----------------------------------------------------------
enum { KN_MAX_ARMS = 12, KN_MAX_VISITS = 32 };
typedef struct kn_visit {
  char name[32];
  double at_s;
} kn_visit;
typedef struct kn_compare_def {
  kn_person_def person;
  uint64_t seed;
  int arm_count;
  kn_course_def arm[KN_MAX_ARMS]; // the first is the treatment, the others its comparators
  int visit_count;
  kn_visit visit[KN_MAX_VISITS]; // in order of time
  double series_s;               // spacing of the series from time 0 to the last visit; 0 = no series
  double first_day_s;            // its spacing on the first day, finer; 0 = the same
  // Called now and then; return false to stop. done: 0-1.
  bool (*progress)(double done, const char *doing, void *user);
  void *user;
  uint32_t cookie;
} kn_compare_def;
KN_API kn_compare_def kn_default_compare(void);
typedef struct kn_comparison kn_comparison;
KN_API kn_status kn_compare(kn_ctx *ctx, const kn_model *model, const kn_compare_def *def, kn_comparison **result);
KN_API void kn_comparison_destroy(kn_comparison *c);
KN_API double kn_comparison_value(const kn_comparison *c, int arm, int visit, int outcome);   // true value
KN_API double kn_comparison_reading(const kn_comparison *c, int arm, int visit, int outcome); // with measurement error
KN_API int kn_comparison_series(const kn_comparison *c, int arm, int outcome, const double **values); // length
KN_API double kn_comparison_series_time(const kn_comparison *c, int i); // not evenly spaced with first_day_s
// The i-th stroke of an arm, as kn_sim_stroke at its end. False past the last.
KN_API bool kn_comparison_stroke(const kn_comparison *c, int arm, int i, kn_stroke_reading *reading);
KN_API kn_work kn_comparison_work(const kn_comparison *c);
KN_API uint64_t kn_comparison_hash(const kn_comparison *c);
// How she began: latent parameters found for the stated scores. The i-th, NULL past the end.
typedef struct kn_latent {
  const char *name, *unit, *score; // "source", "1", "pain"
  double value, stated, reached;
} kn_latent;
KN_API const kn_latent *kn_comparison_latent(const kn_comparison *c, int i);

#ifdef __cplusplus
}
#endif

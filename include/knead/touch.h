// touch.h -- soft tissue under a tool in real time: pose or force in, contact force, pressure and strain out.
//
// libknead-touch needs the C library and nothing else. It takes memory at creation only; a step takes none, has no
// branch on wall time, and gives the same bits for the same inputs. Many plants may live in one process; a plant belongs
// to one thread at a time. Axes: x and y along the skin, z into the body; z = 0 is the undeformed skin.
// Values carry their unit in the name; poses, velocities and forces are SI (m, m/s, N), as robots have them.
// The tissue is a stack of incompressible layers bonded to bone, at large strain by finite elements about the tool's axis:
// docs/theory/tissue.md says how far each answer holds. For research and teaching; not a medical device, not a safety function.
#pragma once
#include <knead/status.h>
#ifdef __cplusplus
extern "C" {
#endif

#define KN_TOUCH_VERSION 100 // of this header; must equal kn_touch_version()
KN_API int kn_touch_version(void);

// ---- tissue ----------------------------------------------------------------------------------------------------------
enum { KN_TOUCH_LAYERS = 6, KN_TOUCH_TERMS = 3 };
typedef struct kn_touch_layer {
  char name[16];
  double thickness_mm;      // 0.3 .. 400
  double shear_kPa;         // shear modulus at small strain, at once (before any relaxation); 0.05 .. 5000
  double stiffening;        // b of mu = mu0 exp(b (I1 - 3)); 0 = neo-Hookean; 0 .. 10
  int stiffening_terms;     // 0 = the exponential; n = its series cut after the n-th power
  double g[KN_TOUCH_TERMS]; // Prony shares, sum below 1; 0 = elastic
  double tau_s[KN_TOUCH_TERMS];
  double membrane_N_m;   // in-plane stiffness of a fibre sheet in this layer (dermis, fascia); 0 = none
  double tension_N_m;    // its pre-tension
  double membrane_at;    // where: 0 top of the layer .. 1 bottom
  double glide_kPa_mm;   // the layer glides on the one above it: elastic resistance; 0 with glide_kPa_s_mm 0 = bonded
  double glide_kPa_s_mm; // and viscous resistance
  double permeability_m4_Ns; // 0 = no drainage (undrained)
  double aggregate_kPa;      // modulus of the drained solid (lambda + 2 mu); only with permeability
} kn_touch_layer;
typedef struct kn_touch_stack {
  char name[48];
  int layer_count; // from the skin downwards; below the last lies bone
  kn_touch_layer layer[KN_TOUCH_LAYERS];
  bool drained_interfaces; // fluid may leave a permeable layer at its top; else only sideways
} kn_touch_stack;
KN_API kn_touch_stack kn_default_stack(void); // a low back of an average adult, with membranes, glide and relaxation
// The layers of a region (KN_LOW_BACK ... of <knead/names.h>) in the median person; male: 0 woman, 1 man, between: a mean.
// NAN: not stated, as in the average adult. The name is left empty. False: no such region.
KN_API bool kn_touch_region_stack(int region, double male, double age_y, double bmi, kn_touch_stack *stack);

// ---- tool --------------------------------------------------------------------------------------------------------------
typedef enum kn_touch_shape {
  KN_TOUCH_PATCH,  // compliant: pressure of a given profile over an area that grows with force (palm, fist, forearm)
  KN_TOUCH_SPHERE, // rigid, of an effective radius (elbow, knuckle, thumb tip)
  KN_TOUCH_PUNCH   // rigid flat disc
} kn_touch_shape;
typedef struct kn_touch_tool {
  char name[24];
  kn_touch_shape shape;
  double area_cm2, area_force_N, area_exponent; // patch: A = area (F/force)^exponent; exponent 0 = fixed area
  double aspect, squareness, profile;           // patch: long/short axis; superellipse exponent; n of p0 (1 - r^2)^n
  double radius_mm;                             // sphere, punch
  double friction;                              // sliding; 0 = frictionless
} kn_touch_tool;
KN_API kn_touch_tool kn_default_tool(void); // a palm

// ---- plant -------------------------------------------------------------------------------------------------------------
typedef struct kn_touch kn_touch;
typedef enum kn_touch_mode {
  KN_TOUCH_SINGLE, // one tool, axisymmetric about its axis: fastest
  KN_TOUCH_WINDOW // 32 x 32 waves of skin under it: the patch's outline, tangential load, what a stroke leaves behind and comes back to
} kn_touch_mode;
typedef struct kn_touch_def {
  kn_touch_stack stack;
  kn_touch_tool tool;
  kn_touch_mode mode;
  double step_s; // fixed: 0.0005 .. 0.05
  double
      spacing_mm; // of the window's grid, 0.5 .. 20; 0 = chosen from the tool. After 32 of it the skin repeats itself
  double pain_threshold_kPa;               // this person's, under a probe of 1 cm2
  double force_limit_N, depth_limit_mm;    // beyond: stop flag
  void *(*alloc)(size_t size, void *user); // aligned as malloc does; NULL = malloc
  void (*release)(void *p, void *user);    // NULL = free
  void *user;
  uint32_t cookie; // set by kn_default_touch; leave it
} kn_touch_def;
KN_API kn_touch_def kn_default_touch(void);
// Refuses with the field at fault in error->where ("stack.layer[1].thickness_mm") and the cure. Takes 0.1 to 1 s for layers
// like a back's, some ten for the most uneven ones allowed.
KN_API kn_status kn_touch_create(const kn_touch_def *def, kn_touch **plant, kn_error *error); // error: may be NULL
KN_API void kn_touch_destroy(kn_touch *plant);

// What a field of the definition may be, by its name as kn_error.where has it: "stack.layer[1].thickness_mm", "step_s". Any of
// low, high, unit may be NULL. False: no such field, or one without bounds. Some fields have narrower ones beside others:
// relaxation shares add up to 0.95 at most, depth_limit_mm ends half way to the bone, aggregate_kPa begins at 2 shear_kPa.
KN_API bool kn_touch_bounds(const char *field, double *low, double *high, const char **unit);

typedef enum kn_touch_stop {
  KN_STOP_NONE,
  KN_STOP_FORCE,  // beyond force_limit_N
  KN_STOP_DEPTH,  // beyond depth_limit_mm
  KN_STOP_PAIN,   // pain index at 1
  KN_STOP_BRUISE, // the bruising threshold of the tissue: by a pulse, or by a load that stays (docs/plant.md)
  KN_STOP_STRAIN, // the strain at which muscle is damaged
  KN_STOP_INPUT,  // an input that is no number or absurd; the plant kept its state
  KN_STOP_MODEL   // deeper than the tissue model vouches for
} kn_touch_stop;
KN_API const char *kn_touch_stop_text(kn_touch_stop s);
typedef struct kn_touch_in {
  double position_m[3];   // of the tool's tip; z > 0 presses
  double velocity_m_s[3]; // for friction (x, y)
  bool force_control;     // true: force_N is commanded and the depth follows; position x, y still say where
  double force_N;         // along z; below 0 is 0: nothing sticks to a tool
  double heading_rad;     // window: of a patch's longer axis, from x towards y
} kn_touch_in;
typedef struct kn_touch_out {
  double force_N[3];                              // of the tissue on the tool: z < 0 pushes it out
  double stiffness_N_m;                           // dF/dz at this step
  double depth_mm;                                // surface displacement under the tip
  double area_cm2, radius_mm, mean_kPa, peak_kPa; // contact; peak: in the middle, at least mean
  double strain[KN_TOUCH_LAYERS];                 // vertical, mean over the layer on the axis; compression positive
  double strain_mid[KN_TOUCH_LAYERS];             // the same at mid-depth
  double shear[KN_TOUCH_LAYERS];                  // largest shear strain at mid-depth
  double pressure_kPa[KN_TOUCH_LAYERS];           // at mid-depth on the axis
  double pain_index; // 0 none .. 1 the person's threshold: of the middle 1 cm2, of a punch of its F/A
  kn_touch_stop stop;
} kn_touch_out;
// KN_NOT_FINITE, or KN_OUT_OF_RANGE beyond 1 km, 1 km/s, 1e6 rad, 10 m of depth, 1e5 N: the state is kept. The tip stops short
// of the bone: a pose deeper than that is felt as 95 % of the way.
KN_API kn_status kn_touch_step(kn_touch *plant, const kn_touch_in *in, kn_touch_out *out);
KN_API double kn_touch_time_s(const kn_touch *plant);

// Everything that changes, as bytes: restoring it continues bit for bit. The size is fixed for a plant.
KN_API size_t kn_touch_state_size(const kn_touch *plant);
KN_API void kn_touch_save(const kn_touch *plant, void *bytes);
KN_API kn_status kn_touch_restore(kn_touch *plant, const void *bytes,
                                  size_t size); // refuses what is not this plant's, or damaged

// What lies under the tool now, for pictures: displacement and pressure on a vertical cut along x through the axis.
// u, w: displacement along x and z (m); p: pressure (Pa); shear: largest shear strain. x_m: along the skin from the tool's axis,
// z_m: undeformed depth. Any output may be NULL. For pictures: it takes a second, not a millisecond.
KN_API kn_status kn_touch_look(const kn_touch *plant, int count, const double *x_m, const double *z_m, double *u,
                               double *w, double *p, double *shear);
// ---- blood and warmth under a tool -------------------------------------------------------------------------------------
// Vessels of skin and muscle and the heat of the layers at one place, driven by what a plant's step gave. Beside the plant,
// for pictures and for devices that watch the skin; grade C at best (docs/theory/flow.md).
typedef struct kn_vessels kn_vessels;
typedef struct kn_vessels_out {
  double skin_flow, muscle_flow;     // fold of rest
  double skin_oxygen, muscle_oxygen; // of the tissue, 1 = rest
  double skin_degC, muscle_degC;     // skin's surface; muscle at its first third
} kn_vessels_out;
// At rest in a warm room. alloc, release: as in kn_touch_def, NULL = malloc and free.
KN_API kn_status kn_vessels_create(const kn_touch_stack *stack, void *(*alloc)(size_t size, void *user),
                                   void (*release)(void *p, void *user), void *user, kn_vessels **vessels,
                                   kn_error *error);
KN_API void kn_vessels_destroy(kn_vessels *vessels);
// dt: of the plant's step, s, at most 0.05. speed: of the tool along the skin, m/s.
KN_API kn_status kn_vessels_step(kn_vessels *vessels, double dt_s, const kn_touch_out *touch, double speed_m_s,
                                 kn_vessels_out *out);

// ---- a measured trace ---------------------------------------------------------------------------------------------------
// What a sensor on a hand wrote down, times rising; x, y along the skin (x towards the head), z out of it, fz > 0 presses.
// NAN = not measured; time and fz must be there.
typedef struct kn_touch_sample {
  double time_s, x_m, y_m, z_m, fx_N, fy_N, fz_N, angle_rad;
} kn_touch_sample;
typedef struct kn_touch_dose {     // what a trace adds up to, in the terms that devices and trials report
  double seconds, contact_s, duty; // length; time on the skin and its share
  double impulse_N_s;              // of the normal force, the sensor's zero taken off
  double mean_N, peak_N;           // normal force: mean over contact; highest
  double mean_kPa, peak_kPa;       // under the tool, by its law of area
  double rate_Hz;                  // of loadings, pauses left out
  double path_m, speed_cm_s;       // along the skin while in contact; mean
  double angle_deg, ratio;         // of the force to the skin's normal; tangential over normal force
  double zero_N, noise_N;          // of the sensor
  int loadings;
} kn_touch_dose;
typedef struct kn_touch_stroke { // a stroke that stands for a part of the trace, in the words of a session (knead.h)
  int pattern;                   // glide, circle, knead, cross, hold, tap, vibrate, stretch
  double force_N, angle_deg, rate_Hz, speed_cm_s, direction_deg, on, swing;
  double start_s, seconds, rest_s; // of the trace: when, how long, and the pause within and after
  double x_m, y_m;                 // mean place
  double impulse_N_s;
  int loadings;
} kn_touch_stroke;
enum { KN_TOUCH_STROKES = 64 };
// KN_BAD_ARGUMENT when times do not rise or time or fz is not a number; a dose of zeros when nothing is ever on the skin.
KN_API kn_status kn_touch_trace_dose(const kn_touch_tool *tool, const kn_touch_sample *trace, long samples,
                                     kn_touch_dose *dose);
// At most `most` strokes (2 .. KN_TOUCH_STROKES) with the same impulse; *count 0 when nothing is ever on the skin.
KN_API kn_status kn_touch_trace_strokes(const kn_touch_sample *trace, long samples, int most, kn_touch_stroke *stroke,
                                        int *count);
// What the strokes would have written down: fills all of each sample but its time. For comparing doses, and for examples.
KN_API kn_status kn_touch_trace_play(const kn_touch_stroke *stroke, int count, kn_touch_sample *trace, long samples);
#ifdef __cplusplus
}
#endif

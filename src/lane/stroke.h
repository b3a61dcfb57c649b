// stroke.h -- the words in which a massage is described: one stroke by the parameters that reporting guidance for manual
// therapy asks for (force, application angle, rate, direction, motion pattern, time), and what a sensor on a hand writes
// down. Plain data, shared by the room that turns it into contact and by the files it is kept in.
#pragma once

// X(ID, "key"): what a hand does during one cycle. src/hand/motion.h says it in equations.
#define KN_PATTERN_LIST(X)                                                                                             \
  X(GLIDE, "glide")     /* straight along the skin, loaded on the way out, lifted on the way back */                   \
  X(CIRCLE, "circle")   /* small circles, the skin carried with the fingers */                                         \
  X(KNEAD, "knead")     /* a circle over the skin with a pulse of force */                                             \
  X(CROSS, "cross")     /* to and fro across the fibres, the skin carried with the finger */                           \
  X(HOLD, "hold")       /* press, hold, release */                                                                     \
  X(TAP, "tap")         /* short blows */                                                                              \
  X(VIBRATE, "vibrate") /* a force that swings about its mean, never lifted */                                         \
  X(STRETCH, "stretch") /* the skin is drawn aside and held */
typedef enum kn_pattern {
#define KN_PATTERN_ID(ID, key) KN_##ID,
  KN_PATTERN_LIST(KN_PATTERN_ID)
#undef KN_PATTERN_ID
      KN_PATTERNS
} kn_pattern;
static inline const char *kn_pattern_key(int i) { // NULL past the end
  static const char *const key[] = {
#define KN_PATTERN_KEY(ID, key) key,
      KN_PATTERN_LIST(KN_PATTERN_KEY)
#undef KN_PATTERN_KEY
  };
  return i >= 0 && i < KN_PATTERNS ? key[i] : 0;
}

typedef struct kn_stroke {
  kn_pattern pattern;
  double force;     // contact force at the peak of the cycle, N
  double rate;      // cycles a second at one place, Hz
  double speed;     // along the skin while loaded, m/s (mean)
  double angle;     // of the force to the skin's normal, rad
  double direction; // of the movement, rad; 0 = +x, towards the head
  double on;        // share of the cycle that is loaded, 0-1; not used by VIBRATE, which is never lifted
  double swing;     // VIBRATE: amplitude of the force over its mean, 0-1; 0 = the usual one
} kn_stroke;

// One reading. x, y along the skin, z out of it; force on the skin, fz > 0 presses. NAN = not measured.
typedef struct kn_sample {
  double t;       // s
  double x, y, z; // m
  double fx, fy, fz;
  double angle; // of the tool's force to the skin's normal, rad
} kn_sample;

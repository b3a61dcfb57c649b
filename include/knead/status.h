// status.h -- how every call of libknead and libknead-touch tells what became of it.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define KN_API __attribute__((visibility("default")))
#else
#define KN_API
#endif

#define KN_STATUS_LIST(X)                                                                                              \
  X(KN_OK, "done")                                                                                                     \
  X(KN_BAD_ARGUMENT, "an argument is missing or out of its range")                                                     \
  X(KN_BAD_DEFINITION, "the definition was not filled by its kn_default function")                                     \
  X(KN_UNKNOWN_NAME, "no such name")                                                                                   \
  X(KN_OUT_OF_RANGE, "a value is outside its bounds")                                                                  \
  X(KN_UNREACHABLE, "no person of this model shows the stated scores")                                                 \
  X(KN_OVERLAP, "two sessions overlap, or one lies in the past")                                                       \
  X(KN_NO_MEMORY, "the allocator returned nothing")                                                                    \
  X(KN_INTEGRATION, "the integrator could not go on")                                                                  \
  X(KN_NOT_FINITE, "a rate of change is not finite")                                                                   \
  X(KN_CANCELLED, "the caller asked to stop")                                                                          \
  X(KN_NO_EQUILIBRIUM, "the tissue finds no equilibrium under this load")                                              \
  X(KN_NOT_BUILT, "this build of the library is without that part")
typedef enum kn_status {
#define KN_STATUS_ENUM(name, text) name,
  KN_STATUS_LIST(KN_STATUS_ENUM)
#undef KN_STATUS_ENUM
      KN_STATUS_COUNT
} kn_status;
typedef struct kn_error {
  kn_status status;
  char where[96]; // what was at fault: "person 3, 5.2 d, mind.anxiety", "stack.layer[1].thickness"
  char what[240]; // what is wrong, with the value and its bounds
  char hint[160]; // the cure; may be empty
  double nearest; // KN_UNREACHABLE, KN_OUT_OF_RANGE: the nearest value that works, in the value's own unit; else NAN
} kn_error;

#ifdef __cplusplus
extern "C" {
#endif
KN_API const char *kn_status_text(kn_status s);
#ifdef __cplusplus
}
#endif

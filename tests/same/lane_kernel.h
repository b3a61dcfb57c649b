// lane_kernel.h -- the rooms computed for 8 persons, from one source compiled for 1, 2, 4 and 8 lanes. Only pointers to
// double cross over: arrays are [value][person]. room: index into room_all of room_tables.h.
#pragma once
enum { KERNEL_PERSONS = 8 };
#define KERNEL_DECLARE(lanes)                                                                                          \
  /* rates: make and lose of each state in turn */                                                                     \
  void kernel_rates_##lanes(int room, const double *par, const double *t, const double *in, const double *y,           \
                            double *rate, double *out);                                                                \
  /* explicit exponential midpoint from t: y is carried `steps` steps of h seconds on */                               \
  void kernel_march_##lanes(int room, const double *par, const double *t, const double *in, double h, int steps,       \
                            double *y);                                                                                \
  /* the curves of lane.h and shape.h at n arguments for each person; 16 results an argument */                        \
  void kernel_curves_##lanes(int n, const double *x, double *curves);
#ifdef __cplusplus
extern "C" {
#endif
KERNEL_DECLARE(1)
KERNEL_DECLARE(2)
KERNEL_DECLARE(4)
KERNEL_DECLARE(8)
#ifdef __cplusplus
}
#endif

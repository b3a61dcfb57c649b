// trajectory.h -- where a tool goes or how hard it presses, over time: a CSV file, resampled to the plant's step.
#pragma once
#include "report.h"
#include <knead/touch.h>

typedef struct kn_trajectory {
  kn_report report;
  bool force_control; // a column fz_N instead of z_mm
  bool has_velocity;  // else it is the slope of x and y
  int count;
  double *row; // owned: count rows of time_s, x_m, y_m, z_m or force_N, vx_m_s, vy_m_s
  int at;      // the piece last sampled
} kn_trajectory;
enum { KN_TRAJECTORY_ROW = 6, KN_TRAJECTORY_BYTES = 1 << 26 };

// As kn_scene_read: 0 when it is sound; 3 when the report says why not; 7 when the file cannot be read.
int kn_trajectory_read(const char *path, kn_trajectory *t);
int kn_trajectory_parse(const char *name, const char *text, size_t size, kn_trajectory *t);
// To `target` (m, or N when force) along a straight line in ramp_s, then held; false when memory is short.
bool kn_trajectory_press(kn_trajectory *t, bool force, double target, double ramp_s, double hold_s);
void kn_trajectory_free(kn_trajectory *t);

double kn_trajectory_start_s(const kn_trajectory *t);
// Steps of step_s from its first time to its last, at least one.
long kn_trajectory_steps(const kn_trajectory *t, double step_s);
double kn_trajectory_most(const kn_trajectory *t); // the largest depth in m, or force in N
// What the plant is told at a time: between two rows linearly, before the first and after the last as there.
void kn_trajectory_at(kn_trajectory *t, double time_s, kn_touch_in *in);

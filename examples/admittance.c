// admittance.c -- a robot presses until it feels 20 N: an admittance loop closed on soft tissue, without the robot.
// The controller pretends to be a mass with a damper, pushed by the difference between wanted and felt force:
//   M dv/dt + B v = F_wanted - F_felt. A filter stands for the force sensor, a speed limit for the arm.
// Exit code 0 when the force arrives within 2 % and never exceeds its goal by more than 10 %.
#include <knead/touch.h>
#include <math.h>
#include <stdio.h>

int main(void) {
  const double goal_N = 20, mass_kg = 4, damping_Ns_m = 1200, filter_s = 0.004, top_speed_m_s = 0.05, end_s = 6;
  kn_touch_def def = kn_default_touch(); // a palm on an adult low back
  kn_touch *tissue;
  kn_error error = {0};
  if (kn_touch_create(&def, &tissue, &error)) return fprintf(stderr, "%s: %s\n", error.where, error.what), 1;
  kn_touch_in in = {.position_m = {0, 0, -0.005}}; // 5 mm above the skin
  kn_touch_out out = {0};
  double speed = 0, felt_N = 0, most_N = 0, dt = def.step_s;
  long steps = (long)(end_s / dt + 0.5);
  puts("  time s   depth mm   force N   stiffness N/m   pain");
  for (long k = 1; k <= steps; k++) {
    felt_N += dt / (filter_s + dt) * (-out.force_N[2] - felt_N);
    speed += dt * (goal_N - felt_N - damping_Ns_m * speed) / mass_kg;
    speed = fmax(-top_speed_m_s, fmin(top_speed_m_s, speed));
    in.position_m[2] += dt * speed;
    in.velocity_m_s[2] = speed;
    if (kn_touch_step(tissue, &in, &out)) return 1;
    if (out.stop != KN_STOP_NONE) return printf("stopped: %s\n", kn_touch_stop_text(out.stop)), 1;
    most_N = fmax(most_N, -out.force_N[2]);
    if (k % (steps / 12) == 0)
      printf("%8.2f %10.2f %9.2f %15.0f %6.2f\n", kn_touch_time_s(tissue), out.depth_mm, -out.force_N[2],
             out.stiffness_N_m, out.pain_index);
  }
  printf("goal %.1f N, reached %.2f N, most %.2f N (%+.1f %%)\n", goal_N, -out.force_N[2], most_N,
         100 * (most_N / goal_N - 1));
  bool good = fabs(-out.force_N[2] - goal_N) < 0.02 * goal_N && most_N < 1.1 * goal_N;
  kn_touch_destroy(tissue);
  return good ? 0 : 1;
}

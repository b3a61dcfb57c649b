// mujoco_contact.c -- soft tissue under a body of MuJoCo: an arm of one joint lowers its rounded tip onto a back. MuJoCo
// moves the arm, the plant answers with the contact force, which goes in as an external force at the tip (mj_applyFT).
// Runs without a window. Exit code 0 when the arm comes to rest with the tissue carrying what its weight asks, within 1 %.
#include <knead/touch.h>
#include <math.h>
#include <mujoco/mujoco.h>
#include <stdio.h>
#include <string.h>

// z up, as MuJoCo has it; the skin is the plane z = 0. The tip is a ball of 20 mm, whose lowest point presses.
static const char *const arm =
    "<mujoco><option timestep='0.001' integrator='implicit'/><worldbody>"
    "<body name='arm' pos='0 0 0.03'><joint name='shoulder' axis='0 1 0' damping='0.6'/>"
    "<geom type='capsule' fromto='0 0 0 0.3 0 0' size='0.015' mass='0.4' contype='0' conaffinity='0'/>"
    "<geom type='sphere' pos='0.3 0 0' size='0.02' mass='0.3' contype='0' conaffinity='0'/>"
    "<site name='tip' pos='0.3 0 0'/></body></worldbody></mujoco>";
static const double tip_radius_m = 0.02, end_s = 4;

static mjModel *load(void) {
  static mjVFS files; // MuJoCo reads its model from a file, which may be in memory
  char error[256] = "";
  mj_defaultVFS(&files);
  size_t size = strlen(arm);
  if (mj_makeEmptyFileVFS(&files, "arm.xml", (int)size)) return NULL;
  memcpy(files.filedata[files.nfile - 1], arm, size);
  mjModel *m = mj_loadXML("arm.xml", &files, error, sizeof error);
  if (m == NULL) fprintf(stderr, "%s\n", error);
  mj_deleteVFS(&files);
  return m;
}

int main(void) {
  mjModel *m = load();
  if (m == NULL) return 1;
  mjData *d = mj_makeData(m);
  int body = mj_name2id(m, mjOBJ_BODY, "arm"), tip = mj_name2id(m, mjOBJ_SITE, "tip");
  kn_touch_def def = kn_default_touch();
  def.tool = (kn_touch_tool){.name = "tip", .shape = KN_TOUCH_SPHERE, .radius_mm = 1e3 * tip_radius_m};
  def.step_s = m->opt.timestep; // one step of the plant for each of MuJoCo's
  kn_touch *tissue;
  kn_error error = {0};
  if (kn_touch_create(&def, &tissue, &error)) return fprintf(stderr, "%s: %s\n", error.where, error.what), 1;

  kn_touch_in in = {0};
  kn_touch_out out = {0};
  double before[3] = {0};
  mj_forward(m, d);
  memcpy(before, d->site_xpos + 3 * tip, sizeof before);
  puts("  time s   depth mm   force N");
  for (long k = 1; d->time < end_s; k++) {
    const double *at = d->site_xpos + 3 * tip;
    for (int i = 0; i < 3; i++) in.velocity_m_s[i] = (at[i] - before[i]) / def.step_s * (i == 2 ? -1 : 1);
    memcpy(before, at, sizeof before);
    in.position_m[0] = at[0], in.position_m[1] = at[1];
    in.position_m[2] = tip_radius_m - at[2]; // the plant's z points into the body
    if (kn_touch_step(tissue, &in, &out)) return 1;
    mjtNum force[3] = {out.force_N[0], out.force_N[1], -out.force_N[2]}, none[3] = {0, 0, 0};
    mju_zero(d->qfrc_applied, m->nv);
    mj_applyFT(m, d, force, none, at, body, d->qfrc_applied);
    mj_step(m, d);
    if (k % 400 == 0) printf("%8.2f %10.2f %9.3f\n", d->time, out.depth_mm, -out.force_N[2]);
  }
  // At rest the moment of the tissue's force about the shoulder is that of the arm's weight.
  const double *at = d->site_xpos + 3 * tip, *hinge = d->xpos + 3 * body, *centre = d->xipos + 3 * body;
  double weight = m->body_mass[body] * -m->opt.gravity[2], asked = weight * (centre[0] - hinge[0]) / (at[0] - hinge[0]);
  double felt = -out.force_N[2], off = felt / asked - 1;
  printf("the weight asks %.3f N at the tip, the tissue gives %.3f N (%+.2f %%); speed %.1e rad/s\n", asked, felt,
         100 * off, d->qvel[0]);
  bool good = fabs(off) < 0.01 && fabs(d->qvel[0]) < 0.01;
  kn_touch_destroy(tissue);
  mj_deleteData(d);
  mj_deleteModel(m);
  return good ? 0 : 1;
}

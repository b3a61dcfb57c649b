// Blocks: a session's strokes through the touch clock, in this person's tissue as it is at the time.
#include "sim.h"
#include "../touch/region.h"
#include <math.h>
#include <string.h>

void *kn_sim_grow(kn_sim *s, void *old, int used, int *room, size_t size) {
  if (used < *room) return old;
  int more = *room ? *room * 2 : 16;
  char *p = kn_alloc(s->object.ctx, (size_t)more * size);
  if (p == NULL) return NULL;
  if (used) memcpy(p, old, (size_t)used * size);
  kn_release(s->object.ctx, old);
  *room = more;
  return p;
}

static void *take(size_t size, void *ctx) { return kn_alloc(ctx, size); }
static void give_back(void *p, void *ctx) { kn_release(ctx, p); }

// The tissue of a rested healthy person, for whom the tables' moduli hold: the states' ordinary values
static kn_tissue_now rested(void) {
  kn_region_state r = {0};
  double *v = (double *)&r;
  for (int i = 0; i < KN_REGION_STATES; i++)
    v[i] = kn_state_at(KN_MIND_STATES + i)->start + kn_state_offset(KN_MIND_STATES + i);
  return (kn_tissue_now){.in = {r.nerve.tone, r.nerve.contracture, r.nerve.thixotropy, 1.0, r.repair.collagen,
                                r.repair.oedema, r.repair.debris},
                         .skin_temperature = r.flow.skin_temperature,
                         .fat_temperature = 0.5 * (r.flow.skin_temperature + r.flow.muscle_temperature),
                         .muscle_temperature = r.flow.muscle_temperature,
                         .film = r.joint.film};
}

double kn_sim_rested_stiffness(const kn_tissue_par *k) {
  kn_tissue_now then = rested();
  return kn_tissue_feel(k, &then.in).stiffness;
}

// [C2] multipliers of her layers' moduli at a state
static kn_tissue_modifiers tissue_at(const kn_sim *s, const double *y, int region) {
  kn_chain_state state = {0};
  memcpy(&state, y, (size_t)s->states * sizeof *y);
  const kn_region_state *r = &state.region[region];
  kn_tissue_now then = rested(),
                now = {.in = {r->nerve.tone, r->nerve.contracture, r->nerve.thixotropy, 1.0, r->repair.collagen,
                              r->repair.oedema, r->repair.debris},
                       .skin_temperature = r->flow.skin_temperature,
                       .fat_temperature = 0.5 * (r->flow.skin_temperature + r->flow.muscle_temperature),
                       .muscle_temperature = r->flow.muscle_temperature,
                       .film = r->joint.film};
  return kn_tissue_modify(&s->numbers.room.chain.tissue, &s->numbers.room.chain.joint, &now, &then);
}

static bool near(double a, double b, double change) { return a < b * (1.0 + change) && b < a * (1.0 + change); }
static bool alike(const kn_tissue_modifiers *a, const kn_tissue_modifiers *b, double change) {
  return near(a->skin, b->skin, change) && near(a->fat, b->fat, change) && near(a->muscle, b->muscle, change) &&
         near(a->fascia, b->fascia, change) && near(a->glide, b->glide, change);
}

// What she brings to the touch clock beside her layers: the tension of her vessels, and how far she lets a joint be turned
typedef struct brings {
  double tone, broken[KN_CHAIN_REGIONS], torque[KN_CHAIN_REGIONS];
} brings;
static brings brought(const kn_sim *s, const double *y) {
  const kn_chain_par *k = &s->numbers.room.chain;
  kn_chain_in in;
  kn_chain_state state = {0};
  kn_chain_rates rates;
  kn_chain_seen seen;
  memcpy(&state, y, (size_t)s->states * sizeof *y);
  kn_sim_inputs(s, s->time, &in);
  kn_chain(k, s->regions, s->time + s->who.starts_h * 3600.0, &in, &state, &rates, &seen);
  brings b = {.tone = kn_log(state.mind.sympathetic)};
  for (int i = 0; i < s->regions; i++) {
    kn_joint j = kn_sim_joint(&k->joint, s->region[i]);
    b.broken[i] = 1.0 - state.region[i].joint.film;
    b.torque[i] = kn_joint_tolerance(&j, seen.region[i].nerve.tolerance, state.region[i].joint.stretch_tolerance);
  }
  return b;
}

// Every stroke of one region; strokes of one tool share its bench.
static kn_status solve_region(kn_sim *s, const kn_plan *plan, int region, const kn_tissue_modifiers *now,
                              const brings *her, kn_touch_cycle *cycle) {
  const kn_chain_par *k = &s->numbers.room.chain;
  kn_ctx *ctx = s->object.ctx;
  kn_touch_numbers n = {k->hand, k->tissue, k->joint, k->guard, k->flow};
  const kn_person_def *d = &s->who;
  const double year = 31557600.0;
  kn_body who = {d->sex == KN_MALE     ? 1.0
                 : d->sex == KN_FEMALE ? 0.0
                                       : 0.5,
                 d->age_y * year, d->mass_kg / (d->height_m * d->height_m)};
  kn_stack stack;
  kn_region_stack(&n, s->region[region], &who, NULL, now, &stack);
  const kn_region_info *info = kn_region_at(s->region[region]);
  kn_tendon_line tendon;
  kn_touch_place place = {&n,
                          &stack,
                          info->length_mm * 1e-3,
                          info->width_mm * 1e-3,
                          her->tone,
                          her->broken[region],
                          her->torque[region],
                          kn_region_tendon_line(s->region[region], &tendon) ? &tendon : NULL};
  kn_cycle_solver *bench = kn_alloc(ctx, kn_cycle_solver_size());
  if (bench == NULL) return kn_fail(&s->error, KN_NO_MEMORY, "session", "", "no memory for a session");
  bool done[KN_SESSION_STROKES] = {false};
  kn_status st = KN_OK;
  for (int i = 0; i < plan->session.strokes && st == KN_OK; i++) {
    if (done[i]) continue;
    if (!kn_keep_going(ctx, &s->error)) {
      st = KN_CANCELLED;
      break;
    }
    const kn_press_tool *tool = &plan->hand[i].tool;
    double force = 0.0;
    for (int j = i; j < plan->session.strokes; j++)
      if (memcmp(&plan->hand[j].tool, tool, sizeof *tool) == 0) force = fmax(force, plan->hand[j].stroke.force);
    kn_status begun = kn_cycle_begin(bench, &place, tool, force, take, give_back, ctx);
    bool ok = begun == KN_OK;
    for (int j = i; ok && j < plan->session.strokes; j++)
      if (memcmp(&plan->hand[j].tool, tool, sizeof *tool) == 0) {
        ok = kn_cycle_solve(bench, &plan->hand[j], &cycle[j]);
        done[j] = true;
      }
    if (begun == KN_NO_MEMORY)
      st = kn_fail(&s->error, KN_NO_MEMORY, "session", "", "no memory for a session");
    else if (!ok)
      st = kn_fail(&s->error, KN_NO_EQUILIBRIUM, "session", "less force, or another technique",
                   "the tissue of the %s finds no equilibrium under a stroke of %.0f N", info->key, force);
    kn_cycle_end(bench);
  }
  kn_release(ctx, bench);
  return st;
}

int kn_sim_block(kn_sim *s, const kn_plan *plan, const double *y) {
  const kn_chain_par *k = &s->numbers.room.chain;
  kn_tissue_modifiers now[KN_CHAIN_REGIONS];
  memset(now, 0, sizeof now);
  for (int i = 0; i < s->regions; i++) now[i] = tissue_at(s, y, i);
  brings her = brought(s, y);
  double vessels = kn_exp(-k->flow.a_S * her.tone); // [G6]
  for (int b = 0; b < s->block_count; b++) {
    const kn_block *o = &s->blocks[b];
    bool same = memcmp(&o->plan, plan, sizeof *plan) == 0 && near(vessels, o->vessels, k->join.re_solve);
    for (int i = 0; same && i < s->regions; i++) same = alike(&now[i], &o->tissue[i], k->join.re_solve);
    if (same) return b;
  }
  kn_block fresh;
  memset(&fresh, 0, sizeof fresh);
  fresh.plan = *plan;
  fresh.vessels = vessels;
  memcpy(fresh.tissue, now, sizeof now);
  int main_region = kn_chain_main_region(s->regions, &plan->session);
  for (int i = 0; i < s->regions && plan->session.strokes > 0; i++) {
    if (!(plan->session.duty[i] > 0) && i != main_region) continue;
    if (solve_region(s, plan, i, &now[i], &her, fresh.cycle[i]) != KN_OK) return -1;
    for (int n = 0; n < plan->session.strokes; n++)
      fresh.hardest = fmax(fresh.hardest, k->tissue.c_p * fresh.cycle[i][n].p);
  }
  kn_chain_begin_session(k, s->regions, &plan->session, (const kn_touch_cycle(*)[KN_SESSION_STROKES])fresh.cycle,
                         &fresh.in);
  void *p = kn_sim_grow(s, s->blocks, s->block_count, &s->block_room, sizeof *s->blocks);
  if (p == NULL) {
    kn_fail(&s->error, KN_NO_MEMORY, "session", "", "no memory for a session");
    return -1;
  }
  s->blocks = p;
  s->blocks[s->block_count] = fresh;
  return s->block_count++;
}

// Blocks: a session's strokes through the touch clock, in this person's tissue as it is at the time.
#include "atlas.h"
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

// The states' ordinary values
kn_tissue_now kn_sim_rested(void) {
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
  kn_tissue_now then = kn_sim_rested();
  return kn_tissue_feel(k, &then.in).stiffness;
}

// [C2] multipliers of her layers' moduli at a state
static kn_tissue_modifiers tissue_at(const kn_sim *s, const double *y, int region) {
  kn_chain_state state = {0};
  memcpy(&state, y, (size_t)s->states * sizeof *y);
  const kn_region_state *r = &state.region[region];
  kn_tissue_now then = kn_sim_rested(),
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

// What she brings to the touch clock beside her layers: the tension of her vessels, and how far she lets a joint be turned.
typedef struct brings {
  double tone, broken[KN_CHAIN_REGIONS], torque[KN_CHAIN_REGIONS];
} brings;
// A region of the body under the hands. Of one that she does not track the tissue is that of a rested healthy person.
typedef struct place {
  int region;                     // of the table
  const kn_tissue_modifiers *now; // NULL: rested and healthy
  double broken, torque;
} place;
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

static int hers(const kn_sim *s, int region) {
  for (int i = 0; i < s->regions; i++)
    if (s->region[i] == region) return i;
  return -1;
}
static place place_of(const kn_sim *s, int region, const kn_tissue_modifiers *now, const brings *her) {
  int i = hers(s, region);
  if (i >= 0) return (place){region, &now[i], her->broken[i], her->torque[i]};
  kn_tissue_now then = kn_sim_rested();
  kn_joint j = kn_sim_joint(&s->numbers.room.chain.joint, region);
  return (place){region, NULL, 1.0 - then.film, kn_joint_tolerance(&j, 1.0, 0.0)};
}

kn_touch_place kn_sim_place(const kn_touch_numbers *n, int region, const kn_stack *stack, kn_tendon_line *tendon) {
  const kn_region_info *info = kn_region_at(region);
  return (kn_touch_place){.numbers = n,
                          .stack = stack,
                          .length = info->length_mm * 1e-3,
                          .width = info->width_mm * 1e-3,
                          .tendon = kn_region_tendon_line(region, tendon) ? tendon : NULL};
}

// What the strokes of one tool have in common with those of other people: all but her layers.
static int sheet_of(const kn_sim *s, const kn_plan *plan, int region, int first, kn_atlas_sheet *sheet, int *which) {
  const kn_chain_par *k = &s->shared.room.chain;
  memset(sheet, 0, sizeof *sheet);
  sheet->numbers = (kn_touch_numbers){k->hand, k->tissue, k->joint, k->guard, k->flow};
  sheet->region = region;
  for (int j = first; j < plan->session.strokes; j++)
    if (memcmp(&plan->hand[j].tool, &plan->hand[first].tool, sizeof plan->hand[j].tool) == 0) {
      sheet->hand[sheet->strokes] = plan->hand[j];
      which[sheet->strokes++] = j;
    }
  return sheet->strokes;
}

// Every stroke on one region; strokes of one tool share its bench, or are read from the atlas.
static kn_status solve_place(kn_sim *s, const kn_plan *plan, const place *at, double tone, kn_touch_cycle *cycle) {
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
  kn_region_stack(&n, at->region, &who, NULL, at->now, &stack);
  kn_tendon_line tendon;
  kn_touch_place place = kn_sim_place(&n, at->region, &stack, &tendon);
  place.tone = tone;
  place.broken = at->broken;
  place.torque = at->torque;
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
    kn_atlas_sheet sheet;
    kn_touch_cycle one[KN_SESSION_STROKES];
    int which[KN_SESSION_STROKES], count = sheet_of(s, plan, at->region, i, &sheet, which);
    double force = 0.0;
    for (int j = 0; j < count; j++) force = fmax(force, sheet.hand[j].stroke.force), done[which[j]] = true;
    bool ok = false;
    if (ctx->def.atlas && !ctx->def.own_strokes) {
      st = kn_atlas_read(ctx, &sheet, &stack, tone, one, &ok, &s->error);
      if (st != KN_OK) break;
    }
    if (!ok) {
      st = kn_cycle_begin(bench, &place, &plan->hand[i].tool, force, take, give_back, ctx);
      if (st == KN_NO_MEMORY) {
        st = kn_fail(&s->error, KN_NO_MEMORY, "session", "", "no memory for a session");
        break;
      }
      ok = st == KN_OK;
      for (int j = 0; ok && j < count; j++) ok = kn_cycle_solve(bench, &sheet.hand[j], &one[j]);
      kn_cycle_end(bench);
      st = ok ? KN_OK
              : kn_fail(&s->error, KN_NO_EQUILIBRIUM, "session", "less force, or another technique",
                        "the tissue of the %s finds no equilibrium under a stroke of %.0f N",
                        kn_region_at(at->region)->key, force);
    }
    for (int j = 0; st == KN_OK && j < count; j++) cycle[which[j]] = one[j];
  }
  kn_release(ctx, bench);
  return st;
}

// [J2] the place whose layers stand for the whole person in what she feels: the one that gets most of the session; of equals
// one that she tracks, in her order
static int felt_place(const kn_sim *s, const kn_plan *plan) {
  int most = 0;
  for (int p = 1; p < plan->places; p++) {
    int a = hers(s, plan->place[p]), b = hers(s, plan->place[most]);
    bool nearer = a >= 0 && (b < 0 || a < b);
    if (plan->time[p] > plan->time[most] || (!(plan->time[p] < plan->time[most]) && nearer)) most = p;
  }
  return most;
}

static void tissue_of(const kn_sim *s, const double *y, kn_tissue_modifiers *now) {
  memset(now, 0, KN_CHAIN_REGIONS * sizeof *now);
  for (int i = 0; i < s->regions; i++) now[i] = tissue_at(s, y, i);
}

int kn_sim_block(kn_sim *s, const kn_plan *plan, const double *y) {
  const kn_chain_par *k = &s->numbers.room.chain;
  kn_tissue_modifiers now[KN_CHAIN_REGIONS];
  tissue_of(s, y, now);
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
  int felt = felt_place(s, plan);
  const kn_touch_cycle *touched[KN_CHAIN_REGIONS] = {NULL};
  for (int p = 0; p < plan->places && plan->session.strokes > 0; p++) {
    if (!(plan->time[p] > 0) && p != felt) continue;
    place at = place_of(s, plan->place[p], now, &her);
    if (solve_place(s, plan, &at, her.tone, fresh.cycle[p]) != KN_OK) return -1;
    int i = hers(s, plan->place[p]);
    if (i >= 0) touched[i] = fresh.cycle[p];
    for (int n = 0; n < plan->session.strokes; n++)
      fresh.hardest = fmax(fresh.hardest, k->tissue.c_p * fresh.cycle[p][n].p);
  }
  kn_chain_begin_session(k, s->regions, &plan->session, touched, fresh.cycle[felt], &fresh.in);
  void *p = kn_sim_grow(s, s->blocks, s->block_count, &s->block_room, sizeof *s->blocks);
  if (p == NULL) {
    kn_fail(&s->error, KN_NO_MEMORY, "session", "", "no memory for a session");
    return -1;
  }
  s->blocks = p;
  s->blocks[s->block_count] = fresh;
  return s->block_count++;
}

// Secant in ln p over ln F on the hardest stroke alone, from its force downwards; what is given was solved and accepted.
double kn_sim_bearable(kn_sim *s, const kn_plan *plan, const double *y, const kn_block *hard, double most) {
  enum { SOLVES = 4 };
  const double aim = 0.02, close = 0.045; // in ln F below the largest: where to, and where to end
  const double c_p = s->numbers.room.chain.tissue.c_p;
  kn_tissue_modifiers now[KN_CHAIN_REGIONS];
  tissue_of(s, y, now);
  brings her = brought(s, y);
  int where = 0, which = 0;
  for (int p = 0; p < plan->places; p++)
    for (int n = 0; n < plan->session.strokes; n++)
      if (hard->cycle[p][n].p > hard->cycle[where][which].p) where = p, which = n;
  place at = place_of(s, plan->place[where], now, &her);
  kn_plan one = *plan;
  int at_hand = which; // read from the atlas all come at once
  if (s->object.ctx->def.atlas == NULL || s->object.ctx->def.own_strokes) {
    one.session.strokes = 1;
    one.hand[0] = plan->hand[which];
    at_hand = 0;
  }
  // ln of the force over the plan's, and of the pressure over the largest
  double low = -INFINITY, high = 0.0, f0 = 0.0, p0 = kn_log(hard->hardest / most), slope = 1.3;
  for (int i = 0; i < SOLVES; i++) {
    double f = f0 - p0 / slope - aim;
    if (!(f > low && f < high)) f = low > -20.0 ? 0.5 * (low + high) : high - 0.5;
    for (int n = 0; n < one.session.strokes; n++)
      one.hand[n].stroke.force = plan->hand[one.session.strokes > 1 ? n : which].stroke.force * kn_exp(f);
    kn_touch_cycle c[KN_SESSION_STROKES];
    memset(c, 0, sizeof c);
    if (solve_place(s, &one, &at, her.tone, c) != KN_OK) {
      if (s->error.status != KN_NO_EQUILIBRIUM) return 0.0;
      high = f, f0 = f, p0 = 0.3; // still too hard, nobody knows by how much
      continue;
    }
    double p = kn_log(c_p * c[at_hand].p / most);
    if (fabs(f - f0) > 1e-6) slope = fmin(fmax((p - p0) / (f - f0), 0.3), 10.0);
    f0 = f, p0 = p;
    if (p > 0)
      high = f;
    else
      low = f;
    if (p <= 0 && -p < close * slope) break;
  }
  return low > -20.0 ? plan->hand[0].stroke.force * kn_exp(low) : 0.0;
}

// How she begins. Stated scores are targets: the settled untreated person shows them at time 0 (settle.c). When the
// search does not reach them at once, the targets are moved from what she shows by herself to what was stated in steps;
// where that stalls is the nearest that can be reached. What was found is kept by content.
#include "settle.h"
#include "person.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

// The start of the search: table values, moved by what the condition says.
void kn_settle_guess(kn_sim *s, bool painful, double *y) {
  for (int i = 0; i < s->states; i++) { y[i] = kn_state_of(i)->start + kn_state_offset(i); }
  kn_chain_state *c = (kn_chain_state *)y;
  c->mind.expectation = s->numbers.room.chain.mind.Ex0;
  for (int i = 0; i < s->regions; i++) {
    c->region[i].nerve.central = painful && s->source[i] > 0 ? 0.5 : 0.0;
    c->region[i].nerve.contracture = painful && s->source[i] > 0 ? 0.3 : 0.09;
  }
}

static void name_latents(kn_search *q) {
  const kn_person_def *d = &q->s->who;
  const double stated[KN_LATENTS] = {
      [KN_LATENT_LIFE_STRESS] = d->perceived_stress,
      [KN_LATENT_TRAIT] = d->trait_anxiety,
      [KN_LATENT_MOOD] = d->depression,
      [KN_LATENT_SLEEP] = d->sleep_quality,
  };
  for (int i = 0; i < q->s->regions; i++)
    if (d->pain[i] != KN_UNSTATED)
      q->latent[q->k++] = (kn_latent_value){KN_LATENT_SOURCE, i, fmax(q->s->source[i], 0.02), d->pain[i], 0};
  for (int l = KN_LATENT_LIFE_STRESS; l < KN_LATENTS; l++)
    if (stated[l] != KN_UNSTATED)
      q->latent[q->k++] =
          (kn_latent_value){l, 0, q->s->numbers.flat[kn_param_find(kn_latent_row_at(l)->parameter)], stated[l], 0};
  for (int i = 0; i < q->k; i++) {
    q->first_value[i] = q->latent[i].value;
    kn_settle_put(q, i);
  }
}

static kn_status unreachable(kn_search *q, int i) {
  kn_sim *s = q->s;
  const kn_outcome_info *o = kn_outcome_at(kn_latent_row_at(q->latent[i].latent)->score);
  char where[96];
  if (q->latent[i].latent == KN_LATENT_SOURCE)
    snprintf(where, sizeof where, "person.pain.%s", kn_region_at(s->region[q->latent[i].region])->key);
  else
    snprintf(where, sizeof where, "person.%s", o->key);
  return kn_fail_near(&s->error, KN_UNREACHABLE, q->latent[i].reached, where,
                      "state the nearest value, or change the other scores",
                      "%s %g cannot be shown by a person with the other scores stated; the nearest is %.2f", o->key,
                      q->latent[i].stated, q->latent[i].reached);
}

// The score that is furthest from what was stated, in shares of its scale; what she shows instead goes into reached.
static int furthest(kn_search *q, const double *stated) {
  int worst = 0;
  double most = -1.0;
  for (int i = 0; i < q->k; i++) {
    const kn_outcome_info *o = kn_outcome_at(kn_latent_row_at(q->latent[i].latent)->score);
    q->latent[i].reached = kn_settle_score(q, i, q->at_start);
    q->latent[i].stated = stated[i];
    double gap = fabs(q->latent[i].reached - stated[i]) / (o->high - o->low);
    if (gap > most) most = gap, worst = i;
  }
  return worst;
}

// From what she shows by herself towards what was stated, each step from the last that was settled.
static kn_status walk(kn_search *q, bool painful, double *y) {
  double stated[KN_MAX_LATENTS], own[KN_MAX_LATENTS], value[KN_MAX_LATENTS], good[KN_MAX_STATES];
  kn_settle_guess(q->s, painful, y);
  for (int i = 0; i < q->k; i++) {
    stated[i] = q->latent[i].stated;
    q->pinned[i] = true;
    q->latent[i].value = q->first_value[i];
    kn_settle_put(q, i);
  }
  kn_status st = KN_UNREACHABLE;
  for (double days = 100.0; days < 1000.0 && st != KN_OK; days *= 2.5) { // some need to be left alone for longer
    st = kn_settle_days(q, days, y);
    if (st == KN_OK) st = kn_settle_newton(q, y);
    if (st == KN_CANCELLED) return st;
  }
  if (st != KN_OK) return st;
  for (int i = 0; i < q->k; i++) own[i] = kn_settle_score(q, i, q->at_start);
  memcpy(good, y, sizeof good);
  for (double way = 0.0, step = 0.25; way < 1.0 && q->k > 0;) {
    double next = fmin(1.0, way + step);
    for (int i = 0; i < q->k; i++) {
      value[i] = q->latent[i].value;
      q->pinned[i] = false;
      q->latent[i].stated = own[i] + next * (stated[i] - own[i]);
    }
    st = kn_settle_newton(q, y);
    if (st == KN_CANCELLED) return st;
    bool bounded = false;
    for (int i = 0; i < q->k; i++) bounded = bounded || q->pinned[i];
    if (st == KN_OK && !bounded) {
      way = next;
      memcpy(good, y, sizeof good);
      continue;
    }
    step *= 0.5;
    if (step < 0.04 && st == KN_OK) { // settled, with a latent at the end of its range: this is the nearest
      for (int i = 0; i < q->k; i++) {
        q->latent[i].stated = stated[i];
        q->latent[i].reached = kn_settle_score(q, i, q->at_start);
      }
      for (int i = 0; i < q->k; i++)
        if (q->pinned[i]) return unreachable(q, i);
    }
    memcpy(y, good, sizeof good);
    for (int i = 0; i < q->k; i++) {
      q->latent[i].value = value[i];
      kn_settle_put(q, i);
    }
    if (step < 0.04) {
      for (int i = 0; i < q->k; i++) q->pinned[i] = true;
      st = kn_settle_newton(q, y); // once more where it is settled, for the scores she shows there
      return st == KN_OK ? unreachable(q, furthest(q, stated)) : st;
    }
  }
  for (int i = 0; i < q->k; i++) q->latent[i].stated = stated[i];
  return KN_OK;
}

void kn_settle_key(const kn_sim *s, const char *what, char key[65]) {
  const double scores[] = {s->who.perceived_stress, s->who.trait_anxiety, s->who.depression,
                           s->who.sleep_quality,    s->who.starts_h,      s->object.ctx->def.solver};
  kn_key k;
  kn_key_begin(&k, what);
  kn_key_add(&k, s->numbers.flat, sizeof s->numbers.flat);
  kn_key_add(&k, s->shared.flat, sizeof s->shared.flat); // of the typical person from whom she is sought
  kn_key_add(&k, s->source, sizeof s->source);
  kn_key_add(&k, s->load, sizeof s->load);
  kn_key_add(&k, s->region, sizeof s->region);
  kn_key_add(&k, s->who.pain, sizeof s->who.pain);
  kn_key_add(&k, &s->who.condition, sizeof s->who.condition);
  kn_key_add(&k, scores, sizeof scores);
  kn_key_end(&k, key);
}

// Her own level of heart rate and pressure, so that she shows the stated ones at time 0.
static void levels(kn_sim *s) {
  kn_chain_in in;
  kn_sim_inputs(s, 0.0, &in);
  in.life_stress = in.source_factor = 1.0;
  kn_outcome_out o;
  kn_sim_outcomes(s, &in, 0.0, s->y, 0, &o);
  if (s->who.heart_rate_bpm != KN_UNSTATED)
    s->heart_scale = s->who.heart_rate_bpm / kn_outcome_in_unit(KN_HEART_RATE, o.HEART_RATE);
  if (s->who.systolic_mmHg != KN_UNSTATED)
    s->pressure_offset = (s->who.systolic_mmHg - kn_outcome_in_unit(KN_SYSTOLIC, o.SYSTOLIC)) * 133.322387415;
}

static kn_status settle(kn_search *q) {
  kn_sim *s = q->s;
  double y[KN_MAX_STATES], direction[KN_MAX_STATES], score;
  q->n = s->states;
  q->longest = s->object.ctx->def.longest_search;
  double keep_pulses = s->numbers.room.chain.mind.a_ult;
  s->numbers.room.chain.mind.a_ult = 0.0; // pulses of another period would leave no daily cycle to find
  for (int i = 0; i < q->n; i++) q->scale[i] = kn_state_of(i)->scale;
  bool painful = kn_condition_row_at(s->who.condition)->painful || s->who.pain[0] > 3.0;
  name_latents(q);
  kn_status st = kn_settle_typical(q, y);
  if (st == KN_OK && !q->carried) {
    kn_settle_guess(s, painful, y);
    st = kn_settle_days(q, 20.0, y);
  }
  if (st == KN_OK) st = kn_settle_newton(q, y);
  bool bounded = false;
  for (int i = 0; i < q->k; i++) bounded = bounded || q->pinned[i];
  if ((st != KN_OK && st != KN_CANCELLED) || bounded) st = walk(q, painful, y);
  for (int i = 0; st == KN_OK && i < q->k; i++) q->latent[i].reached = kn_settle_score(q, i, q->at_start);
  memcpy(s->beginning.y, q->at_start, sizeof s->beginning.y);
  // A fixed point from which she would drift away is no way to begin: say where she would end instead. Where two states
  // are stable (the switch of chain 4), a pain between them is such a point.
  if (st == KN_OK) st = kn_settle_stability(q, y, &s->beginning.spectral_radius, direction);
  if (st == KN_OK && s->beginning.spectral_radius >= 1.0 && q->k > 0 && kn_settle_drifts_to(q, y, direction, &score)) {
    q->latent[0].reached = score;
    st = unreachable(q, 0);
  }
  if (st == KN_OK) {
    memcpy(s->beginning.latent, q->latent, sizeof q->latent);
    s->beginning.latents = q->k;
  }
  s->numbers.room.chain.mind.a_ult = keep_pulses;
  return st;
}

kn_status kn_sim_begin(kn_sim *s) {
  kn_ctx *ctx = s->object.ctx;
  char key[65];
  kn_settle_key(s, "person", key);
  kn_beginning *b = &s->beginning;
  memset(b, 0, sizeof *b);
  kn_status st = KN_OK;
  kn_search *q = kn_alloc(ctx, sizeof *q);
  if (q == NULL) return kn_fail(&s->error, KN_NO_MEMORY, "person", "", "no memory to settle a person");
  q->s = s;
  if (ctx->def.cache_get && ctx->def.cache_get(key, b, sizeof *b, ctx->def.user)) {
    memcpy(q->latent, b->latent, sizeof q->latent);
    q->k = b->latents < 0 || b->latents > KN_MAX_LATENTS ? 0 : b->latents;
    for (int i = 0; i < q->k; i++) kn_settle_put(q, i);
  } else {
    st = settle(q);
    if (st == KN_OK && ctx->def.cache_put) ctx->def.cache_put(key, b, sizeof *b, ctx->def.user);
  }
  if (st == KN_OK) {
    memcpy(s->y, b->y, sizeof s->y);
    levels(s);
  }
  kn_release(ctx, q);
  return st;
}

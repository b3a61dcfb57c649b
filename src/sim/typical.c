// The person of the shared numbers with a condition, settled as she is by herself: where the search for anybody else with that
// condition begins, and how the scores and states around her answer to one another. A search that begins there takes a few
// days instead of a hundred. Made from nothing but its key, so a kept one and a new one are the same.
#include "atlas.h"
#include "person.h"
#include "settle.h"
#include <string.h>

typedef struct kn_typical {
  double y[KN_MAX_STATES];
  double value[KN_MAX_LATENTS];
  int found; // 1: settled
  double jacobian[KN_SETTLE_MAX * KN_SETTLE_MAX];
} kn_typical;

static kn_status make(kn_search *q, kn_typical *t) {
  double F[KN_SETTLE_MAX];
  kn_sim *s = q->s;
  q->n = s->states;
  for (int i = 0; i < q->n; i++) q->scale[i] = kn_state_of(i)->scale;
  kn_settle_guess(s, kn_condition_row_at(s->who.condition)->painful, t->y);
  for (int i = 0; i < s->regions; i++) q->latent[q->k++] = (kn_latent_value){KN_LATENT_SOURCE, i, s->source[i], 0, 0};
  for (int l = KN_LATENT_LIFE_STRESS; l < KN_LATENTS; l++)
    q->latent[q->k++] = (kn_latent_value){l, 0, s->numbers.flat[kn_param_find(kn_latent_row_at(l)->parameter)], 0, 0};
  for (int i = 0; i < q->k; i++) q->pinned[i] = true;
  kn_status st = kn_settle_days(q, 20.0, t->y);
  if (st == KN_OK) st = kn_settle_newton(q, t->y);
  for (int i = 0; i < q->k; i++) {
    q->pinned[i] = false;
    q->latent[i].stated = kn_settle_score(q, i, q->at_start);
    t->value[i] = q->latent[i].value;
  }
  if (st == KN_OK) st = kn_settle_residual(q, t->y, F);
  if (st == KN_OK) st = kn_settle_differences(q, t->y, F);
  memcpy(t->jacobian, q->jacobian, sizeof t->jacobian);
  t->found = st == KN_OK;
  return st;
}

// Hers among all latents of the typical person: the column and row of the i-th
static int place(const kn_search *q, int i) {
  const kn_latent_value *l = &q->latent[i];
  return q->n + (l->latent == KN_LATENT_SOURCE ? l->region : q->s->regions + l->latent - KN_LATENT_LIFE_STRESS);
}

static kn_status begin(const kn_search *her, kn_search *q, kn_sim *s, kn_typical *t) {
  kn_sim *h = her->s;
  kn_ctx *ctx = h->object.ctx;
  char key[65];
  s->object.ctx = ctx;
  s->numbers = s->shared = h->shared;
  s->who = kn_default_person(h->who.condition);
  s->who.region_count = h->regions;
  memcpy(s->who.region, h->region, sizeof s->who.region);
  s->who.starts_h = h->who.starts_h;
  s->rtol = h->rtol;
  kn_person_apply(s);
  s->numbers.room.chain.mind.a_ult = 0.0;
  q->s = s;
  kn_settle_key(s, "typical", key);
  if (kn_atlas_find(ctx->def.atlas, key, t, sizeof *t)) return KN_OK;
  if (ctx->def.cache_get && ctx->def.cache_get(key, t, sizeof *t, ctx->def.user)) return KN_OK;
  kn_status st = make(q, t);
  if (st == KN_CANCELLED || st == KN_NO_MEMORY) return h->error = s->error, st;
  kn_atlas_keep(ctx->def.atlas, key, t, sizeof *t);
  if (ctx->def.cache_put) ctx->def.cache_put(key, t, sizeof *t, ctx->def.user);
  return KN_OK;
}

kn_status kn_settle_typical(kn_search *her, double *y) {
  kn_ctx *ctx = her->s->object.ctx;
  kn_search *q = kn_alloc(ctx, sizeof *q);
  kn_sim *s = kn_alloc(ctx, sizeof *s);
  kn_typical *t = kn_alloc(ctx, sizeof *t);
  kn_status st = q && s && t ? begin(her, q, s, t)
                             : kn_fail(&her->s->error, KN_NO_MEMORY, "person", "", "no memory to settle a person");
  if (st == KN_OK && t->found) {
    int to[KN_SETTLE_MAX], m = her->n;
    for (int i = 0; i < m; i++) to[i] = i;
    for (int i = 0; i < her->k; i++) {
      to[m++] = place(her, i);
      her->latent[i].value = her->first_value[i] = t->value[place(her, i) - her->n];
      kn_settle_put(her, i);
    }
    memcpy(y, t->y, (size_t)her->n * sizeof *y);
    for (int c = 0; c < m; c++)
      for (int r = 0; r < m; r++) her->jacobian[c * KN_SETTLE_MAX + r] = t->jacobian[to[c] * KN_SETTLE_MAX + to[r]];
    her->carried = true;
  }
  kn_release(ctx, t);
  kn_release(ctx, s);
  kn_release(ctx, q);
  return st;
}

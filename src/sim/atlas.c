#include "atlas.h"
#include "../touch/region.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double FORCES = 0.7; // in ln N between the forces at which surfaces are made; each is read to either side
// The people in the middle: how much stiffer than rested they are, their bodies, ln of their sympathetic tone
static const kn_tissue_modifiers MIDDLE = {.skin = 1.03, .fat = 1.03, .muscle = 1.3, .fascia = 1.15, .glide = 1.0};
static const double MIDDLE_MALE = 0.5, MIDDLE_AGE_Y = 45.0, MIDDLE_BMI = 25.5, MIDDLE_TONE = 0.1, YEAR = 31557600.0;

typedef struct page {
  struct page *next;
  kn_atlas_sheet sheet;                     // with the forces at which it is made
  enum { WANTED, AT_IT, MADE, EMPTY } made; // wanted: nobody is at it; empty: no equilibrium in the middle
  kn_surface surface;
} page;
typedef struct slip { // of bytes
  struct slip *next;
  char key[65];
  size_t size;
  unsigned char bytes[];
} slip;
struct kn_atlas {
  kn_atlas_def def;
  pthread_mutex_t lock;
  pthread_cond_t made;
  page *pages;
  slip *slips;
};

kn_atlas_def kn_default_atlas(void) { return (kn_atlas_def){.threads = 1, .cookie = KN_COOKIE_ATLAS}; }

kn_status kn_atlas_create(const kn_atlas_def *def, kn_atlas **atlas) {
  if (atlas == NULL || def == NULL) return KN_BAD_ARGUMENT;
  *atlas = NULL;
  if (def->cookie != KN_COOKIE_ATLAS) return KN_BAD_DEFINITION;
  if (def->threads < 1) return KN_BAD_ARGUMENT;
  kn_atlas *a = calloc(1, sizeof *a);
  if (a == NULL) return KN_NO_MEMORY;
  a->def = *def;
  if (pthread_mutex_init(&a->lock, NULL) != 0) return free(a), KN_NO_MEMORY;
  if (pthread_cond_init(&a->made, NULL) != 0) {
    pthread_mutex_destroy(&a->lock);
    free(a);
    return KN_NO_MEMORY;
  }
  *atlas = a;
  return KN_OK;
}
void kn_atlas_destroy(kn_atlas *a) {
  if (a == NULL) return;
  for (page *p = a->pages, *next; p; p = next) next = p->next, free(p);
  for (slip *p = a->slips, *next; p; p = next) next = p->next, free(p);
  pthread_cond_destroy(&a->made);
  pthread_mutex_destroy(&a->lock);
  free(a);
}

// ---- bytes -----------------------------------------------------------------------------------------------------------
static bool find(const kn_atlas *a, const char *key, void *bytes, size_t size) {
  for (const slip *p = a->slips; p; p = p->next)
    if (p->size == size && strcmp(p->key, key) == 0) {
      memcpy(bytes, p->bytes, size);
      return true;
    }
  return a->def.cache_get && a->def.cache_get(key, bytes, size, a->def.user);
}
bool kn_atlas_find(kn_atlas *a, const char *key, void *bytes, size_t size) {
  if (a == NULL) return false;
  pthread_mutex_lock(&a->lock);
  bool found = find(a, key, bytes, size);
  pthread_mutex_unlock(&a->lock);
  return found;
}
void kn_atlas_keep(kn_atlas *a, const char *key, const void *bytes, size_t size) {
  if (a == NULL) return;
  pthread_mutex_lock(&a->lock);
  slip *p = malloc(sizeof *p + size);
  if (p) {
    *p = (slip){.next = a->slips, .size = size};
    snprintf(p->key, sizeof p->key, "%s", key);
    memcpy(p->bytes, bytes, size);
    a->slips = p;
  }
  if (a->def.cache_put) a->def.cache_put(key, bytes, size, a->def.user);
  pthread_mutex_unlock(&a->lock);
}

// ---- making one ----------------------------------------------------------------------------------------------------
typedef struct work {
  kn_ctx *ctx;
  const kn_surface *surface;
  kn_touch_place place;
  kn_surface_node *node;
  pthread_mutex_t lock;
  int next;
  kn_status status;
  kn_error error;
} work;
static void *take(size_t size, void *ctx) { return kn_alloc(ctx, size); }
static void give_back(void *p, void *ctx) { kn_release(ctx, p); }

static void *solve(void *user) {
  work *w = user;
  for (;;) {
    pthread_mutex_lock(&w->lock);
    int node = w->next++;
    bool stop = node >= KN_SURFACE_NODES || w->status != KN_OK;
    if (!stop && !kn_keep_going(w->ctx, &w->error)) w->status = KN_CANCELLED, stop = true;
    pthread_mutex_unlock(&w->lock);
    if (stop) return NULL;
    if (!kn_surface_solves(node)) continue;
    kn_status st = kn_surface_solve(w->surface, &w->place, node, w->node, take, give_back, w->ctx);
    if (st == KN_OK) continue;
    pthread_mutex_lock(&w->lock);
    w->status = kn_fail(&w->error, st, "session", "", "no memory for a session");
    pthread_mutex_unlock(&w->lock);
  }
}

// Without strokes: no equilibrium in the middle.
static kn_status make(kn_ctx *ctx, int threads, const kn_atlas_sheet *a, kn_surface *s, kn_error *e) {
  memset(s, 0, sizeof *s);
  s->strokes = a->strokes;
  s->tone = MIDDLE_TONE;
  memcpy(s->hand, a->hand, sizeof s->hand);
  kn_body who = {MIDDLE_MALE, MIDDLE_AGE_Y * YEAR, MIDDLE_BMI};
  kn_region_stack(&a->numbers, a->region, &who, NULL, &MIDDLE, &s->middle);
  kn_tissue_now then = kn_sim_rested();
  kn_joint joint = kn_sim_joint(&a->numbers.joint, a->region);
  kn_tendon_line tendon;
  work w = {.ctx = ctx, .surface = s, .status = KN_OK};
  w.place = kn_sim_place(&a->numbers, a->region, NULL, &tendon);
  w.place.broken = 1.0 - then.film;
  w.place.torque = kn_joint_tolerance(&joint, 1.0, 0.0);
  w.node = kn_alloc(ctx, KN_SURFACE_NODES * sizeof *w.node);
  if (w.node == NULL) return kn_fail(e, KN_NO_MEMORY, "session", "", "no memory for a session");
  enum { MOST = 64 };
  pthread_t thread[MOST];
  int more = 0;
  pthread_mutex_init(&w.lock, NULL);
  while (more < threads - 1 && more < MOST && pthread_create(&thread[more], NULL, solve, &w) == 0) more++;
  solve(&w);
  for (int i = 0; i < more; i++) pthread_join(thread[i], NULL);
  pthread_mutex_destroy(&w.lock);
  if (!kn_surface_through(s, w.node)) s->strokes = 0;
  kn_release(ctx, w.node);
  if (w.status != KN_OK) *e = w.error;
  return w.status;
}

static void key_of(const kn_atlas_sheet *a, char key[65]) {
  kn_key h;
  kn_key_begin(&h, "strokes");
  kn_key_add(&h, a, sizeof *a);
  kn_key_end(&h, key);
}

// ---- reading -------------------------------------------------------------------------------------------------------
// What a page holds is looked for among what is kept, else made.
static kn_status fill(kn_ctx *ctx, page *p, kn_error *e) {
  kn_atlas *a = ctx->def.atlas;
  char key[65];
  key_of(&p->sheet, key);
  struct kept {
    int made;
    kn_surface surface;
  } *kept = kn_alloc(ctx, sizeof *kept);
  if (kept == NULL) return kn_fail(e, KN_NO_MEMORY, "session", "", "no memory for a session");
  kn_status st = KN_OK;
  if (!kn_atlas_find(a, key, kept, sizeof *kept)) {
    st = make(ctx, a->def.threads, &p->sheet, &kept->surface, e);
    kept->made = kept->surface.strokes > 0;
    if (st == KN_OK) kn_atlas_keep(a, key, kept, sizeof *kept);
  }
  p->surface = kept->surface;
  p->made = st != KN_OK ? WANTED : kept->made ? MADE : EMPTY;
  kn_release(ctx, kept);
  return st;
}

// The page of a sheet, made now if nobody has yet; sheets are compared as bytes. Whoever is stopped leaves it to the next.
static kn_status open_page(kn_ctx *ctx, const kn_atlas_sheet *sheet, const page **opened, kn_error *e) {
  kn_atlas *a = ctx->def.atlas;
  kn_status st = KN_OK;
  pthread_mutex_lock(&a->lock);
  page *p = a->pages;
  while (p && memcmp(&p->sheet, sheet, sizeof *sheet) != 0) p = p->next;
  if (p == NULL && (p = calloc(1, sizeof *p)) != NULL) {
    p->sheet = *sheet;
    p->next = a->pages;
    a->pages = p;
  }
  while (p && p->made == AT_IT) pthread_cond_wait(&a->made, &a->lock);
  if (p && p->made == WANTED) {
    page fresh = {.sheet = *sheet};
    p->made = AT_IT;
    pthread_mutex_unlock(&a->lock);
    st = fill(ctx, &fresh, e);
    pthread_mutex_lock(&a->lock);
    p->surface = fresh.surface;
    p->made = fresh.made;
    pthread_cond_broadcast(&a->made);
  }
  pthread_mutex_unlock(&a->lock);
  *opened = p;
  return p ? st : kn_fail(e, KN_NO_MEMORY, "session", "", "no memory for a session");
}

kn_status kn_atlas_read(kn_ctx *ctx, const kn_atlas_sheet *sheet, const kn_stack *stack, double tone,
                        kn_touch_cycle *cycle, bool *read, kn_error *e) {
  *read = false;
  double most = 0.0;
  for (int i = 0; i < sheet->strokes; i++) {
    most = kn_max(most, sheet->hand[i].stroke.force);
    if (sheet->hand[i].stroke.pattern == KN_STRETCH) return KN_OK; // turns a joint as far as she lets it
  }
  if (!(most > 0)) return KN_OK;
  double cell = kn_round(kn_log(most) / FORCES) * FORCES, times = kn_exp(kn_log(most) - cell);
  kn_atlas_sheet at = *sheet;
  for (int i = 0; i < at.strokes; i++) at.hand[i].stroke.force /= times;
  // forces that differ by a rounding are one
  for (int i = 0; i < at.strokes; i++) at.hand[i].stroke.force = kn_round(at.hand[i].stroke.force * 1e6) * 1e-6;
  const page *p;
  kn_status st = open_page(ctx, &at, &p, e);
  *read = st == KN_OK && p->made == MADE && kn_surface_read(&p->surface, stack, times, tone, cycle);
  return st;
}

#include "ctx.h"
#include "../solve/solve.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KN_STRING2(x) #x
int kn_version(void) { return KN_VERSION; }
const char *kn_version_text(void) { return "0.1.0"; }
_Static_assert(KN_VERSION == 100, "kn_version_text says 0.1.0");

static void *plain_alloc(size_t size, void *user) { return (void)user, malloc(size); }
static void plain_release(void *p, void *user) { (void)user, free(p); }

kn_ctx_def kn_default_ctx(void) { return (kn_ctx_def){.cookie = KN_COOKIE_CTX}; }

kn_status kn_open(const kn_ctx_def *def, kn_ctx **ctx) {
  if (ctx == NULL) return KN_BAD_ARGUMENT;
  *ctx = NULL;
  kn_ctx_def d = def ? *def : kn_default_ctx();
  if (d.cookie != KN_COOKIE_CTX) return KN_BAD_DEFINITION;
  if ((d.alloc == NULL) != (d.release == NULL)) return KN_BAD_ARGUMENT;
  if (d.solver != KN_SOLVER_LANES && d.solver != KN_SOLVER_CVODE) return KN_BAD_ARGUMENT;
  if (d.solver == KN_SOLVER_CVODE && !kn_solver_there()) return KN_NOT_BUILT;
  if (d.alloc == NULL) d.alloc = plain_alloc, d.release = plain_release;
  kn_ctx *c = d.alloc(sizeof *c, d.user);
  if (c == NULL) return KN_NO_MEMORY;
  memset(c, 0, sizeof *c);
  c->def = d;
  pthread_mutex_init(&c->lock, NULL);
  *ctx = c;
  return KN_OK;
}

void kn_close(kn_ctx *ctx) {
  if (ctx == NULL) return;
  while (ctx->objects) kn_object_destroy(ctx->objects);
  pthread_mutex_destroy(&ctx->lock);
  ctx->def.release(ctx, ctx->def.user);
}

const kn_error *kn_ctx_error(const kn_ctx *ctx) { return &ctx->error; }

void *kn_alloc(kn_ctx *ctx, size_t size) {
  pthread_mutex_lock(&ctx->lock);
  void *p = ctx->def.alloc(size ? size : 1, ctx->def.user);
  pthread_mutex_unlock(&ctx->lock);
  if (p) memset(p, 0, size);
  return p;
}
void kn_release(kn_ctx *ctx, void *p) {
  if (p == NULL) return;
  pthread_mutex_lock(&ctx->lock);
  ctx->def.release(p, ctx->def.user);
  pthread_mutex_unlock(&ctx->lock);
}

void *kn_object_create(kn_ctx *ctx, size_t size, void (*destroy)(kn_object *self)) {
  kn_object *o = kn_alloc(ctx, size);
  if (o == NULL) return NULL;
  *o = (kn_object){.next = ctx->objects, .ctx = ctx, .destroy = destroy};
  if (ctx->objects) ctx->objects->previous = o;
  ctx->objects = o;
  return o;
}

void kn_object_destroy(kn_object *o) {
  if (o == NULL) return;
  if (o->destroy) o->destroy(o);
  if (o->previous)
    o->previous->next = o->next;
  else
    o->ctx->objects = o->next;
  if (o->next) o->next->previous = o->previous;
  kn_release(o->ctx, o);
}

bool kn_keep_going(kn_ctx *ctx, kn_error *e) {
  if (ctx->def.keep_going == NULL) return true;
  pthread_mutex_lock(&ctx->lock);
  bool go = ctx->def.keep_going(ctx->def.user);
  pthread_mutex_unlock(&ctx->lock);
  if (go) return true;
  kn_fail(e, KN_CANCELLED, "knead", "", "stopped on request");
  return false;
}

static kn_status fail(kn_error *e, kn_status status, double nearest, const char *where, const char *hint,
                      const char *what, va_list a) {
  memset(e, 0, sizeof *e);
  e->status = status;
  e->nearest = nearest;
  snprintf(e->where, sizeof e->where, "%s", where);
  snprintf(e->hint, sizeof e->hint, "%s", hint);
  vsnprintf(e->what, sizeof e->what, what, a);
  return status;
}
kn_status kn_fail(kn_error *e, kn_status status, const char *where, const char *hint, const char *what, ...) {
  va_list a;
  va_start(a, what);
  kn_status s = fail(e, status, __builtin_nan(""), where, hint, what, a);
  va_end(a);
  return s;
}
kn_status kn_fail_near(kn_error *e, kn_status status, double nearest, const char *where, const char *hint,
                       const char *what, ...) {
  va_list a;
  va_start(a, what);
  kn_status s = fail(e, status, nearest, where, hint, what, a);
  va_end(a);
  return s;
}

// ---- keys: FNV-1a from four beginnings -----------------------------------------------------------------------------
void kn_key_begin(kn_key *k, const char *what) {
  for (int i = 0; i < 4; i++) k->h[i] = 14695981039346656037u + (uint64_t)i * 0x9e3779b97f4a7c15u;
  kn_key_add(k, what, strlen(what));
  kn_key_add(k, kn_version_text(), strlen(kn_version_text()));
}
void kn_key_add(kn_key *k, const void *bytes, size_t size) {
  const unsigned char *b = bytes;
  for (int i = 0; i < 4; i++)
    for (size_t j = 0; j < size; j++) k->h[i] = (k->h[i] ^ b[j]) * 1099511628211u;
}
void kn_key_end(const kn_key *k, char text[65]) {
  snprintf(text, 65, "%016llx%016llx%016llx%016llx", (unsigned long long)k->h[0], (unsigned long long)k->h[1],
           (unsigned long long)k->h[2], (unsigned long long)k->h[3]);
}

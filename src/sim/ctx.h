// ctx.h -- the context behind the public face: memory and what was opened from it.
#pragma once
#include <knead/knead.h>
#include <pthread.h>
#include <stdarg.h>

typedef struct kn_object kn_object; // header of everything opened from a context
struct kn_object {
  kn_object *next, *previous;
  kn_ctx *ctx;
  void (*destroy)(kn_object *self); // releases what the object owns, not the object itself
};

struct kn_ctx {
  kn_ctx_def def;
  kn_object *objects;
  kn_error error;
  int lanes;            // 0: what suits; tests say others, and get the same bits
  pthread_mutex_t lock; // around the caller's functions, which threads of one call may want at the same time
};

void *kn_alloc(kn_ctx *ctx, size_t size); // zeroed; NULL when there is none
void kn_release(kn_ctx *ctx, void *p);    // NULL is fine
// An object of size bytes that begins with a kn_object, listed in its context.
void *kn_object_create(kn_ctx *ctx, size_t size, void (*destroy)(kn_object *self));
void kn_object_destroy(kn_object *o);

// False, with KN_CANCELLED in *e, when the caller has asked to stop.
bool kn_keep_going(kn_ctx *ctx, kn_error *e);

// Writes an error and returns its status. The texts are printf formats.
kn_status kn_fail(kn_error *e, kn_status status, const char *where, const char *hint, const char *what, ...)
    __attribute__((format(printf, 5, 6)));
kn_status kn_fail_near(kn_error *e, kn_status status, double nearest, const char *where, const char *hint,
                       const char *what, ...) __attribute__((format(printf, 6, 7)));

// A key of 64 hexadecimal digits for what is kept: of what it is, of the version, and of the bytes it is made from.
typedef struct kn_key {
  uint64_t h[4];
} kn_key;
void kn_key_begin(kn_key *k, const char *what);
void kn_key_add(kn_key *k, const void *bytes, size_t size);
void kn_key_end(const kn_key *k, char text[65]);

#define KN_COOKIE_CTX     0x6b6e6331u // one cookie a kind of definition, so that a mix-up is caught too
#define KN_COOKIE_MODEL   0x6b6e6d31u
#define KN_COOKIE_PERSON  0x6b6e7031u
#define KN_COOKIE_SESSION 0x6b6e7331u
#define KN_COOKIE_COURSE  0x6b6e7431u
#define KN_COOKIE_ATLAS   0x6b6e6131u
#define KN_COOKIE_COMPARE 0x6b6e7631u

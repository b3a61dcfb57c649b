#include "cache.h"
#include "beside.h"
#include "../../io/sha256.h"
#include "folder.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void cache_open(cache *c) {
  *c = (cache){0};
  const char *want = getenv("KNEAD_CACHE"), *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  if (want && strcmp(want, "off") == 0) return;
  int n = 0;
  if (xdg && *xdg == '/')
    n = snprintf(c->folder, sizeof c->folder, "%s/knead", xdg);
  else if (home && *home == '/')
    n = snprintf(c->folder, sizeof c->folder, "%s/.cache/knead", home);
  struct stat self;
  char knead[3072]; // whose build is also that of the program for many processes
  if ((beside("knead", knead, sizeof knead) && stat(knead, &self) == 0) || stat("/proc/self/exe", &self) == 0) {
    c->build[0] = self.st_size;
    c->build[1] = self.st_mtim.tv_sec;
    c->build[2] = self.st_mtim.tv_nsec;
  }
  c->on = n > 0 && (size_t)n < sizeof c->folder;
}

// A key becomes a file name, so it must be nothing but hexadecimal digits.
static bool path_of(const cache *c, const char *key, const char *suffix, char *to, size_t n) {
  if (!c->on || strlen(key) != 64) return false;
  for (const char *k = key; *k; k++)
    if (!isxdigit((unsigned char)*k)) return false;
  int used = snprintf(to, n, "%s/%s%s", c->folder, key, suffix);
  return used > 0 && (size_t)used < n;
}

static void digest_of(const cache *c, const void *bytes, size_t size, uint8_t digest[KN_SHA256_BYTES]) {
  kn_sha256 h;
  kn_sha256_start(&h);
  kn_sha256_add(&h, c->build, sizeof c->build);
  kn_sha256_add(&h, bytes, size);
  kn_sha256_end(&h, digest);
}

// The file is the bytes and their digest: a torn or rotten file, or one of an older build, must never change a result.
static bool get(const char *key, void *bytes, size_t size, void *user) {
  char path[3200];
  if (!path_of(user, key, "", path, sizeof path)) return false;
  FILE *f = fopen(path, "rb");
  if (f == NULL) return false;
  void *copy = malloc(size > 0 ? size : 1); // bytes stay untouched unless all is well
  uint8_t kept[KN_SHA256_BYTES], digest[KN_SHA256_BYTES];
  bool good =
      copy && fread(copy, 1, size, f) == size && fread(kept, 1, sizeof kept, f) == sizeof kept && fgetc(f) == EOF;
  fclose(f);
  if (good) {
    digest_of(user, copy, size, digest);
    good = memcmp(kept, digest, sizeof digest) == 0;
  }
  if (good) memcpy(bytes, copy, size);
  free(copy);
  return good;
}

static void put(const char *key, const void *bytes, size_t size, void *user) {
  const cache *c = user;
  char path[3200], partial[3200], suffix[32];
  snprintf(suffix, sizeof suffix, ".%ld", (long)getpid());
  if (!path_of(c, key, "", path, sizeof path) || !path_of(c, key, suffix, partial, sizeof partial)) return;
  int made;
  if (!folder_make(c->folder, &made)) return;
  FILE *f = fopen(partial, "wb");
  if (f == NULL) return;
  uint8_t digest[KN_SHA256_BYTES];
  digest_of(c, bytes, size, digest);
  bool good = fwrite(bytes, 1, size, f) == size && fwrite(digest, 1, sizeof digest, f) == sizeof digest;
  good = fclose(f) == 0 && good;
  if (!good || rename(partial, path) != 0) unlink(partial);
}

void cache_use(cache *c, kn_ctx_def *def) {
  if (!c->on) return;
  def->cache_get = get;
  def->cache_put = put;
  def->user = c;
}

kn_atlas *cache_atlas(cache *c, int threads) {
  kn_atlas_def def = kn_default_atlas();
  kn_atlas *a;
  cache_open(c);
  def.threads = threads;
  if (c->on) def.cache_get = get, def.cache_put = put, def.user = c;
  return kn_atlas_create(&def, &a) == KN_OK ? a : NULL;
}

bool cache_writable(const cache *c) {
  char path[3200];
  int made;
  if (!c->on || !folder_make(c->folder, &made)) return false;
  snprintf(path, sizeof path, "%s/doctor.%ld", c->folder, (long)getpid());
  FILE *f = fopen(path, "wb");
  if (f == NULL) return false;
  bool good = fputs("ok", f) >= 0;
  good = fclose(f) == 0 && good;
  return unlink(path) == 0 && good;
}

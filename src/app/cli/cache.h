// cache.h -- settled beginnings on disk, so that the second run of a scene starts at once.
// $XDG_CACHE_HOME/knead or ~/.cache/knead, one file a key. Never an error: what cannot be read or written is computed.
#pragma once
#include <knead/knead.h>

typedef struct cache {
  bool on;
  long long build[3]; // size and time of the program: other equations may hide behind the same version number
  char folder[3072];
} cache;

void cache_open(cache *c);                    // KNEAD_CACHE=off leaves it off
void cache_use(cache *c, kn_ctx_def *def);    // c must live as long as the context
kn_atlas *cache_atlas(cache *c, int threads); // opened and kept there; NULL: no memory
// Makes the folder and writes a file there, for `knead doctor`.
bool cache_writable(const cache *c);

#include "folder.h"
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const folder_files[] = {"outcomes.csv",  "series.csv", "datapackage.json",
                                    "manifest.json", "scene.yaml", NULL};
const char *const folder_study_files[] = {"results.csv", "arms.csv",   "people.csv",  "readings.csv",
                                          "methods.md",  "trial.yaml", "people.yaml", "power.csv",
                                          "dose.csv",    "trial.h5",   NULL};

static bool fail(folder *f, const char *path, const char *why) {
  snprintf(f->why, sizeof f->why, "%s: %s", path, why);
  return false;
}

static bool is_folder(const char *path) {
  struct stat s;
  return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

bool folder_make(const char *path, int *made) {
  char part[FOLDER_PATH];
  size_t n = strlen(path);
  *made = 0;
  if (n >= sizeof part) return errno = ENAMETOOLONG, false;
  for (size_t i = 1; i <= n; i++) {
    if (path[i] != '/' && path[i] != 0) continue;
    memcpy(part, path, i);
    part[i] = 0;
    if (mkdir(part, 0777) == 0)
      ++*made;
    else if (errno != EEXIST && !is_folder(part))
      return false;
    else if (!is_folder(part))
      return errno = ENOTDIR, false;
  }
  return true;
}

// The part before the last '/', "." when there is none.
static void parent_of(const char *path, char *to, size_t n) {
  const char *slash = strrchr(path, '/');
  size_t len = slash == NULL ? 0 : slash == path ? 1 : (size_t)(slash - path);
  snprintf(to, n, "%.*s", len ? (int)len : 1, len ? path : ".");
}

static bool known(const char *name) {
  for (int i = 0; folder_files[i]; i++)
    if (strcmp(folder_files[i], name) == 0) return true;
  for (int i = 0; folder_study_files[i]; i++)
    if (strcmp(folder_study_files[i], name) == 0) return true;
  return false;
}

// Empty, or an earlier run and nothing else.
static bool replaceable(const char *path) {
  DIR *d = opendir(path);
  if (d == NULL) return false;
  int files = 0;
  bool manifest = false, good = true;
  for (struct dirent *e; good && (e = readdir(d));) {
    if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
    good = known(e->d_name);
    manifest |= strcmp(e->d_name, "manifest.json") == 0;
    files++;
  }
  closedir(d);
  return good && (files == 0 || manifest);
}

static bool join(char *to, size_t n, const char *path, const char *name) {
  int used = snprintf(to, n, "%s/%s", path, name);
  return used > 0 && (size_t)used < n;
}

static void remove_run(const char *path) {
  char file[FOLDER_PATH + 256];
  for (int i = 0; folder_files[i]; i++)
    if (join(file, sizeof file, path, folder_files[i])) unlink(file);
  for (int i = 0; folder_study_files[i]; i++)
    if (join(file, sizeof file, path, folder_study_files[i])) unlink(file);
  rmdir(path);
}

static void take_back_parents(folder *f) {
  char parent[FOLDER_PATH], next[FOLDER_PATH];
  parent_of(f->path, parent, sizeof parent);
  for (; f->parents_made > 0; f->parents_made--) {
    if (rmdir(parent) != 0) break; // somebody else uses it by now
    parent_of(parent, next, sizeof next);
    memcpy(parent, next, sizeof parent);
  }
  f->parents_made = 0;
}

bool folder_begin(folder *f, const char *path) {
  *f = (folder){0};
  size_t n = strlen(path);
  while (n > 1 && path[n - 1] == '/') n--;
  if (n >= sizeof f->path - 64) return fail(f, path, strerror(ENAMETOOLONG));
  memcpy(f->path, path, n);
  struct stat s;
  if (lstat(f->path, &s) == 0) {
    if (!S_ISDIR(s.st_mode)) return fail(f, f->path, "exists and is not a folder");
    if (!replaceable(f->path))
      return fail(f, f->path, "exists and holds other files than a run's; choose another --out");
  }
  char parent[FOLDER_PATH];
  parent_of(f->path, parent, sizeof parent);
  const char *slash = strrchr(f->path, '/');
  if (!folder_make(parent, &f->parents_made)) {
    fail(f, parent, strerror(errno));
    take_back_parents(f);
    return false;
  }
  snprintf(f->partial, sizeof f->partial, "%s/.%.64s.partial-%ld", parent, slash ? slash + 1 : f->path, (long)getpid());
  if (mkdir(f->partial, 0777) == 0) return true;
  fail(f, parent, strerror(errno));
  f->partial[0] = 0;
  take_back_parents(f);
  return false;
}

FILE *folder_create(folder *f, const char *name) {
  char path[FOLDER_PATH + 256];
  FILE *file = join(path, sizeof path, f->partial, name) ? fopen(path, "wb") : NULL;
  if (file == NULL) fail(f, path, strerror(errno));
  return file;
}

bool folder_close(folder *f, FILE *file, const char *name) {
  bool good = !ferror(file);
  errno = 0;
  if (fclose(file) != 0 || !good) return fail(f, name, errno ? strerror(errno) : "cannot be written");
  return true;
}

bool folder_commit(folder *f) {
  char old[FOLDER_PATH + 256];
  snprintf(old, sizeof old, "%s-old", f->partial);
  bool was = rename(f->path, old) == 0; // an earlier run steps aside until the new one is in place
  if (rename(f->partial, f->path) != 0) {
    fail(f, f->path, strerror(errno));
    if (was && rename(old, f->path) != 0) fail(f, old, "holds the earlier run, which could not be put back");
    return false;
  }
  if (was) remove_run(old);
  f->partial[0] = 0;
  return true;
}

void folder_abandon(folder *f) {
  if (f->partial[0]) {
    remove_run(f->partial);
    take_back_parents(f);
  }
  f->partial[0] = 0;
}

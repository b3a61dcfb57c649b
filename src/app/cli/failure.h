// failure.h -- from a kn_error to what is printed and the exit code; and the one way to load a scene's model.
#pragma once
#include "../../io/scene.h"

// A refusal (a score that cannot be reached, a value out of bounds) is told as a mistake in the scene, at its line;
// a numerical failure with person, time, state and the command that repeats it (NULL: none). Returns the exit code.
int failure_report(const kn_error *e, kn_scene *s, const char *again);
// The scene's settings and cut links on the reference model.
kn_status model_load(kn_ctx *ctx, const kn_scene *s, kn_model **model);
// Loads it once to see whether it can be; EXIT_DONE, or the code after reporting.
int model_check(kn_scene *s);

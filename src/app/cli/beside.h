// beside.h -- programs of the same build, in the folder of this one.
#pragma once
#include <stdbool.h>
#include <stddef.h>

bool beside(const char *name, char *path, size_t n); // false: there is none that could be run

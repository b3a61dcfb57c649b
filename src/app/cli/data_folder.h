// data_folder.h -- where what comes with the program lies: KNEAD_DATA, beside the program, the working directory.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// The i-th place of a kind of file ("stacks", "people"); empty where it does not apply. False past the end.
bool data_folder(int i, const char *kind, char *to, size_t n);

// hdf5_file.h -- a trial as one HDF5 file, where the library was there when the program was built.
#pragma once
#include "text.h"
#include "trial.h"

const char *hdf5_version(void); // NULL: without it
// Writes the file; without the library nothing, and true.
bool hdf5_write(const trial_run *r, const char *path);

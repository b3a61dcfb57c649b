// runfolder.h -- the files of a run, for R, a spreadsheet, and whoever wants to repeat it.
#pragma once
#include "folder.h"
#include "run.h"

bool runfolder_write(const run *r, folder *f); // false: f->why

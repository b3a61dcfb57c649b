// person.h -- checking a person's definition and turning it into numbers.
#pragma once
#include "sim.h"
kn_status kn_person_check(const kn_person_def *d, kn_error *e);
kn_status kn_person_apply(kn_sim *s);

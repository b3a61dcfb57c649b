// people.h -- what the parts of study share: cookies and errors.
#pragma once
#include <knead/study.h>

#define KN_COOKIE_PEOPLE 0x6b6e7032u
#define KN_COOKIE_TRIAL  0x6b6e7432u

// Fills *e (NULL is fine) and returns the status. The text is a printf format.
kn_status kn_study_fail(kn_error *e, kn_status status, const char *where, const char *what, ...)
    __attribute__((format(printf, 4, 5)));

// convoy.h -- flights of several threads through one batch: who has nothing but a single line to fly fills a lane beside the
// lines of others. What a line comes to does not depend on who flies beside it.
#pragma once
#include "flight.h"

// Waits until all lines of the flight have ended; as kn_fly.
kn_status kn_convoy_fly(kn_convoy *c, kn_flight *f, kn_error *e);

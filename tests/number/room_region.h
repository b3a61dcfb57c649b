// room_region.h -- the states of one region, in the order of kn_region_state; room_tables.h includes it for each region.
#define KN_STATE ROOM_STATE
#include "repair/repair.def"
#define KN_STATE ROOM_STATE
#include "nerve/nerve.def"
#define KN_STATE ROOM_STATE
#include "flow/flow.def"
#define KN_STATE ROOM_STATE
#include "tissue/joint.def"

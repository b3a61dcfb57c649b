// joint_par.h -- the numbers of joint.def, shared by the headers of viscoelasticity, joints, tone, glide and tendon.
#pragma once
#include "../lane/table.h"

typedef struct kn_joint_par {
#define KN_PARAM KN_MEMBER_PARAM
#include "joint.def"
} kn_joint_par;
typedef struct kn_joint_state {
#define KN_STATE KN_MEMBER_STATE
#include "joint.def"
} kn_joint_state;
typedef struct kn_joint_rates {
#define KN_STATE KN_MEMBER_RATE
#include "joint.def"
} kn_joint_rates;

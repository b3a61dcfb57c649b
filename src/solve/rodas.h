// rodas.h -- coefficients of Rodas4P2 (Steinebach, Improvement of Rosenbrock-Wanner method RODASP, 2020): a stiffly
// accurate, L-stable Rosenbrock method of order 4 with an embedded one of order 3, six stages, and output between the
// steps. Of its kin it was the best on people (docs/integrator.md). Stages U:
// (1/(GAMMA h) I - J) U_i = f(t + AT_i h, y + sum A_ij U_j) + 1/h sum C_ij U_j + BY_T_i h f_t. The last stage's argument
// is the one before it with its U, the step's end is the last argument with its U, which is the error.
#pragma once
enum { STAGES = 6, BETWEEN = 5 };
static const double GAMMA = 0.25;
static const double AT[STAGES] = {0.0, 0.75, 0.321448134013046, 0.519745732277726, 1.0, 1.0};
static const double BY_T[STAGES] = {0.25, -0.5, -0.189532918363016, 0.085612108792769, 0.0, 0.0};
static const double A[STAGES - 1][STAGES - 2] = {
    {0},
    {3.0},
    {0.906377755268814, -0.189707390391685},
    {3.758617027739064, 1.161741776019525, -0.849258085312803},
    {7.089566927282776, 4.573591406461604, -8.423496976860259, -0.959280113459775}};
static const double C[STAGES][STAGES - 1] = {
    {0},
    {-12.0},
    {-6.354581592719008, 0.338972550544623},
    {-8.575016317114033, -7.606483992117508, 12.22499765012482},
    {-5.888975457523102, -8.157396617841821, 24.805546872612922, 12.790401512796979},
    {-4.408651676063871, -6.692003137674639, 24.625568527593117, 16.627521966636085, -5.714285714285718}};
static const double D1[BETWEEN] = {-5.323528268423303, -10.042123754867493, 17.175254928256965, -5.079931171878093,
                                   -0.016185991706112};
static const double D2[BETWEEN] = {6.984505741529879, 6.914061169603662, -0.849178943070653, 18.104410789349338,
                                   -3.516963011559032};

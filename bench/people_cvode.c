// The cohort by SUNDIALS CVODES, as good as it can be had: the same written-out rates, and either the dense solver with its
// own difference Jacobian or KLU with the exact sparse one.
#include "bench.h"
#include "people.h"
#include "lane/fast.h"
#include <cvodes/cvodes.h>
#include <math.h>
#include <generated/whole.h>
#include <nvector/nvector_serial.h>
#include <stdlib.h>
#include <string.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>
#ifdef BENCH_KLU
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_sparse.h>
#endif

typedef struct whole {
  double c[GEN_WHOLE_COEFFICIENTS], r[GEN_WHOLE_COEFFICIENTS_REGION];
} whole;
static int rates(sunrealtype t, N_Vector y, N_Vector f, void *user) {
  const whole *w = user;
  gen_whole_rates(w->c, w->r, t, N_VGetArrayPointer(y), N_VGetArrayPointer(f));
  return 0;
}
#ifdef BENCH_KLU
static int slopes(sunrealtype t, N_Vector y, N_Vector f, SUNMatrix J, void *user, N_Vector a, N_Vector b, N_Vector d) {
  (void)f, (void)a, (void)b, (void)d;
  const whole *w = user;
  gen_whole_slopes(w->c, w->r, t, N_VGetArrayPointer(y), SUNSparseMatrix_Data(J));
  for (int i = 0; i <= GEN_WHOLE_STATES; i++) SUNSparseMatrix_IndexPointers(J)[i] = gen_whole_start[i];
  for (int i = 0; i < GEN_WHOLE_ENTRIES; i++) SUNSparseMatrix_IndexValues(J)[i] = gen_whole_row[i];
  return 0;
}
#endif

static double fly(bool klu, const cohort *c, int count, cohort_weight weight, double *out) {
  double from = bench_cpu_s();
  SUNContext context;
  if (SUNContext_Create(NULL, &context)) return NAN;
  N_Vector y = N_VNew_Serial(PEOPLE_STATES, context), atol = N_VNew_Serial(PEOPLE_STATES, context);
  SUNMatrix A = NULL;
  SUNLinearSolver linear = NULL;
#ifdef BENCH_KLU
  if (klu) {
    A = SUNSparseMatrix(PEOPLE_STATES, PEOPLE_STATES, GEN_WHOLE_ENTRIES, CSC_MAT, context);
    linear = SUNLinSol_KLU(y, A, context);
  }
#endif
  if (!klu) {
    A = SUNDenseMatrix(PEOPLE_STATES, PEOPLE_STATES, context);
    linear = SUNLinSol_Dense(y, A, context);
  }
  for (int i = 0; i < PEOPLE_STATES; i++) N_VGetArrayPointer(atol)[i] = weight.share * c->scale[i];
  whole w;
  void *cv = CVodeCreate(CV_BDF, context);
  bool good = linear && cv && CVodeInit(cv, rates, c->edge[0], y) == 0 &&
              CVodeSVtolerances(cv, weight.share * weight.relative, atol) == 0 && CVodeSetUserData(cv, &w) == 0 &&
              CVodeSetLinearSolver(cv, linear, A) == 0 && CVodeSetMaxNumSteps(cv, 1000000) == 0 &&
              CVodeSetMaxStep(cv, 3600) == 0;
#ifdef BENCH_KLU
  if (klu) good = good && CVodeSetJacFn(cv, slopes) == 0;
#endif
  for (int p = 0; p < count && good; p++) {
    memcpy(N_VGetArrayPointer(y), c->start, PEOPLE_STATES * sizeof(double));
    int look = 0;
    for (int leg = 0; leg < PEOPLE_EDGES && good; leg++) {
      const kn_chain_in *in = &c->in[cohort_massaged(leg)];
      gen_whole_prepare((const double *)&c->par[p], (const double *)in, (const double *)&in->region[0], w.c, w.r);
      good = CVodeReInit(cv, c->edge[leg], y) == 0 && CVodeSetStopTime(cv, c->edge[leg + 1]) == 0;
      sunrealtype t;
      for (; good && look < PEOPLE_LOOKS && c->look[look] <= c->edge[leg + 1]; look++) {
        good = CVode(cv, c->look[look], y, &t, CV_NORMAL) >= 0;
        if (out)
          memcpy(out + ((size_t)p * PEOPLE_LOOKS + (size_t)look) * PEOPLE_STATES, N_VGetArrayPointer(y),
                 PEOPLE_STATES * sizeof(double));
      }
      if (good && c->look[look - 1] < c->edge[leg + 1]) good = CVode(cv, c->edge[leg + 1], y, &t, CV_NORMAL) >= 0;
    }
  }
  if (cv) CVodeFree(&cv);
  if (linear) SUNLinSolFree(linear);
  if (A) SUNMatDestroy(A);
  N_VDestroy(y), N_VDestroy(atol), SUNContext_Free(&context);
  return good ? bench_cpu_s() - from : NAN;
}
double people_cvode_dense(const cohort *c, int count, cohort_weight w, double *out) {
  return fly(false, c, count, w, out);
}
double people_cvode_klu(const cohort *c, int count, cohort_weight w, double *out) {
  return fly(true, c, count, w, out);
}

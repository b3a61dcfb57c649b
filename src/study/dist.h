// dist.h -- the distributions that tests and intervals are read from: normal, Student's t, chi-squared, F, noncentral t.
// Pure functions of their arguments; NAN where an argument is outside its domain. Distribution functions are right to
// 1e-12 or better, quantiles to 1e-10 relative (checked against R: tests/reference/statistics).
#pragma once

double kn_ln_gamma(double x); // x > 0
double kn_normal_cdf(double z);
double kn_normal_quantile(double p);
double kn_beta_cdf(double x, double a, double b);  // regularised incomplete beta function
double kn_gamma_cdf(double x, double a);           // regularised lower incomplete gamma function
double kn_t_cdf(double t, double df);              // df > 0, need not be whole
double kn_t_two_sided(double t, double df);        // P(|T| >= |t|), exact far out in the tail
double kn_t_quantile(double p, double df);         //
double kn_chi2_cdf(double x, double df);           //
double kn_chi2_quantile(double p, double df);      //
double kn_f_cdf(double x, double df1, double df2); //
double kn_f_quantile(double p, double df1, double df2);
double kn_noncentral_t_cdf(double t, double df, double delta); // |delta| < 37
// Where a rising function takes the value p, between low and high, to the last digits that it has there.
typedef double kn_rising(double x, const double *par);
double kn_root(kn_rising *f, const double *par, double p, double low, double high);

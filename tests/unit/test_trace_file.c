// Force-motion traces from CSV: what is read, and what is said about files that cannot be used.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "io/trace.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void near(double v, double want, double error) {
  if (!(fabs(v - want) <= error)) fail_msg("%.9g is not %.9g +- %g", v, want, error);
}
// A file of a header and forty good rows of "time,fz" at 50 Hz, with other rows among them
static char text[1 << 16];
static void file(const char *header, const char *after, int at) {
  strcpy(text, header);
  for (int i = 0; i < 40; i++) {
    char row[64];
    if (i == at) strcat(text, after);
    snprintf(row, sizeof row, "%.2f,%.1f\n", 0.02 * i, 10.0 + i);
    strcat(text, row);
  }
}
static kn_trace t;
static int parse(void) {
  kn_trace_free(&t);
  return kn_trace_parse("trace.csv", text, strlen(text), &t);
}
static char *printed(void) {
  char *out = NULL;
  size_t n = 0;
  FILE *f = open_memstream(&out, &n);
  kn_trace_print_diagnostics(&t, f);
  fclose(f);
  return out;
}
// Refused, and all of these words are said
static void refused(const char *const *words) {
  assert_int_equal(parse(), 3);
  char *out = printed();
  for (; *words; words++)
    if (!strstr(out, *words)) fail_msg("\"%s\" is not in:\n%s", *words, out);
  free(out);
}
#define SAYS(...) refused((const char *const[]){__VA_ARGS__, NULL})

static void columns_come_in_any_order_and_unit(void **state) {
  (void)state;
  strcpy(text, "\xef\xbb\xbf# a palm on a back\r\n\"fz_N\",_channel 7,angle_deg,time_ms,y_cm,x_mm\r\n");
  for (int i = 0; i < 60; i++) {
    char row[80];
    snprintf(row, sizeof row, "%d, anything,90,%d,\"%d\",%d\r\n%s", i, 20 * i, -i, 2 * i,
             i % 7 ? "" : "\r\n# rest\r\n");
    strcat(text, row);
  }
  assert_int_equal(parse(), 0);
  assert_int_equal(t.count, 60);
  near(t.sample[59].t, 1.18, 1e-12);
  near(t.sample[59].x, 0.118, 1e-12);
  near(t.sample[59].y, -0.59, 1e-12);
  near(t.sample[59].fz, 59, 0);
  near(t.sample[59].angle, 1.5707963267948966, 1e-12);
  assert_true(isnan(t.sample[0].z) && isnan(t.sample[0].fx));
  file("time_s,fz_kgf\n", "", 0);
  assert_int_equal(parse(), 0);
  near(t.sample[0].fz, 98.0665, 1e-9);
}

static void a_header_that_does_not_fit_is_explained(void **state) {
  (void)state;
  file("time_s,fz\n", "", 0);
  SAYS("trace.csv:1:8: error: column `fz` needs a unit", "fz_N", "1 error; nothing was run");
  file("time_s,force_N\n", "", 0);
  SAYS("trace.csv:1:8: error: unknown column `force_N`", "time_s, x_mm, y_mm");
  file("tim_s,fz_N\n", "", 0);
  SAYS("trace.csv:1:1: error: unknown column `tim_s`; did you mean `time`?");
  file("time_s,fz_mm\n", "", 0);
  SAYS("`mm` is no unit of `fz`", "fz_N");
  file("fz_N,fz_N\n", "", 0);
  SAYS("trace.csv:1:6: error: column `fz` is there twice");
  file("time_s,x_mm\n", "", 0);
  SAYS("there is no column `fz`", "column `x` is there without `y`", "2 errors");
  file("time_s;fz_N\n", "", 0);
  SAYS("not separated by commas but by semicolons");
  strcpy(text, "# nothing\n\n");
  SAYS("the trace is empty");
  text[0] = 0;
  SAYS("the trace is empty");
}

static void every_bad_row_is_told_at_once(void **state) {
  (void)state;
  file("time_s,fz_N\n", "0.191,nan\n0.192,12 N\n0.193,\n0.194,5000\n0.195,1,5\n0.196\n0.15,7\n", 10);
  SAYS("trace.csv:12:7: error: `fz_N` should be a number, not `nan`",
       "trace.csv:13:7: error: `fz_N` should be a number, not `12 N`",
       "trace.csv:14:7: error: `fz_N` has no value here",
       "trace.csv:15:7: error: `fz_N` is 5000; allowed is -2000 to 2000 N",
       "trace.csv:16:1: error: this row has 3 values; the header has 2 columns", "write decimals with a point",
       "trace.csv:17:1: error: this row has 1 value;", "trace.csv:18:1: error: time 0.15 is not after the row before",
       "0.193,\n", "^", "7 errors; nothing was run");
  file("time_s,fz_N\n", "0.4,1\n0.4,1\n", 40);
  strcat(text, "0.8,1\n0.8,1\n2.5,1\n");
  SAYS("trace.csv:43:1: error: time 0.8 is not after",
       "trace.csv:44:1: error: 1.7 s without a reading; allowed is 1 s");
  file("time_s,fz_N\n", "inf,3\n0x10,3\n1e999,3\n", 0);
  SAYS("`time_s` should be a number, not `inf`", "not `0x10`", "not `1e999`");
}

static void too_little_is_refused(void **state) {
  (void)state;
  strcpy(text, "time_s,fz_N\n0,1\n1,2\n");
  SAYS("the trace is too short: 2 rows over 1 s");
  file("time_ms,fz_N\n", "", 0); // the wrong unit
  SAYS("the trace is too short: 40 rows over 0.00078 s");
  strcpy(text, "time_s,fz_N\n");
  for (int i = 0; i < 30; i++) sprintf(text + strlen(text), "%.1f,1\n", 0.1 * i);
  SAYS("the trace has 10 readings a second; at least 20 are needed");
  kn_trace_free(&t);
  assert_int_equal(kn_trace_read("/nowhere/at/all.csv", &t), 7);
  char *out = printed();
  assert_non_null(strstr(out, "this file cannot be read"));
  free(out);
}

static void any_bytes_are_refused_and_nothing_breaks(void **state) {
  (void)state;
  static const char *const pieces[] = {"time_s", ",", "fz_N", "\n", "\r", "\"",   "1", "-",
                                       "e9",     ".", "\xff", "_",  "#",  "0.5,", ";"};
  uint64_t dice = 1;
  for (int n = 0; n < 3000; n++) {
    text[0] = 0;
    if (n & 1) strcpy(text, "time_s,fz_N\n");
    for (int i = 0; i < 40; i++) {
      dice = dice * 6364136223846793005u + 1442695040888963407u;
      strcat(text, pieces[(dice >> 33) % (sizeof pieces / sizeof *pieces)]);
    }
    assert_int_equal(parse(), 3);
    free(printed());
  }
  char raw[] = "time_s,fz_N\n0,1\0002\n";
  kn_trace_free(&t);
  assert_int_equal(kn_trace_parse("t", raw, sizeof raw - 1, &t), 3);
}

static int done(void **state) { return (void)state, kn_trace_free(&t), 0; }
int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(columns_come_in_any_order_and_unit),
      cmocka_unit_test(a_header_that_does_not_fit_is_explained),
      cmocka_unit_test(every_bad_row_is_told_at_once),
      cmocka_unit_test(too_little_is_refused),
      cmocka_unit_test(any_bytes_are_refused_and_nothing_breaks),
  };
  return cmocka_run_group_tests(tests, NULL, done);
}

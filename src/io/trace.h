// trace.h -- a measured force-motion trace from a CSV file, its dose, and the strokes of a session that stand for it.
//
// The first line names the columns, with units: time_s (or time_ms), x_mm, y_mm, z_mm, fx_N, fy_N, fz_N, angle_deg, in any
// order; any unit of src/lane/units.def that measures the same. time and fz must be there; x and y come together, and so
// do fx and fy. x towards the head, y to the left, z out of the skin; fz > 0 presses. A column whose name begins with _ is
// passed over; so are empty lines and lines that begin with #. Every error is told at once, and nothing is used.
#pragma once
#include "report.h"
#include "../lane/stroke.h"
#include <knead/knead.h>
#include <knead/touch.h>

enum { KN_TRACE_BYTES = 64 << 20, KN_TRACE_ROWS = 2000000, KN_TRACE_COLUMNS = 32, KN_TRACE_LEAST = 20 };
typedef struct kn_trace {
  kn_sample *sample; // NAN for what was not measured
  long count;
  kn_report report; // name, text and diagnostics
} kn_trace;

// 0: read; 3: diagnostics say why not; 7: the file cannot be read. Free it in each case.
int kn_trace_read(const char *path, kn_trace *t);
int kn_trace_parse(const char *name, const char *text, size_t size, kn_trace *t);
void kn_trace_free(kn_trace *t);
void kn_trace_print_diagnostics(const kn_trace *t, FILE *f); // as those of a scene

// ---- what it stands for (trace_strokes.c) --------------------------------------------------------------------------------
// Doses of a trace, and of the strokes that stand for it, under a tool (kn_tool_at); false: no memory.
typedef struct kn_trace_reading {
  kn_touch_dose measured, played;
  kn_touch_stroke stroke[KN_TOUCH_STROKES];
  int count; // 0: nothing is ever on the skin
} kn_trace_reading;
bool kn_trace_read_strokes(const kn_trace *t, int tool, int most, kn_trace_reading *reading);
// The same under any tool that has an area; false too when it has none.
bool kn_trace_read_under(const kn_trace *t, const kn_touch_tool *tool, int most, kn_trace_reading *reading);
// As strokes of a session, pauses of a second and longer between them; numbers to four digits, which is more than a hand
// repeats. technique -1: the one that is known for the pattern. How many, at most KN_MAX_SESSION_STROKES.
enum { KN_TRACE_SESSION = KN_MAX_SESSION_STROKES / 2 }; // strokes of a trace that have room for a pause each
int kn_trace_session(const kn_trace_reading *reading, int technique, int tool,
                     kn_session_stroke stroke[KN_MAX_SESSION_STROKES]);

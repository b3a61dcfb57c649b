// The page and the picture of knead-scale's figures.
#include "scale.h"
#include "study/board.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

// ---- the picture -------------------------------------------------------------------------------------------------------------
typedef struct panel {
  double left, top, wide, high, most_x, most_y; // in px; axes begin at 0
} panel;
static double at_x(const panel *p, double x) { return p->left + p->wide * x / p->most_x; }
static double at_y(const panel *p, double y) { return p->top + p->high * (1 - y / p->most_y); }

static double tidy(double v) { // 1, 2 or 5 times a power of ten, not below
  double ten = pow(10, floor(log10(v))), r = v / ten;
  return ten * (r <= 1 ? 1 : r <= 2 ? 2 : r <= 5 ? 5 : 10);
}
static void axes(FILE *f, const panel *p, const char *title, const char *x, const char *y) {
  fprintf(f, "<text x=\"%g\" y=\"%g\" class=\"t\">%s</text>\n", p->left, p->top - 14, title);
  fprintf(f, "<path d=\"M%g %gV%gH%g\" class=\"a\"/>\n", p->left, p->top, p->top + p->high, p->left + p->wide);
  double dx = tidy(p->most_x / 5), dy = tidy(p->most_y / 5);
  if (p->most_x <= 5) dx = 1;
  for (double v = 0; v <= p->most_x * 1.001; v += dx)
    fprintf(f, "<text x=\"%.1f\" y=\"%g\" text-anchor=\"middle\">%g</text>\n", at_x(p, v), p->top + p->high + 16, v);
  for (double v = 0; v <= p->most_y * 1.001; v += dy)
    fprintf(f, "<text x=\"%g\" y=\"%.1f\" text-anchor=\"end\">%g</text>\n", p->left - 6, at_y(p, v) + 4, v);
  fprintf(f, "<text x=\"%g\" y=\"%g\" text-anchor=\"middle\">%s</text>\n", p->left + p->wide / 2, p->top + p->high + 34,
          x);
  fprintf(f, "<text transform=\"translate(%g %g) rotate(-90)\" text-anchor=\"middle\">%s</text>\n", p->left - 40,
          p->top + p->high / 2, y);
}
static void line(FILE *f, const panel *p, double at_0, double each) {
  fprintf(f, "<path d=\"M%.1f %.1fL%.1f %.1f\" class=\"l\"/>\n", at_x(p, 0), at_y(p, fmax(at_0, 0)), at_x(p, p->most_x),
          at_y(p, at_0 + each * p->most_x));
}

static void picture(const scale *s, FILE *f) {
  double at_0, each, furthest;
  fputs(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 320\" font-family=\"sans-serif\" font-size=\"12\">\n"
      "<style>.a{fill:none;stroke:#555}.l{fill:none;stroke:#999;stroke-dasharray:4 3}.p{fill:#0b6e99}"
      ".t{font-size:13px;font-weight:bold}</style>\n<rect width=\"760\" height=\"320\" fill=\"#fff\"/>\n",
      f);
  panel p = {70, 40, 290, 220, s->people, 1.05 * s->cpu_s[s->people - 1]};
  char title[96];
  snprintf(title, sizeof title, "%g weeks of a person, one thread", s->weeks);
  axes(f, &p, title, "people followed to the end", "processor time, s");
  scale_line(s->cpu_s, s->people, &at_0, &each, &furthest);
  line(f, &p, at_0, each);
  for (int i = 0; i < s->people; i++)
    fprintf(f, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.2\" class=\"p\"/>\n", at_x(&p, i + 1), at_y(&p, s->cpu_s[i]));
  panel q = {450, 40, 270, 220, SCALE_REGIONS + 0.4, 1.15 * s->region_high[SCALE_REGIONS - 1]};
  axes(f, &q, "a week of one person", "body regions that she is followed at", "processor time, ms");
  scale_line(s->region_ms, SCALE_REGIONS, &at_0, &each, &furthest);
  line(f, &q, at_0, each);
  for (int i = 0; i < SCALE_REGIONS; i++) {
    double x = at_x(&q, i + 1);
    fprintf(f, "<path d=\"M%.1f %.1fV%.1f\" class=\"a\"/><circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" class=\"p\"/>\n", x,
            at_y(&q, s->region_low[i]), at_y(&q, s->region_high[i]), x, at_y(&q, s->region_ms[i]));
  }
  fputs("</svg>\n", f);
}

// ---- the page ----------------------------------------------------------------------------------------------------------------
static void machine(FILE *f) {
  char line[256], name[256] = "a processor";
  FILE *c = fopen("/proc/cpuinfo", "r");
  while (c && fgets(line, sizeof line, c))
    if (sscanf(line, "model name : %255[^\n]", name) == 1) break;
  if (c) fclose(c);
  time_t now = time(NULL);
  struct tm day;
  char date[16];
  strftime(date, sizeof date, "%Y-%m-%d", gmtime_r(&now, &day));
  fprintf(f, "Measured on %s: %s, %ld processors; knead %s.\n\n", date, name, sysconf(_SC_NPROCESSORS_ONLN),
          kn_version_text());
}

static double median(double a, double b, double c) { return fmax(fmin(a, b), fmin(fmax(a, b), c)); }
static void speed(FILE *f, const scale *s, const char *name, const scale_run *r) {
  double raw[3], cpu[3];
  for (int i = 0; i < 3; i++) {
    raw[i] = s->one[i].wall_s / r[i].wall_s;
    cpu[i] = r[i].cpu_s / s->one[i].cpu_s;
  }
  fprintf(f, "| %s | %.2f (%.2f, %.2f, %.2f) | %.2f |\n", name, median(raw[0], raw[1], raw[2]), raw[0], raw[1], raw[2],
          median(cpu[0], cpu[1], cpu[2]));
}

static void page(const scale *s, FILE *f) {
  double at_0, each, furthest, region_0, region_each, region_furthest;
  int n = s->people;
  scale_line(s->cpu_s, n, &at_0, &each, &furthest);
  scale_line(s->region_ms, SCALE_REGIONS, &region_0, &region_each, &region_furthest);
  double million_h = each * 1e6 / 3600;
  fputs("# What a trial costs as it grows\n\n<!-- written by `make scale` -->\n", f);
  machine(f);
  fputs("![Processor time against people and against regions](scale.svg)\n\n", f);
  fprintf(
      f,
      "**People.** %d of them for %g weeks (`bench/twelve-weeks.yaml`: a session a week or none, four visits), with "
      "all "
      "that recruiting them took (%d candidates, %d draws), by one thread: %.1f s of processor time. %.1f s had gone "
      "by "
      "when the first had been followed to the end: strokes that all people share, and the lives of those who fly "
      "beside "
      "her. The line through the points has %.3f s a person; the furthest point is %.1f %% of the whole from it.\n\n",
      n, s->weeks, s->candidates, s->draws, s->cpu_s[n - 1], s->cpu_s[0], each, 100 * furthest);
  fprintf(f, "**Regions.** A week of one person takes");
  for (int i = 0; i < SCALE_REGIONS; i++)
    fprintf(f, "%s %.2f", i == 0 ? "" : i + 1 < SCALE_REGIONS ? "," : " and", s->region_ms[i]);
  fprintf(f,
          " ms at one to %d regions: %.2f ms and %.2f for each region, the furthest point %.1f %% from the line "
          "(medians of "
          "15, bars are quartiles).\n\n",
          SCALE_REGIONS, region_0, region_each, 100 * region_furthest);
  fputs(
      "**Memory.** Records and analysis of a trial whose findings were made up, so that nobody had to be simulated:\n\n"
      "| people | peak, MB | s |\n|---|---|---|\n",
      f);
  for (int i = 0; i < SCALE_SIZES; i++)
    fprintf(f, "| %d | %.0f | %.1f |\n", s->size[i], s->peak_MB[i], s->records_s[i]);
  fprintf(f,
          "\nA person under way takes %.0f kB, and no more than %d a thread are under way, however many the trial "
          "wants. The "
          "process of the first paragraph had %.1f MB after %d people and %.1f MB after %d.\n\n",
          s->life_kB, KN_UNDER_WAY, s->rss_MB[n / 4], n / 4 + 1, s->rss_MB[n - 1], n);
  fprintf(f,
          "**A thousand people**, twelve weeks (`bench/thousand-people.yaml`), two threads, nothing kept by an earlier "
          "run: %.0f s of wall time, %.0f s of processor time.\n\n",
          s->thousand.wall_s, s->thousand.cpu_s);
  fputs(
      "**Two instead of one**, the same trial, with what all people share made before, three rounds by turns. The last "
      "people of a trial do not fill two processors: half a second here, which a larger trial does not notice.\n\n"
      "| | speed-up, median (each) | processor time, of one's |\n|---|---|---|\n",
      f);
  speed(f, s, "2 threads", s->threads);
  if (s->has_ranks) speed(f, s, "2 MPI ranks", s->ranks);
  fprintf(f,
          "\n## 1,000,000 people, %g weeks\n\n"
          "    %.3f s a person x 1,000,000 people = %.2g s = %.0f processor hours\n",
          s->weeks, each, each * 1e6, million_h);
  static const int cores[] = {64, 512, 4096};
  for (int i = 0; i < 3; i++)
    fprintf(f, "    %4d processors: %.0f h / %d / 0.95 + %.0f s = %.2g h\n", cores[i], million_h, cores[i], s->cpu_s[0],
            million_h / cores[i] / 0.95 + s->cpu_s[0] / 3600);
  fprintf(f,
          "\n0.95 stands for what is lost at the end and between processes; it was measured with two (above) and is "
          "assumed for more. Added is what all people share, where no earlier run has kept it. Every "
          "process needs %.0f MB (%d lives of %.0f kB, and the program); the first one %.1f GB more, for "
          "the records.\n",
          KN_UNDER_WAY * s->life_kB / 1e3 + s->rss_MB[0], KN_UNDER_WAY, s->life_kB, s->peak_MB[SCALE_SIZES - 1] / 1e3);
}

bool scale_page(const scale *s, const char *page_path, const char *picture_path) {
  FILE *f = fopen(page_path, "w"), *g = fopen(picture_path, "w");
  if (f) page(s, f);
  if (g) picture(s, g);
  bool good = f && g && !ferror(f) && !ferror(g);
  if (f) good &= fclose(f) == 0;
  if (g) good &= fclose(g) == 0;
  return good;
}

# Draws docs/low-back-pain.svg from a run's series.csv: pain of the same woman in each arm, day by day.
# Usage: build/knead run scenes/low-back-pain.yaml --out out/demo && awk -f tools/picture.awk out/demo/series.csv > docs/low-back-pain.svg
BEGIN { FS = ","; W = 860; H = 340; L = 52; R = 190; T = 46; B = 44; lo = 3.5; hi = 6.7
  colour["nothing"] = "#6b7280"; colour["rest"] = "#a3a3a3"; colour["light-touch"] = "#0f766e"
  colour["deep-massage"] = "#b45309"; colour["relaxation-massage"] = "#1d4ed8"
  dash["rest"] = "5 4"; dash["light-touch"] = "2 3"; dash["deep-massage"] = "9 4" }
NR == 1 { sub(/\r$/, ""); for (i = 1; i <= NF; i++) col[$i] = i; next }
{
  arm = $col["arm"]; day = $col["time_s"] / 86400; v = $col["pain"] + 0
  if (!(arm in n)) order[++arms] = arm
  if (day > last) last = day
  # one point a day, at the hour the course began, keeps the line readable
  if (day - int(day) < 0.01 || day - int(day) > 0.99) { n[arm]++; X[arm, n[arm]] = day; Y[arm, n[arm]] = v }
}
function px(d) { return L + (W - L - R) * d / last }
function py(v) { return T + (H - T - B) * (hi - v) / (hi - lo) }
END {
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">\n", W, H
  printf "<title>Pain of one simulated woman with chronic low-back pain: untreated, resting, lightly touched, massaged</title>\n"
  printf "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", W, H
  printf "<text x=\"%d\" y=\"22\" font-size=\"15\" fill=\"#111827\">Pain (0-10) of one simulated woman, five lives: ten weekly sessions, then twelve weeks without</text>\n", 14
  for (v = 4; v <= 6.5; v += 0.5) {
    printf "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#e5e7eb\"/>\n", L, W - R, py(v), py(v)
    printf "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#374151\">%.1f</text>\n", L - 8, py(v) + 4, v
  }
  for (w = 0; w * 7 <= last; w += 2)
    printf "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#374151\">%d</text>\n", px(w * 7), H - B + 18, w
  printf "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#374151\">weeks</text>\n", (L + W - R) / 2, H - 8
  for (i = 0; i < 10; i++) printf "<path d=\"M%.1f %d l4 8 h-8 z\" fill=\"#1d4ed8\"/>\n", px(i * 7), H - B - 6
  for (a = arms; a >= 1; a--) {
    arm = order[a]; p = ""
    for (i = 1; i <= n[arm]; i++) p = p sprintf("%s%.1f %.1f", i == 1 ? "M" : "L", px(X[arm, i]), py(Y[arm, i]))
    printf "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2.2\"%s/>\n", p, colour[arm] ? colour[arm] : "#000", dash[arm] ? " stroke-dasharray=\"" dash[arm] "\"" : ""
    end[arm] = py(Y[arm, n[arm]])
  }
  # labels at the right end, pushed apart
  for (a = 1; a <= arms; a++) rank[a] = order[a]
  for (a = 2; a <= arms; a++) for (b = a; b > 1 && end[rank[b]] < end[rank[b - 1]]; b--) { t = rank[b]; rank[b] = rank[b - 1]; rank[b - 1] = t }
  y = -99
  for (a = 1; a <= arms; a++) {
    y = end[rank[a]] < y + 16 ? y + 16 : end[rank[a]]
    printf "<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s</text>\n", W - R + 8, y + 4, colour[rank[a]] ? colour[rank[a]] : "#000", rank[a]
  }
  print "</svg>"
}

# Writes include/knead/names.h: the enums of the public tables, in the order of their .def files. KN_TOOL_PALM, else KN_LOW_BACK.
# Usage: awk -f names.awk outcome.def technique.def region.def condition.def > names.h
BEGIN {
  print "// names.h -- generated from the .def tables; do not edit"
  print "#pragma once"
}
FNR == 1 { close_enum() }
/^KN_(OUTCOME|TOOL|TECHNIQUE|REGION|CONDITION)\(/ {
  kind = tolower($0); sub(/\(.*/, "", kind); sub(/^kn_/, "", kind)
  id = $0; sub(/^[A-Z_]*\(/, "", id); sub(/,.*/, "", id)
  if (kind != open) { close_enum(); printf "typedef enum kn_%s {\n", kind; open = kind }
  printf "  KN_%s%s,\n", kind == "tool" ? "TOOL_" : "", id
}
function close_enum() {
  if (open != "") printf "  KN_%s_COUNT\n} kn_%s;\n", toupper(open), open
  open = ""
}
END { close_enum() }

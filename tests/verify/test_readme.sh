#!/bin/sh
# The README's commands and code are true: its C program compiles and prints what stands below it, and its transcript
# is what the program prints. KN_WRITE_README=1 puts the present output into the README instead.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export KNEAD_CACHE=off NO_COLOR=1 LC_ALL=C.UTF-8
failed=0

# The lines of the first fenced block after a marker comment
block() { awk -v mark="<!-- $1 -->" '$0 == mark { on = 1; next } on && /^```/ { if (inside) exit; inside = 1; next } inside { print }' README.md; }
replace() { # marker, file with the new content
  awk -v mark="<!-- $1 -->" -v file="$2" '
    $0 == mark { on = 1 }
    on && /^```/ { if (inside) { inside = 0; on = 0; print; next } print; inside = 1; while ((getline line < file) > 0) print line; next }
    !inside { print }' README.md > "$work/new" && cp "$work/new" README.md
}
same() { # marker, file with what was printed, sentence
  if [ -n "${KN_WRITE_README:-}" ]; then replace "$1" "$2"; fi
  block "$1" > "$work/stands"
  if diff -u "$work/stands" "$2"; then echo "ok - $3"; else echo "not ok - $3"; failed=1; fi
}

block hello > "$work/hello.c"
sanitize=""
[ "${KN_SANITIZE:-OFF}" = ON ] && sanitize="-fsanitize=address,undefined"
# shellcheck disable=SC2086
${CC:-cc} -std=c17 -Wall -Wextra -Wpedantic -Werror $sanitize "$work/hello.c" -Iinclude -I"$BUILD/include" "$LIBKNEAD" \
  -lm -o "$work/hello"
lines=$(grep -c . "$work/hello.c")
[ "$lines" -le 20 ] && echo "ok - the first program has $lines lines" || { echo "not ok - the first program has $lines lines"; failed=1; }
"$work/hello" > "$work/hello.out"
same hello-output "$work/hello.out" "the first program prints what the README says"

printf '#include <knead/knead.h>\nint main() { return kn_version() == KN_VERSION ? 0 : 1; }\n' > "$work/cpp.cc"
# shellcheck disable=SC2086
${CXX:-c++} -std=c++17 -Wall -Wextra -Wpedantic -Werror $sanitize "$work/cpp.cc" -Iinclude -I"$BUILD/include" "$LIBKNEAD" \
  -lm -o "$work/cpp" && "$work/cpp" && echo "ok - the header is clean C++17"

{ echo '$ build/knead run scenes/low-back-pain.yaml'
  "$KNEAD" run scenes/low-back-pain.yaml --out "$work/run" 2>/dev/null; } | grep -v '^ *written: ' > "$work/transcript"
same transcript "$work/transcript" "the transcript is what the program prints"
{ echo '$ build/knead touch press --force 30 --hold 60 -o hold.csv'
  "$KNEAD" touch press --force 30 --hold 60 -o "$work/hold.csv" 2>&1; } | grep -v '^ *written: ' > "$work/press"
same press "$work/press" "a palm presses the back as the README says"
exit $failed

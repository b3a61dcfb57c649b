#!/bin/sh
# test_examples.sh -- each example ends with code 0, which it gives only when it shows what it says; and the README's and
# the page's commands name examples that are there. BUILD = the build folder.
set -u
: "${BUILD:?the build folder}"
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
source=$PWD
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0
says() {
  sentence=$1
  shift
  if "$@"; then echo "ok - $sentence"; else
    echo "not ok - $sentence"
    [ -f "$work/out" ] && sed 's/^/#   /' "$work/out"
    failed=1
  fi
}
cd "$work" || exit 1
runs() { "$BUILD/examples/$1" >out 2>&1; }

says "the admittance loop reaches its force without overshoot beyond 10 %" runs example-admittance
# the limit of its own exit code is checked here from what it prints
says "it says how far it went beyond" awk '/^goal/ { sub(/.*\(/, ""); if ($1 + 0 <= 10) good = 1 } END { exit !good }' out
says "its table has twelve rows" [ "$(grep -c '^ *[0-9]' out)" -eq 12 ]
cp out first
says "it runs again" runs example-admittance
says "and prints the same bytes" cmp -s first out
says "it has fewer than 60 lines" [ "$(wc -l <"$source/examples/admittance.c")" -lt 60 ]

if [ -x "$BUILD/examples/example-mujoco-contact" ]; then
  says "MuJoCo's arm comes to rest on the tissue, weight and force within 1 %" runs example-mujoco-contact
  says "it says how far off it is" awk '/^the weight asks/ { match($0, /\([-+0-9.]+ %/); v = substr($0, RSTART + 1) + 0; good = v < 1 && v > -1 } END { exit !good }' out
else
  echo "ok - MuJoCo is not here; its example was not built # skip"
fi
exit $failed

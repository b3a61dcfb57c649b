# Sentences about what the program does, for the scripts that run it. Needs KNEAD and work; sets failed, out and err in work.
ok() { echo "ok - $1"; }
bad() {
  echo "not ok - $1"
  failed=1
}
# says "sentence" condition...: the sentence is true when the command succeeds
says() {
  sentence=$1
  shift
  if "$@"; then ok "$sentence"; else bad "$sentence"; fi
}
# exits CODE arguments...: runs knead, keeps what it says in $work/out and $work/err
exits() {
  want=$1
  shift
  "$KNEAD" "$@" >"$work/out" 2>"$work/err"
  got=$?
  [ "$got" -eq "$want" ] && return 0
  echo "# knead $*: exit $got, not $want"
  sed 's/^/#   /' "$work/err" | head -20
  return 1
}
said() { grep -q -e "$1" "$work/out"; }
complained() { grep -q -e "$1" "$work/err"; }
quiet_on_stdout() { [ ! -s "$work/out" ]; }
fits_a_screen() { [ "$(wc -l <"$work/out")" -le 24 ]; }

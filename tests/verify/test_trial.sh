#!/bin/sh
# A trial does not depend on how it is run:
#   threads_do_not_matter            one thread and two, the same bytes
#   a_killed_run_goes_on             killed with -9, resumed: the same bytes; a stop by signal says how to go on
#   a_pool_is_simulated_once         and its power curve is the same bytes the next time, whatever the threads
#   what_is_wrong_is_told            nothing to resume, an interrupted run in the way, a wrong file
set -u
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
fault() { echo "$*"; failed=1; }
cat > "$tmp/small.yaml" <<'Y'
# Few people, two arms
schema: knead/1
kind: trial
people: chronic-low-back-pain
recruitment: {people: 4, looks: 6}
treatment: {technique: relaxation-massage, duration: 30 min, times: 1 / week, weeks: 2}
compared-with: [nothing]
observe: {at: [before, end of course], outcomes: [pain, disability-back]}
therapists: {count: 2, force: 0.2, warmth: 0.1}
attendance: {missed: 0.1, dropout: 0.1}
strokes: own
seed: 1
Y
K="$KNEAD trial $tmp/small.yaml --rows -q"
$K -j 2 --out "$tmp/a" > "$tmp/a.txt" || fault "the trial failed with $?"
[ ! -e "$tmp/a.log" ] || fault "the log was left behind"
grep -q 'flow of participants' "$tmp/a.txt" || fault "no flow of participants"
for f in results.csv arms.csv people.csv readings.csv methods.md datapackage.json trial.yaml people.yaml manifest.json; do
  [ -s "$tmp/a/$f" ] || fault "no $f"
done

$K --resume --out "$tmp/b" 2> "$tmp/b.err" && fault "there was nothing to go on with"
grep -q 'nothing to go on with' "$tmp/b.err" || fault "not told: $(cat "$tmp/b.err")"
$K -j 1 --out "$tmp/b" > "$tmp/b.txt" 2>&1 &
pid=$!
begun() { # until so many lines are in the log
  for i in $(seq 1200); do
    [ -f "$1" ] && [ "$(wc -l < "$1")" -ge "$2" ] && break
    sleep 0.05
  done
}
begun "$tmp/b.log" 3
kill -9 $pid
wait $pid 2> /dev/null
[ -f "$tmp/b.log" ] || fault "the log is gone"
printf '0 99 0 4 3ff' >> "$tmp/b.log" # a torn line
$K --out "$tmp/b" 2> "$tmp/b.err" && fault "an interrupted run was run over"
grep -q -- '--resume' "$tmp/b.err" || fault "not told how to go on"
$K -j 1 --resume --out "$tmp/b" > "$tmp/b.txt" 2> "$tmp/b.err" || fault "could not go on: $(cat "$tmp/b.err")"
for f in results.csv arms.csv people.csv readings.csv methods.md datapackage.json; do
  cmp "$tmp/a/$f" "$tmp/b/$f" || fault "$f differs after a kill and with another number of threads"
done
if [ -e "$tmp/a/trial.h5" ]; then # built with HDF5
  cmp "$tmp/a/trial.h5" "$tmp/b/trial.h5" || fault "trial.h5 differs after a kill and with another number of threads"
  if command -v h5dump > /dev/null; then
    h5dump -d /followed/reading "$tmp/a/trial.h5" | grep -q 'SIMPLE { ( 4, 2, 2 )' || fault "trial.h5 has other readings"
    h5dump -A "$tmp/a/trial.h5" | grep -q '"followed, axes/visit, axes/outcome"' || fault "trial.h5 does not say what its axes are"
    h5dump -a /people/age/unit "$tmp/a/trial.h5" | grep -q '"y"' || fault "trial.h5 does not say its units"
  fi
fi
hash() { sed -n 's/.*"hash": "\(.*\)".*/\1/p' "$1/manifest.json"; }
[ -n "$(hash "$tmp/a")" ] && [ "$(hash "$tmp/a")" = "$(hash "$tmp/b")" ] || fault "the hashes differ"

$K -j 1 --out "$tmp/c" > /dev/null 2> "$tmp/c.err" &
pid=$!
begun "$tmp/c.log" 2
kill -TERM $pid
wait $pid
code=$?
[ $code -eq 130 ] || fault "a stop gave $code"
grep -q 'go on: knead trial .* --resume' "$tmp/c.err" || fault "not told how to go on: $(cat "$tmp/c.err")"
[ ! -e "$tmp/c" ] || fault "a stopped run left a folder"

grep -v '^therapists' "$tmp/small.yaml" | sed 's/weeks: 2/weeks: 1/; s/dropout: 0.1/dropout: 0.5/' > "$tmp/alike.yaml"
P="$KNEAD power $tmp/alike.yaml -q --pool 4 -n 20,40 --trials 40"
$P -j 2 --out "$tmp/p" > "$tmp/p.txt" || fault "power failed with $?"
ls "$tmp"/pool-*.log > /dev/null 2>&1 || fault "the pool was not kept"
cp "$tmp/p/power.csv" "$tmp/power.csv"
if grep -q ' 7ff8000000000000' "$tmp"/pool-*.log; then fault "people have left the pool"; fi
begin=$(date +%s)
$P -j 1 --out "$tmp/p" > "$tmp/p.txt" || fault "power from the pool failed with $?"
[ $(($(date +%s) - begin)) -lt 10 ] || fault "the pool was simulated again"
cmp "$tmp/power.csv" "$tmp/p/power.csv" || fault "power differs the second time"
grep -q 'by the' "$tmp/p.txt" || fault "the pool's share of the error is not printed"
"$KNEAD" power "$tmp/small.yaml" --pool 8 2> "$tmp/p.err"
[ $? -eq 3 ] || fault "a pool smaller than its roster was not refused"
"$KNEAD" power "$tmp/small.yaml" -n 40,20 2> "$tmp/p.err"
[ $? -eq 2 ] || fault "falling sizes were not refused"

"$KNEAD" dose "$tmp/small.yaml" -q --minutes 30,60 --times 1 -n 2 --out "$tmp/d" > "$tmp/d.txt" || fault "dose failed with $?"
[ "$(grep -c '^pain,' "$tmp/d/dose.csv")" -eq 2 ] || fault "dose.csv has not a row for each dose"
awk -F, '$1 == "pain" && $5 == 30 { a = $8 } $1 == "pain" && $5 == 60 { b = $8 } END { exit !(b < a && a < 0) }' "$tmp/d/dose.csv" ||
  fault "an hour does not help more than half an hour"
"$KNEAD" dose "$tmp/small.yaml" --minutes 0 2> "$tmp/d.err"
[ $? -eq 2 ] || fault "no minutes were not refused"
"$KNEAD" dose "$tmp/alike.yaml" 2> "$tmp/d.err"
[ $? -eq 3 ] || fault "a single session was taken for a course"
"$KNEAD" check "$tmp/small.yaml" | grep -q 'is sound; nothing was run. To run it: knead trial' || fault "a trial cannot be checked"

sed 's/weeks: 2/weaks: 2/' "$tmp/small.yaml" > "$tmp/wrong.yaml"
"$KNEAD" trial "$tmp/wrong.yaml" 2> "$tmp/w.err"
[ $? -eq 3 ] || fault "a wrong file was not refused"
grep -q 'wrong.yaml:6:.*did you mean `weeks`' "$tmp/w.err" || fault "not told where: $(cat "$tmp/w.err")"
[ "$failed" -eq 0 ] && echo "threads do not matter; a killed run goes on; a pool is simulated once; what is wrong is told"
exit "$failed"

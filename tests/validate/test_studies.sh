#!/bin/sh
# `knead validate` runs a study file that is not in data/, and its ledger can be counted on:
#   an_own_study_runs              its numbers beside ours, in or out, on the screen, as CSV and as JSON
#   the_second_time_nobody_is_simulated    and every byte is the same, whatever the threads
#   every_publication_is_run_or_left_out   with a reason; none stands in both lists
#   what_is_wrong_is_told          before anything is run
# All studies: make validate-studies.
set -u
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
fault() { echo "$*"; failed=1; }
data=$(pwd)/data
cat > "$tmp/mine.yaml" <<'Y'
# A massage of the calf that I have read about
schema: knead/1
kind: study
source: {authors: Somebody, year: 2020, url: "https://example.org"}
role: validate
people: healthy
region: calf
recruitment: {people: 18, inclusion: anybody}
strokes: own
treatment: {technique: petrissage, duration: 7 min}
compared-with: [nothing]
observe: {at: [before, +7.2 min, +10 min]}
published:
  - {outcome: stiffness, at: +7.2 min, measure: percent, value: -5.2, interval: [-9.6, -0.8], seen: "a fall"}
  - {outcome: stiffness, at: +7.2 min, measure: percent, value: -60, interval: [-70, -50], seen: "an invention"}
  - {outcome: stiffness, at: +10 min, measure: no-difference, seen: "returned to baseline"}
  - {what: "pain", cannot: "nobody was asked", seen: "pain during massage"}
Y
cd "$tmp" || exit 1
K="env KNEAD_DATA=$data $KNEAD validate mine.yaml -n 3 -q --color never"
$K -j 2 --out a.csv > a.txt || fault "the study failed with $?"
grep -q 'stiffness  *+7.2 min  *before  *%  *−5.20 (−9.60, −0.80)' a.txt || fault "no row: $(cat a.txt)"
grep -q 'cannot: nobody was asked' a.txt || fault "what the model cannot say is not told"
grep -q '3 numbers compared' a.txt || fault "not counted"
[ "$(grep -c '^mine,Somebody,2020,' a.csv)" -eq 4 ] || fault "not four rows of CSV: $(cat a.csv)"
[ "$(grep -c ',outside,' a.csv)" -ge 1 ] || fault "a fall of 60 % is inside"
[ "$(grep -c '^mine,.*,cannot,' a.csv)" -eq 1 ] || fault "cannot is not told in the CSV"
ls out/validate/mine-*.log > /dev/null || fault "no log"
cp out/validate/mine-*.log first.log
$K -j 1 --out b.csv > b.txt || fault "the second time: $?"
cmp out/validate/mine-*.log first.log || fault "people were simulated again"
cmp a.csv b.csv || fault "the CSV differs the second time"
$K --json > c.json || fault "no JSON"
grep -q '"schema":"knead-ledger/1"' c.json && grep -q '"off_sd"' c.json || fault "JSON: $(cat c.json)"
sed 's/value: -5.2/value: 5.2/' mine.yaml > wrong.yaml
env KNEAD_DATA="$data" "$KNEAD" validate mine.yaml wrong.yaml -n 3 > w.txt 2>&1 && fault "a wrong sign was accepted"
grep -q 'wrong.yaml:14:.*outside its own interval' w.txt || fault "not told: $(cat w.txt)"

# Publications of left-out.csv give a reason, and are none of those that are run: told apart by their address.
tail -n +2 "$data/studies/left-out.csv" | grep -c . > count
[ "$(cat count)" -gt 20 ] || fault "left-out.csv is short"
tail -n +2 "$data/studies/left-out.csv" | tr -d '\r' | sed 's/.*,//' | sort > out.txt
sed -n 's/^  url: "\(.*\)"$/\1/p' "$data"/studies/*.yaml | sort > run.txt
[ -s run.txt ] || fault "no addresses"
twice=$(comm -12 out.txt run.txt | sort -u)
[ -z "$twice" ] || fault "left out and run: $twice"
grep -c ',core,' "$data/studies/left-out.csv" > /dev/null || fault "no core publication is marked"
[ "$failed" -eq 0 ] && echo "studies: all well"
exit "$failed"

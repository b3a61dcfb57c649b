#!/bin/sh
# The tool that turns data/*.yaml into tables: good data are written the same way twice; each fault that is put into them
# is found with its place, all of them at once, and nothing is written then.
set -eu
tables=${TABLES:?the path of the program tables}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
fault() { echo "$*"; failed=1; }

mkdir "$tmp/one" "$tmp/two"
"$tables" data/techniques.yaml data/regions.yaml "$tmp/one" || fault "the data of the tree are refused"
"$tables" data/techniques.yaml data/regions.yaml "$tmp/two" || fault "the data of the tree are refused"
for name in technique.def region.def; do
  cmp -s "$tmp/one/$name" "$tmp/two/$name" || fault "$name is not the same twice"
  cmp -s "$tmp/one/$name" "$BUILD/include/tables/$name" || fault "$name is not what the build has"
done

# bad <file> <sed script> <words of the complaint>
count=0
bad() {
  count=$((count + 1))
  rm -rf "$tmp/data" "$tmp/none"
  mkdir "$tmp/data" "$tmp/none"
  cp data/techniques.yaml data/regions.yaml "$tmp/data"
  sed -i "$2" "$tmp/data/$1"
  cmp -s "data/$1" "$tmp/data/$1" && fault "nothing was changed by $2"
  code=0
  "$tables" "$tmp/data/techniques.yaml" "$tmp/data/regions.yaml" "$tmp/none" 2>"$tmp/said" || code=$?
  [ "$code" -eq 3 ] || fault "$2 ends with $code, not 3"
  grep -Eq "/$1:[0-9]+:[0-9]+: error: " "$tmp/said" || fault "$2: no place is named"
  grep -qF -- "$3" "$tmp/said" || { fault "$2 is not complained about as \"$3\":"; cat "$tmp/said"; }
  [ -z "$(ls "$tmp/none")" ] || fault "$2: something was written all the same"
}
t=techniques.yaml
r=regions.yaml
bad $t '0,/share: 0.90/s//share: 0.80/' 'the shares of the strokes sum to 0.9, not to 1'
bad $t '0,/tool: forearm/s//tool: forarm/' 'unknown tool `forarm`; did you mean `forearm`?'
bad $t '0,/pattern: knead/s//pattern: kneed/' 'unknown pattern `kneed`; did you mean `knead`?'
bad $t '0,/force: {value: 30 N,/s//force: {value: 30,/' '`force` needs a unit: write `30 N`'
bad $t '0,/force: {value: 30 N,/s//force: {value: 30 kPa,/' '`force` takes N; `30 kPa` measures something else'
bad $t '0,/force: {value: 30 N,/s//force: {value: 3000 N,/' 'allowed is 0.5 to 300 N'
bad $t '0,/force: {value: 30 N, low: 15 N/s//force: {value: 30 N, low: 35 N/' '30 is not between 35 and 50'
bad $t '0,/force: {value: 30 N, low: 15 N, high: 50 N}/s//force: 30 N/' 'needs a range: {value: 30 N, low: ..., high: ...}'
bad $t '0,/  speed: /s//  sped: /' 'unknown key `sped`; did you mean `speed`?'
bad $t '0,/^        grade: C/{/^        grade: C/d}' 'a stroke lacks `grade`'
bad $t '0,/^        source: .*/{/^        source: .*/d}' 'a stroke lacks `source`'
bad $t '0,/^    grade: C/s//    grade: E/' '`grade` is A, B, C or D, not `E`'
bad $t 's/^  effleurage:/  petrissage:/' '`petrissage` stands here a second time'
bad $t '0,/shape: sphere, area: 4 cm2/s/radius: 20 mm/radius: 0 mm/' 'a sphere needs a radius above 0 mm'
bad $t '0,/visits: 2/s//visits: 2.5/' '`visits` is a whole number'
bad $t 's/^kind: techniques/kind: regions/' '`kind` should be techniques'
bad $t '0,/tools:/s//tools: [/' 'this is not YAML'
bad $r '0,/choir: \[b18, b19\]/s//choir: [b18, b39]/' '`b39` is no segment of the CHOIR body map'
bad $r '0,/thickness: 8 mm/s//thickness: 8/' '`thickness` needs a unit: write `8 mm`'
bad $r '0,/cv: 0.2, per/s//cv: 0, per/' '`cv` is 0; allowed is 0.01 to 1'
bad $r '0,/      fat:/s//      fatt:/' 'unknown key `fatt`; did you mean `fat`?'
bad $r '0,/      fascia:/s//      facia:/' 'a region lacks the membrane `fascia`'
bad $r '0,/per-year: -0.17 mm\/y/s//per-year: -0.9 mm\/y/' 'this layer is'
bad $r '0,/    tone: 0.7/s//    tune: 0.7/' 'a region lacks `tone`'
bad $r '0,/force-limit: 250 N/s//force-limit: 25 kgf m/' 'measures something else'

# All at once, in the order of the file
rm -rf "$tmp/data" && mkdir "$tmp/data"
sed '0,/share: 0.90/s//share: 0.80/; 0,/tool: forearm/s//tool: forarm/; 0,/visits: 2/s//visits: two/' data/techniques.yaml >"$tmp/data/t.yaml"
"$tables" "$tmp/data/t.yaml" data/regions.yaml "$tmp/none" 2>"$tmp/said" && fault "three faults are accepted"
[ "$(grep -c ': error: ' "$tmp/said")" -eq 3 ] || { fault "three faults are not three complaints:"; cat "$tmp/said"; }
grep -q '^3 errors; nothing was written$' "$tmp/said" || fault "they are not counted"
[ "$(sed -n 's/^[^:]*:\([0-9]*\):.*/\1/p' "$tmp/said" | sort -n | tr '\n' ' ')" = "$(sed -n 's/^[^:]*:\([0-9]*\):.*/\1/p' "$tmp/said" | tr '\n' ' ')" ] || fault "they are not in order"

code=0; "$tables" nowhere.yaml data/regions.yaml "$tmp/none" 2>/dev/null || code=$?
[ "$code" -eq 7 ] || fault "a file that is not there ends with $code, not 7"
code=0; "$tables" data/techniques.yaml 2>/dev/null || code=$?
[ "$code" -eq 2 ] || fault "wrong usage ends with $code, not 2"

[ "$failed" -eq 0 ] && echo "the data become the same tables twice; $count planted faults are found"
exit "$failed"

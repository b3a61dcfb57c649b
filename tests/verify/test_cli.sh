#!/bin/sh
# test_cli.sh -- the command line as its users meet it: exit codes, doors, refusals, the folder of results.
# KNEAD = the program; runs in the source tree and leaves nothing there.
# shellcheck disable=SC2012,SC2016,SC2317
set -u
: "${KNEAD:?path of the knead program}"
case $KNEAD in /*) ;; *) KNEAD=$PWD/$KNEAD ;; esac
source=$PWD
work=$(mktemp -d) || exit 1
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache" # the user's own cache is not touched
unset NO_COLOR KNEAD_CACHE
failed=0

. "$source/tests/verify/says.sh"
at_most_100_columns() { # in characters, whatever the locale: bytes that continue a UTF-8 character are dropped
  LC_ALL=C tr -d '\200-\277' <"$1" | awk 'length($0) > 100 { print "# too wide: " $0; wide = 1 } END { exit wide }'
}
has_escape() { LC_ALL=C grep -q "$(printf '\033')" "$1"; }
no_escape() { ! LC_ALL=C grep -q "$(printf '\033')" "$1"; }
# Brackets balance outside of strings, and nothing follows; a real parser too where the machine has one.
is_json() {
  LC_ALL=C awk '{
      n = length($0)
      for (i = 1; i <= n; i++) {
        c = substr($0, i, 1)
        if (text) { if (c == "\\") i++; else if (c == "\"") text = 0; continue }
        if (done && c !~ /[ \t]/) wrong = 1
        if (c == "\"") text = 1
        else if (c == "{" || c == "[") stack = stack c
        else if (c == "}" || c == "]") {
          open = substr(stack, length(stack))
          if (open != (c == "}" ? "{" : "[")) wrong = 1
          stack = substr(stack, 1, length(stack) - 1)
          if (stack == "") done = 1
        }
      }
    } END { exit wrong || text || stack != "" || !done }' "$1" || return 1
  if command -v jq >/dev/null 2>&1; then jq -e . "$1" >/dev/null || return 1; fi
}
same_fields_in_every_row() { # the values of these files hold no quoted comma
  awk -F, 'NR == 1 { n = NF } NF != n { exit 1 } END { exit NR < 2 }' "$1"
}
lines_end_in_crlf() { [ "$(wc -l <"$1")" -eq "$(grep -c "$(printf '\r')\$" "$1")" ]; }
nothing_left() { [ -z "$(ls -A "$1")" ]; }

cat >"$work/small.yaml" <<'SCENE'
# A healthy person, one short session
schema: knead/1
kind: scene
person:
  condition: healthy
treatment:
  technique: relaxation-massage
  region: low-back
  duration: 20 min
  sessions: 1
compared-with: [nothing, rest]
observe:
  at: [before, after, +2 h]
seed: 7
SCENE
cd "$work" || exit 1
mkdir here && cd here || exit 1

# ---- doors and help
says "bare knead shows the doors" exits 0
says "the doors are at most 100 columns wide" at_most_100_columns "$work/out"
says "the doors say what it is not" said "not a medical device"
says "the doors say what to try" said "knead run scenes/low-back-pain.yaml"
says "the doors say where the limits are" said "knead help limits"
says "knead version prints a version" exits 0 version
says "the version is a number" said '^knead [0-9]'
for verb in run check list doctor; do
  says "knead help $verb works" exits 0 help $verb
  says "help $verb fits one screen" fits_a_screen
  says "help $verb is at most 100 columns wide" at_most_100_columns "$work/out"
  says "help $verb has examples" said '^examples'
  cp "$work/out" "$work/help"
  says "knead $verb --help works" exits 0 $verb --help
  says "knead $verb --help is the same page" cmp -s "$work/help" "$work/out"
done
says "knead help limits works" exits 0 help limits
says "the limits fit one screen" fits_a_screen
says "knead help works" exits 0 help
says "knead help fits one screen" fits_a_screen

# The goal is 50 ms; 200 ms are allowed here because test machines are busy. The best of five counts.
best=100000
for _ in 1 2 3 4 5; do
  from=$(date +%s%N)
  "$KNEAD" help run >/dev/null
  to=$(date +%s%N)
  took=$(((to - from) / 1000000))
  [ "$took" -lt "$best" ] && best=$took
done
says "help appears at once ($best ms)" [ "$best" -le 200 ]

# ---- wrong usage
says "an unknown verb is wrong usage" exits 2 rnu small.yaml
says "an unknown verb suggests the nearest" complained 'did you mean "run"'
says "an unknown option is wrong usage" exits 2 run --quik ../small.yaml
says "an unknown option suggests the nearest" complained 'did you mean --quick'
says "run without a scene is wrong usage" exits 2 run
says "a seed that is no number is wrong usage" exits 2 run --seed -3 ../small.yaml
says "two scenes are wrong usage" exits 2 run ../small.yaml ../small.yaml
says "an unknown list is wrong usage" exits 2 list outcome
says "an unknown list suggests the nearest" complained 'did you mean "outcomes"'
says "wrong usage writes nothing to standard output" quiet_on_stdout

# ---- lists
for list in outcomes techniques tools regions layers membranes tendons conditions parameters links states; do
  says "knead list $list works" exits 0 list $list
  says "knead list $list --json works" exits 0 list $list --json
  says "list $list as JSON is JSON" is_json "$work/out"
  says "knead list $list --csv works" exits 0 list $list --csv
  says "list $list as CSV ends its lines in CR LF" lines_end_in_crlf "$work/out"
done

# ---- input that cannot be run
says "a file that is not there cannot be read" exits 7 run missing.yaml
sed 's/technique:/tecnique:/' ../small.yaml >../bad.yaml
says "a bad scene is refused by run" exits 3 run ../bad.yaml
says "the error is located" complained 'bad.yaml:7:'
says "the error names the key" complained 'tecnique'
says "a bad scene prints no result" quiet_on_stdout
says "a bad scene is refused by check" exits 3 check ../bad.yaml
sed 's/condition: healthy/condition: healthy\n  trait-anxiety: 79\n  depression: 0\n  sleep-quality: 0/' ../small.yaml >../extreme.yaml
says "scores that no person shows are refused" exits 3 run ../extreme.yaml
says "the refusal is located" complained 'extreme.yaml:[1-9]'
says "the refusal names a score and what can be reached" grep -q -i 'nearest\|fewer scores' "$work/err"
says "refusals write nothing" nothing_left .

# ---- check
says "check accepts a sound scene" exits 0 check ../small.yaml
says "check says it in words" said 'relaxation massage'
says "check runs nothing" nothing_left .
says "a sequence is told" exits 0 check "$source/scenes/trapezius-trigger-point.yaml"
says "in one sentence" said '^what      a sequence: effleurage, petrissage, ischaemic compression, rest, deep stripping'
says "and stroke by stroke" said '^     3\.   ischaemic compression of the neck shoulder, 4 min: thumb, hold, 35 N, 0.02 Hz\.'
says "a pause is a pause" said '^     4\.   pause (rest), 1 min'
says "nothing about it is unusual" sh -c '! grep -q ^note "$1"' sh "$work/out"
cat >../seldom.yaml <<'FILE'
schema: knead/1
kind: scene
person: {condition: chronic-neck-pain}
treatment:
  strokes:
    - {technique: effleurage, duration: 5 min}
    - {technique: deep-stripping, duration: 5 min, tool: elbow,
       force: 110 N}
    - {technique: effleurage, duration: 5 min, rate: 5 Hz}
FILE
says "what therapists do not do is no mistake" exits 0 check ../seldom.yaml
says "but noted: the force" said '^note      stroke 2: 110 N is above the usual force of deep stripping, 20 to 80 N'
says "and the rate" sh -c 'tr "\n" " " <"$1" | tr -s " " | grep -q "stroke 3: 5 Hz is above the usual rate of effleurage, 0.2 to 0.6 Hz"' sh "$work/out"
says "a stroke far into what bruises is refused when run" exits 3 run ../seldom.yaml -o seldom
says "at the line of its force" complained 'seldom.yaml:8:8: error: session.stroke\[1\].force: 110 N would press muscle'
for scene in "$source"/scenes/*.yaml; do
  says "the example $(basename "$scene") is sound" exits 0 check "$scene"
done

# ---- a run and its folder
says "a run works" exits 0 run ../small.yaml --out first
says "the table is at most 100 columns wide" at_most_100_columns "$work/out"
says "the table has units and grades" said 'unit .*grade'
says "the table names its folder" said 'written: first/'
says "the table says what it is not" said 'without measurement error'
says "without a terminal there is no colour" no_escape "$work/out"
for file in outcomes.csv series.csv datapackage.json manifest.json scene.yaml; do
  says "the folder has $file" [ -s first/$file ]
done
says "nothing else is left behind" [ "$(ls -A . first | wc -w)" -eq 8 ]
for file in datapackage.json manifest.json; do says "$file is JSON" is_json first/$file; done
for file in outcomes.csv series.csv; do
  says "$file has the same fields in every row" same_fields_in_every_row first/$file
  says "$file ends its lines in CR LF" lines_end_in_crlf first/$file
done
says "outcomes.csv has its columns" grep -q '^person,arm,visit,time_s,outcome,unit,value,reading,error_sd,grade' first/outcomes.csv
says "the data package describes both tables" grep -q '"path": "series.csv"' first/datapackage.json
if command -v sha256sum >/dev/null 2>&1; then
  says "the manifest holds the hash of the scene" grep -q "$(sha256sum <../small.yaml | cut -d' ' -f1)" first/manifest.json
fi
says "the scene as understood can be checked" exits 0 check first/scene.yaml
says "the scene as understood runs" exits 0 run first/scene.yaml --out again --quiet
says "and gives the same outcomes" cmp -s first/outcomes.csv again/outcomes.csv

says "the same seed runs again" exits 0 run ../small.yaml --out second --seed 7
says "the same seed gives the same bytes" cmp -s first/outcomes.csv second/outcomes.csv
says "the same seed gives the same series" cmp -s first/series.csv second/series.csv
export KNEAD_CACHE=off
says "without the cache it runs" exits 0 run ../small.yaml --out third
unset KNEAD_CACHE
says "the cache changes nothing" cmp -s first/outcomes.csv third/outcomes.csv
says "another seed runs" exits 0 run ../small.yaml --out fourth --seed 8
says "another seed gives other readings" sh -c '! cmp -s first/outcomes.csv fourth/outcomes.csv'

# ---- other ways to look
says "--json works" exits 0 run ../small.yaml --quick --json
says "--json is JSON" is_json "$work/out"
says "--json names its schema" said '^{"schema":"knead-run/1"'
says "--json is one line" [ "$(wc -l <"$work/out")" -eq 1 ]
says "the folder is named after the scene and its hash" sh -c 'ls -d out/small-???????? >/dev/null'
says "a second run replaces the first" exits 0 run ../small.yaml --quick --quiet
says "and only one folder is there" [ "$(ls -A out | wc -l)" -eq 1 ]
says "--quiet has no progress" [ ! -s "$work/err" ]
says "--color always has colours" exits 0 run ../small.yaml --quick --color always
says "coloured output has escapes" has_escape "$work/out"
export NO_COLOR=1
says "with NO_COLOR it runs" exits 0 run ../small.yaml --quick
says "with NO_COLOR there is no escape" no_escape "$work/out"
unset NO_COLOR
if command -v script >/dev/null 2>&1 && script -qec true /dev/null >/dev/null 2>&1; then # a terminal to write to
  TERM=xterm script -qec "'$KNEAD' check ../small.yaml" /dev/null </dev/null >"$work/out"
  says "on a terminal there is colour" has_escape "$work/out"
  TERM=xterm NO_COLOR=1 script -qec "'$KNEAD' check ../small.yaml" /dev/null </dev/null >"$work/out"
  says "on a terminal NO_COLOR is respected" no_escape "$work/out"
fi
says "--all works" exits 0 run ../small.yaml --quick --all
says "--all shows hypotheses" said 'D hypothesis'
says "--all is at most 100 columns wide" at_most_100_columns "$work/out"

# ---- folders that cannot be written, interruption
mkdir locked && chmod a-w locked
if [ "$(id -u)" -ne 0 ]; then says "a read-only folder cannot be written" exits 7 run ../small.yaml --out locked/run; fi
says "a folder below a file cannot be written" exits 7 run ../small.yaml --out ../small.yaml/run
says "the reason is given" complained 'cannot write'
mkdir mine && echo precious >mine/diary
says "a folder with other files is not replaced" exits 7 run ../small.yaml --out mine
says "and keeps its files" grep -q precious mine/diary
if [ -w /dev/full ]; then
  "$KNEAD" list outcomes >/dev/full 2>/dev/null
  says "a full disk is noticed" [ $? -eq 7 ]
fi
if command -v timeout >/dev/null 2>&1; then
  # The run may be done before the signal comes; what must not be is half a folder. In the foreground one signal is sent;
  # else two, and the second stops a program at once, whatever it holds.
  KNEAD_CACHE=off timeout --foreground --preserve-status -s INT 0.3 "$KNEAD" run ../small.yaml --out stopped >/dev/null 2>"$work/err"
  code=$?
  says "an interrupted run exits 130, or was done ($code)" [ $code -eq 130 -o $code -eq 0 ]
  if [ $code -eq 130 ]; then says "an interrupted run leaves nothing" [ ! -e stopped ]; fi
  says "no partial folder remains" sh -c '! ls -A | grep -q partial'
fi

# ---- doctor
says "the doctor finds it well" exits 0 doctor
says "the doctor tests the model" said 'self-test'
exit $failed

#!/bin/sh
# test_touch_cli.sh -- `knead touch` as engineers meet it: help, presses from files, refusals, bench, the picture.
# KNEAD = the program; runs in the source tree and leaves nothing there.
set -u
: "${KNEAD:?path of the knead program}"
case $KNEAD in /*) ;; *) KNEAD=$PWD/$KNEAD ;; esac
source=$PWD
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export KNEAD_DATA="$source/data"
failed=0

. "$source/tests/verify/says.sh"
at_most_110_columns() { LC_ALL=C tr -d '\200-\277' <"$1" | awk 'length($0) > 110 { print "# too wide: " $0; wide = 1 } END { exit wide }'; }
lines_end_in_crlf() { [ "$(wc -l <"$1")" -eq "$(grep -c "$(printf '\r')\$" "$1")" ]; }
same_fields_in_every_row() { awk -F, 'NR == 1 { n = NF } NF != n { exit 1 } END { exit NR < 2 }' "$1"; }
# column NAME FILE: that column's numbers
column() { awk -F, -v name="$1" '{ sub(/\r$/, "") } NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) k = i; next } { print $k }' "$2"; }
last() { column "$1" "$2" | tail -n 1; }
# is_about A B SHARE: A within a share of B
is_about() { awk -v a="$1" -v b="$2" -v s="$3" 'BEGIN { d = a - b; if (d < 0) d = -d; if (b < 0) b = -b; exit !(a != "" && d <= s * b) }'; }
cd "$work" || exit 1

# ---- help
says "knead touch alone is wrong usage, and shows its verbs" exits 2 touch
says "the verbs are listed" complained 'knead touch press'
says "knead help touch works" exits 0 help touch
for verb in press bench show stacks tools strokes; do
  says "knead help touch $verb works" exits 0 help touch $verb
  says "help touch $verb fits one screen" fits_a_screen
  says "help touch $verb is not too wide" at_most_110_columns "$work/out"
  says "help touch $verb has examples" said '^examples'
  cp "$work/out" help
  says "knead touch $verb --help is the same page" exits 0 touch $verb --help
  says "and the same bytes" cmp -s help "$work/out"
done

# ---- wrong usage
says "an unknown touch verb is wrong usage" exits 2 touch pres
says "the nearest is suggested" complained 'did you mean "touch press"'
says "press without a load is wrong usage" exits 2 touch press
says "two loads are wrong usage" exits 2 touch press --force 3 --depth 3
says "a depth that is no number is wrong usage" exits 2 touch press --depth deep
says "the message says what is wanted" complained 'a depth from 0.01 to 200 mm'
says "a force of the wrong unit is wrong usage" exits 2 touch press --force '3 mm'
says "an unknown mode is wrong usage" exits 2 touch press --force 3 --mode double
says "an unknown stack is wrong usage" exits 2 touch press --force 3 --stack S1-e9
says "a near name is suggested" complained 'did you mean "S1-e'
says "show without a file is wrong usage" exits 2 touch show --force 3
says "an option of another verb is wrong usage" exits 2 touch bench --force 3
says "ramp does not go with a trajectory" exits 2 touch press --trajectory x.csv --ramp 2

# ---- lists
says "knead touch stacks works" exits 0 touch stacks
says "the back is there" said '^ back '
says "knead touch tools works" exits 0 touch tools
says "the palm is there" said '^ palm '
says "and the elbow that sessions know" said '^ elbow '
says "the palm stands there once" [ "$(grep -c '^ palm ' "$work/out")" -eq 1 ]
says "stacks as CSV" exits 0 touch stacks --csv
says "CSV lines end in CR LF" lines_end_in_crlf "$work/out"
says "regions are among the stacks" said '^forearm,'
says "and their fat relaxes, as skin and muscle do" said '^forearm,.*skin [^,]* relaxes.*fat [^,]* relaxes.*muscle [^,]* relaxes'

# ---- one vocabulary: what sessions know presses too
for tool in forearm fist thumb elbow fingers knuckles roller percussion-head probe; do
  says "$tool presses" exits 0 touch press --tool $tool --force 4 --ramp 0.1 --hold 0.05 -q
done
says "the regions are listed" exits 0 list regions --csv
for region in $(sed 1d "$work/out" | cut -d, -f1); do
  says "$region is pressed" exits 0 touch press --stack "$region" --force 4 --ramp 0.1 --hold 0.05 -q
done
says "the low back is the default stack" exits 0 touch press --stack low-back --force 5 --ramp 0.1 --hold 0.1 -q -o low.csv
says "which says the same" exits 0 touch press --force 5 --ramp 0.1 --hold 0.1 -q -o default.csv
says "byte for byte" cmp -s low.csv default.csv
says "a region may be somebody's" exits 0 touch press --stack abdomen --sex male --age '70 y' --bmi 35 --force 5 --ramp 0.1 --hold 0.1 -o man.csv
says "and the summary says whose" complained 'on abdomen, man, 70 y, BMI 35;'
says "hers is another" exits 0 touch press --stack abdomen --sex female --force 5 --ramp 0.1 --hold 0.1 -q -o woman.csv
says "in numbers" sh -c '! cmp -s man.csv woman.csv'
says "whose, but not what, is wrong usage" exits 2 touch press --age 30 --force 3
says "a sex that is none is wrong usage" exits 2 touch press --stack neck --sex old --force 3
says "what is allowed is told" complained 'female or male'
says "an unknown region is wrong usage" exits 2 touch press --stack forarm --force 3
says "the nearest region is suggested" complained 'did you mean "forearm"'
says "an unknown tool of the techniques is wrong usage" exits 2 touch press --tool knuckle --force 3
says "the nearest tool is suggested" complained 'did you mean "knuckles"'
mkdir -p own/tools own/stacks
sed 's/name: palm/name: thumb/; s/60 cm2/4 cm2/' "$source/data/tools/palm.yaml" >own/tools/thumb.yaml
KNEAD_DATA=own "$KNEAD" touch press --tool thumb --force 3 --ramp 0.1 --hold 0.1 -o own.csv 2>"$work/err"
says "a shipped file goes before the name of a session's tool" complained 'thumb (patch, 4 cm2 at 40 N'
says "and the summary says that they differ" complained '^ note .*thumb is the file'

# ---- pressing
says "a press works" exits 0 touch press --force 10 --ramp 0.2 --hold 0.3 --out palm.csv
says "the summary has five lines" [ "$(wc -l <"$work/err")" -eq 5 ]
says "with --out nothing goes to standard output" quiet_on_stdout
says "the CSV ends its lines in CR LF" lines_end_in_crlf palm.csv
says "every row has the same fields" same_fields_in_every_row palm.csv
says "a row a step" [ "$(wc -l <palm.csv)" -eq 501 ]
says "the header names forces, layers and the stop flag" grep -q '^time_s,x_mm,y_mm,z_mm,command_N,fx_N,fy_N,fz_N,stiffness_N_m,depth_mm,area_cm2,radius_mm,mean_kPa,peak_kPa,strain_skin,.*strain_mid_muscle,shear_skin,.*pressure_muscle_kPa,pain_index,stop' palm.csv
says "the tissue pushes back with the commanded force" is_about "$(last fz_N palm.csv)" -10 0.01
says "the last time is that of the load" is_about "$(last time_s palm.csv)" 0.5 1e-9
says "the same press again" exits 0 touch press --force 10 --ramp 0.2 --hold 0.3 --out again.csv
says "gives the same bytes" cmp -s palm.csv again.csv
says "--quiet is quiet" exits 0 touch press --force 10 --ramp 0.05 --hold 0 --quiet
says "standard output has the rows" [ "$(wc -l <"$work/out")" -eq 51 ]
says "standard error has nothing" [ ! -s "$work/err" ]
says "a depth is reached" exits 0 touch press --stack S1-nh --tool sphere-20 --depth 3 --ramp 0.5 --hold 0.1 -q -o sphere.csv
says "and is the depth that was asked for" is_about "$(last depth_mm sphere.csv)" 3 0.03
says "window mode works" exits 0 touch press --force 10 --ramp 0.1 --hold 0.1 --mode window --step 0.002 -q -o window.csv
says "its rows are those of its step" [ "$(wc -l <window.csv)" -eq 101 ]

cat >mine.yaml <<'FILE'
# my own tissue and tool
schema: knead-touch/1
kind: plant
stack:
  name: gel
  layers:
    - {name: top, thickness: 5 mm, shear: 4 kPa}
    - {name: base, thickness: 3 cm, shear: 0.01 MPa, relaxation: [{share: 0.5, time: 1 s}]}
tool: {name: ball, shape: sphere, radius: 15 mm}
plant: {mode: single, step: 2 ms, force-limit: 1 N}
FILE
printf 'time_s,z_mm,x_mm\n0,0,0\n0.5,4,0\n1,4,10\n' >path.csv
says "one file brings stack, tool and plant" exits 0 touch press --plant mine.yaml --trajectory path.csv -o mine.csv
says "its layers name the columns" grep -q 'strain_top,strain_base' mine.csv
says "its step makes the rows" [ "$(wc -l <mine.csv)" -eq 501 ]
says "the summary names the trajectory" complained 'path.csv: position along 3 rows'
says "its force limit raises the stop flag" complained ' stop .*first at'
says "and the flag stands in its column" grep -q 'force' mine.csv
printf 'time_s,fz_N\n0,0\n0.2,5\n0.3,5\n' >force.csv
says "a trajectory may be one of force" exits 0 touch press --trajectory force.csv --stack S1m-e2 --tool palm-fixed-area -q -o force_out.csv
says "and arrives at its force" is_about "$(last fz_N force_out.csv)" -5 0.01
for stack in S1-nh S1-e1 S1-e2 S1m-nh S1m-e2 thick-e2 lean-e2 block-nh thin-nh S1v-e2 S1b-e2-k1e-10 back; do
  for tool in palm-fixed-area sphere-10 punch-12; do
    case $tool in palm*) load="--force 5" ;; *) load="--depth 1" ;; esac
    # shellcheck disable=SC2086
    says "$tool presses $stack" exits 0 touch press --stack $stack --tool $tool $load --ramp 0.1 --hold 0.05 -q
  done
done

# ---- input that cannot be used
count=0
for file in "$source"/tests/touch/bad/*.yaml "$source"/tests/touch/bad/*.csv; do
  name=$(basename "$file")
  expect=${file%.*}.expect
  case $file in
    *.csv) exits 3 touch press --trajectory "$file" ;;
    *) exits 3 touch press --plant "$file" --force 3 ;;
  esac || { bad "$name is refused"; continue; }
  sed "s|^$source/tests/touch/bad/||" "$work/err" >said
  if cmp -s said "$expect" && quiet_on_stdout; then count=$((count + 1)); else bad "$name is refused in its words"; fi
done
says "$count bad files are refused with their lines and cures" [ "$count" -ge 50 ]
says "a stack file that is not there cannot be read" exits 7 touch press --stack missing.yaml --force 3
says "a trajectory that is not there cannot be read" exits 7 touch press --trajectory missing.csv
says "a tool file is no stack" exits 3 touch press --stack "$source/data/tools/palm.yaml" --force 3
says "a folder that is not there cannot be written" exits 7 touch press --force 3 --out nowhere/out.csv
says "nothing half-written is left" [ -z "$(find . -name '*.partial')" ]
mkfifo pipe
cat pipe >piped &
says "a pipe is written as it is" exits 0 touch press --force 3 --ramp 0.1 --hold 0.1 -q -o pipe
wait $!
says "and stays a pipe" [ -p pipe ]
says "all rows went through" [ "$(wc -l <piped)" -eq 201 ]
mkdir deep
echo old >deep/kept.csv
ln -s deep/kept.csv link.csv
says "a link is followed" exits 0 touch press --force 3 --ramp 0.1 --hold 0.1 -q -o link.csv
says "and stays a link" [ -L link.csv ]
says "its file has the rows" cmp -s piped deep/kept.csv
ln -s deep/new.csv dangling.csv
says "a link to nothing makes its file" exits 0 touch press --force 3 --ramp 0.1 --hold 0.1 -q -o dangling.csv
says "where it points" cmp -s piped deep/new.csv
says "a picture follows a link too" exits 0 touch show --force 3 --ramp 0.1 --hold 0 -q -o link.csv
says "as a link" [ -L link.csv ]
says "a folder is no file" exits 7 touch press --force 3 -q -o deep
says "nothing half-written is left beside them" [ -z "$(find . -name '*.partial')" ]
# a device of our own where we could harm that of the machine
full=/dev/full
if [ "$(id -u)" -eq 0 ]; then full=$work/full && mknod "$full" c 1 7 2>/dev/null; fi
if [ -c "$full" ] && [ -w "$full" ]; then
  says "a full device is noticed" exits 7 touch press --force 3 -q -o "$full"
  says "and stays a device" [ -c "$full" ]
fi
if [ -w /dev/full ]; then
  "$KNEAD" touch press --force 3 >/dev/full 2>/dev/null
  says "a full disk is noticed" [ $? -eq 7 ]
fi
if command -v timeout >/dev/null 2>&1; then
  # --foreground: the signal comes once; a second one would end the program at once
  timeout --foreground --preserve-status -s INT 0.3 "$KNEAD" touch press --force 3 --hold 5000 --out stopped.csv >/dev/null 2>"$work/err"
  code=$?
  says "an interrupted press exits 130, or was done ($code)" [ $code -eq 130 -o $code -eq 0 ]
  if [ $code -eq 130 ]; then says "an interrupted press leaves nothing" [ ! -e stopped.csv -a ! -e stopped.csv.partial ]; fi
fi

# ---- measured traces
trace="$source/data/traces/back-palm.csv"
says "a trace is read" exits 0 touch strokes "$trace"
says "its dose is told" said '^ impulse .* N s '
for word in 'mean force' 'peak force' 'mean pressure' 'peak pressure' rate duty speed path angle 'tangential ratio'; do
  says "with $word" said "^ $word "
done
says "it fits a page's width" at_most_110_columns "$work/out"
cp "$work/out" strokes
says "the impulse of the strokes is within 1 % of the trace's" awk '$1 == "impulse" { d = $6; if (d < 0) d = -d; exit !(d <= 1) }' strokes
{
  printf 'schema: knead/1\nkind: scene\nperson: {condition: healthy}\ntreatment:\n'
  sed -n '/^  strokes:/,$p' strokes
} >pasted.yaml
says "its last lines are the strokes of a scene" exits 0 check pasted.yaml
says "which knead check tells one by one" said '^     2\.   petrissage of the low back'
says "a smaller tool presses harder" exits 0 touch strokes "$trace" --tool thumb
says "than the palm" awk 'FNR == 1 { file++ } $1 == "mean" && $2 == "pressure" { p[file] = $4 } END { exit !(p[2] > 5 * p[1]) }' strokes "$work/out"
says "the same as JSON" exits 0 touch strokes "$trace" --json
says "names its figures" said '"impulse_N_s":'
says "and its strokes" said '"technique":"effleurage"'
says "an unknown tool is wrong usage" exits 2 touch strokes "$trace" --tool thum
says "the nearest tool is suggested" complained 'did you mean "thumb"'
says "a file of a tool presses too" exits 0 touch strokes "$trace" --tool palm-fixed-area
says "and its strokes name the nearest that sessions know" said '# sessions do not know it.* the palm'
says "so does a rigid one" exits 0 touch strokes "$trace" --tool "$source/data/tools/sphere-20.yaml"
says "as the elbow" said 'tool: elbow'
says "a stack is no tool" exits 3 touch strokes "$trace" --tool "$source/data/stacks/back.yaml"
says "a trace is needed" exits 2 touch strokes
says "a trace that is not there cannot be read" exits 7 touch strokes missing.csv
says "a faulty trace is refused" exits 3 touch strokes "$source/tests/scenes/bad/trace-faulty.csv"
says "with all its mistakes" complained '^3 errors'
says "a trace of nothing is refused" exits 3 touch strokes "$source/tests/scenes/bad/trace-silent.csv"
says "in words" complained 'nothing ever presses'

# ---- bench
says "the bench works" exits 0 touch bench --seconds 0.5
says "it has both modes" said '^ window'
says "the bench as JSON" exits 0 touch bench --seconds 0.5 --mode single --json
says "names its figures" said '"p99_us":'
says "no step asks for memory" said '"allocations":0'

# ---- the picture
says "a picture is drawn" exits 0 touch show --force 20 --ramp 0.2 --hold 0.1 -o palm.svg
says "it begins as SVG" grep -q '^<svg xmlns="http://www.w3.org/2000/svg"' palm.svg
says "it ends as SVG" [ "$(tail -n 1 palm.svg)" = "</svg>" ]
says "it refers to nothing outside" sh -c '! grep -q "href\|<script\|<image\|@import" palm.svg'
says "it has a title and a description" grep -q '<title>.*</title>' palm.svg
for word in 'force into the tissue, N' 'depth under the tip, mm' 'pressure in the tissue, kPa' 'largest shear strain, %' 'time, s' '20 mm' skin fat muscle bone; do
  says "it shows $word" grep -q ">$word" palm.svg
done
says "no coordinate is missing" sh -c '! grep -q "nan\|inf[^o]" palm.svg'
if command -v xmllint >/dev/null 2>&1; then says "it is well-formed" xmllint --noout palm.svg; fi
says "a sphere on a deep block is drawn too" exits 0 touch show --stack block-nh --tool sphere-43 --depth 3 --ramp 0.1 --hold 0 -o block.svg
says "where there is no bone" sh -c '! grep -q ">bone" block.svg'
exit $failed

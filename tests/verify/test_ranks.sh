#!/bin/sh
# A trial over several processes is the trial:
#   two_ranks_give_the_bytes_of_one   every file, and the hash; both have found pieces
#   a_rank_that_dies_loses_nothing    killed with -9: the log goes on, with another number of ranks and threads, to the same bytes
#   what_is_wrong_is_told_once        by rank 0, whatever the number of ranks
#   without_mpi_it_says_so            a program that stands alone does not run the trial N times over
#   nothing_else_links_mpi            but knead-mpi
set -u
command -v mpirun > /dev/null || { echo "skipped: no mpirun"; exit 77; }
[ -x "$BUILD/knead-mpi" ] || { echo "skipped: built without MPI"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
fault() { echo "$*"; failed=1; }
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_plm_rsh_agent=sh OMPI_MCA_btl_vader_single_copy_mechanism=none OMPI_MCA_hwloc_base_binding_policy=none
export ASAN_OPTIONS=detect_leaks=0
cat > "$tmp/small.yaml" <<'Y'
schema: knead/1
kind: trial
people: chronic-low-back-pain
recruitment: {people: 18, looks: 6}
treatment: {technique: relaxing-room, duration: 30 min, times: 1 / week, weeks: 1}
compared-with: [nothing]
observe: {at: [before, end of course], outcomes: [pain, disability-back]}
therapists: {count: 2, force: 0.2, warmth: 0.1}
strokes: own
seed: 22
Y
K="$KNEAD trial $tmp/small.yaml --rows"
same() { # the files of two folders of results
  for f in results.csv arms.csv people.csv readings.csv methods.md datapackage.json trial.h5; do
    [ ! -e "$tmp/a/$f" ] || cmp "$tmp/a/$f" "$tmp/$1/$f" || fault "$f differs: $2"
  done
  [ "$(grep '"hash"' "$tmp/a/manifest.json")" = "$(grep '"hash"' "$tmp/$1/manifest.json")" ] || fault "another hash: $2"
}
$K -q -j 1 --out "$tmp/a" > "$tmp/a.txt" || fault "one process failed with $?"

mpirun -n 2 $K --out "$tmp/b" > "$tmp/b.txt" 2> "$tmp/b.err" || fault "two ranks failed with $?: $(cat "$tmp/b.err")"
same b "two ranks"
grep -Eq '2 processes; pieces of work found by each: [1-9][0-9]* [1-9]' "$tmp/b.err" || fault "not both worked: $(cat "$tmp/b.err")"
[ "$(grep -c 'flow of participants' "$tmp/b.txt")" -eq 1 ] || fault "the results were not printed once"

rank_1() { # the process that has this rank
  for p in $(cat "/proc/$1/task/$1/children" 2> /dev/null); do
    tr '\0' '\n' < "/proc/$p/environ" 2> /dev/null | grep -qx 'OMPI_COMM_WORLD_RANK=1' && echo "$p"
  done
}
for try in 1 2 3 4 5; do # a run that is quicker than the killer is begun again
  rm -rf "$tmp/c" "$tmp/c.log"
  mpirun -n 3 $K -q --out "$tmp/c" > "$tmp/c.txt" 2>&1 &
  pid=$!
  victim=
  while [ -z "$victim" ] && kill -0 $pid 2> /dev/null; do victim=$(rank_1 $pid); done
  while kill -0 "$victim" 2> /dev/null; do # killed with the first piece
    [ -f "$tmp/c.log" ] && [ "$(wc -l < "$tmp/c.log")" -ge 2 ] && kill -9 "$victim" && break
  done
  wait $pid || break
done
[ -f "$tmp/c.log" ] || fault "the log is gone with the rank"
[ ! -e "$tmp/c" ] || fault "results of a run that died"
mpirun -n 2 $K -q -j 2 --resume --out "$tmp/c" > "$tmp/c.txt" 2> "$tmp/c.err" || fault "could not go on: $(cat "$tmp/c.err")"
same c "after a rank had died"

sed 's/weeks: 1/weaks: 1/' "$tmp/small.yaml" > "$tmp/wrong.yaml"
mpirun -n 2 "$KNEAD" trial "$tmp/wrong.yaml" > /dev/null 2> "$tmp/w.err" && fault "a wrong file was not refused"
[ "$(grep -c 'did you mean `weeks`' "$tmp/w.err")" -eq 1 ] || fault "not told once: $(cat "$tmp/w.err")"

cp "$KNEAD" "$tmp/knead"
OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=0 "$tmp/knead" trial "$tmp/small.yaml" > /dev/null 2> "$tmp/n.err"
[ $? -eq 2 ] || fault "without MPI it did not refuse"
grep -q 'made without MPI' "$tmp/n.err" || fault "not told: $(cat "$tmp/n.err")"

if command -v objdump > /dev/null; then
  objdump -p "$KNEAD" | grep -q 'NEEDED.*libmpi' && fault "knead links MPI"
  objdump -p "$BUILD/knead-mpi" | grep -q 'NEEDED.*libmpi' || fault "knead-mpi does not"
fi
[ "$failed" -eq 0 ] && echo "two ranks give the bytes of one; a rank that dies loses nothing; what is wrong is told once"
exit "$failed"

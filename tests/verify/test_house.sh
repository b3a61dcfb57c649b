#!/bin/sh
# The house rules that a compiler does not check:
#   includes go one way only     lane <- rooms <- touch <- chain; lane <- solve; {chain, solve} <- sim <- {study, io, mpi} <- evidence <- app
#   no_writable_global           libknead keeps nothing between calls but in the objects of its callers
#   no_print_no_exit             libknead never prints, ends the program, reads a file or looks at a clock
# Each check must also find a fault that was put there for it.
set -eu
here=$(pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
fault() { echo "$*"; failed=1; }

# includes <root>: prints each forbidden include of <root>/src and <root>/include as file:line
includes() {
  (cd "$1" && find src include -name '*.[ch]' -o -name '*.def' -o -name '*.cc' | sort) > "$tmp/files"
  (cd "$1"; xargs grep -n '^[[:space:]]*#[[:space:]]*include' /dev/null < "$tmp/files" || true) |
    awk -v files="$tmp/files" '
    BEGIN {
      while ((getline f < files) > 0) there[f] = 1
      there["include/knead/names.h"] = 1 # generated, as the four below
      there["include/tables/technique.def"] = there["include/tables/region.def"] = 1
      there["include/generated/kernel.h"] = there["include/generated/prepare.h"] = 1
      rooms = "hand tissue flow repair nerve mind outcome"
      n = split(rooms, room, " ")
      may["lane"] = "lane"
      for (i = 1; i <= n; i++) { may[room[i]] = "lane " room[i]; is_room[room[i]] = 1 }
      may["touch"] = "lane hand tissue flow touch knead tables" # the first three rooms on the touch clock
      may["chain"] = "lane chain touch generated " rooms
      may["solve"] = "lane solve"
      may["sim"] = "lane touch chain solve sim outcome knead tables" # outcome is the one room that no other room and no chain reads
      may["study"] = "lane sim study knead"
      may["io"] = "lane io knead"
      may["evidence"] = "lane sim study io evidence knead"
      may["mpi"] = "mpi knead"
      may["app"] = "io app knead study evidence mpi"
      may["knead"] = "knead"
      # who may use a library that is not the C library, and who may not use the mathematics of the C library
      owner["cvodes"] = owner["nvector"] = owner["sunmatrix"] = owner["sunlinsol"] = owner["sundials"] = "solve"
      owner["Random123"] = "lane"
      owner["libfyaml.h"] = owner["jansson.h"] = "io app"
      owner["mpi.h"] = "mpi"
      owner["math.h"] = "solve sim study io evidence app"
    }
    function has(list, x) { return index(" " list " ", " " x " ") > 0 }
    function folder(path, part) {
      split(path, part, "/")
      return part[1] == "include" ? (part[2] == "tables" || part[2] == "generated" ? part[2] : "knead") : part[2]
    }
    function plain(path, part, n, i, top, out) { # without . and ..
      n = split(path, part, "/"); top = 0
      for (i = 1; i <= n; i++) {
        if (part[i] == "." || part[i] == "") continue
        if (part[i] == ".." && top > 0) top--
        else out[++top] = part[i]
      }
      path = out[1]
      for (i = 2; i <= top; i++) path = path "/" out[i]
      return path
    }
    {
      split($0, field, ":"); file = field[1]; line = field[2]
      from = folder(file)
      where = file ":" line ": "
      if (match($0, /"[^"]*"/)) {
        name = substr($0, RSTART + 1, RLENGTH - 2)
        dir = file; sub(/[^\/]*$/, "", dir)
        target = plain(dir name)
        if (!(target in there) && ("src/" name in there)) target = "src/" name
        if (!(target in there) && ("include/" name in there)) target = "include/" name
        if (!(target in there)) { print where name " is not there"; next }
      } else if (match($0, /<[^>]*>/)) {
        name = substr($0, RSTART + 1, RLENGTH - 2)
        if (name ~ /^(knead|tables|generated)\//) target = "include/" name
        else {
          top = name; sub(/\/.*/, "", top)
          if (top in owner && !has(owner[top], from)) print where from " may not use <" name ">"
          next
        }
      } else next # the name is a macro: the number type of lane
      to = folder(target)
      if (!(from in may)) print where "nobody said what src/" from " may include"
      # any layer above the rooms may list their tables; the equations themselves go through the chain
      else if (!has(may[from], to) && !(from == "sim" && is_room[to] && target ~ /\.def$/))
        print where from " may not include " to " (" target ")"
    }'
}

violations=$(includes "$here")
[ -z "$violations" ] || fault "$violations"

# put <file> <include line> <words of the expected complaint>: a copy of the tree with one bad include must be found out
put() {
  rm -rf "$tmp/tree" && mkdir "$tmp/tree" && cp -r "$here/src" "$here/include" "$tmp/tree"
  echo "$2" > "$tmp/tree/$1"
  found=$(includes "$tmp/tree")
  case "$found" in
    *"$1:1: $3"*) ;;
    *) fault "a bad include in $1 was not found: $2" ;;
  esac
}
put src/repair/bad.h '#include "../nerve/nerve.rhs.h"' 'repair may not include nerve'
put src/lane/bad.h '  #  include "../mind/mind.def"' 'lane may not include mind'
put src/flow/bad.c '#include "chain/chain.rhs.h"' 'flow may not include chain'
put src/solve/bad.c '#include "../chain/session.h"' 'solve may not include chain'
put src/sim/bad.c '#include "../nerve/nerve.rhs.h"' 'sim may not include nerve'
put src/io/bad.c '#include "../sim/sim.h"' 'io may not include sim'
put src/app/cli/bad.c '#include "../../lane/unit.h"' 'app may not include lane'
put src/app/cli/worse.c '#include "../../sim/sim.h"' 'app may not include sim'
put include/knead/bad.h '#include "../../src/lane/unit.h"' 'knead may not include lane'
put src/mind/bad.c '#include <math.h>' 'mind may not use <math.h>'
put src/chain/bad.c '#include <cvodes/cvodes.h>' 'chain may not use <cvodes/cvodes.h>'
put src/study/bad.c '#include <mpi.h>' 'study may not use <mpi.h>'
put src/mpi/bad.c '#include "../study/board.h"' 'mpi may not include study'
put src/hand/bad.c '#include <tables/technique.def>' 'hand may not include tables'
put src/sim/lost.c '#include "../tissue/nowhere.h"' '../tissue/nowhere.h is not there'

# What is kept in writable memory: data with a size in .data, .bss, .tdata, .tbss or common. Tables of names, which the
# loader relocates and then protects, are in .data.rel.ro.
writable() {
  objdump -t "$1" | awk '
    /:[ \t]+file format/ { object = $1; sub(/:$/, "", object); next }
    NF >= 4 {
      line = $0; sub(/^[0-9a-f]+ /, "", line); kind = substr(line, 1, 7); rest = substr(line, 8)
      split(rest, part, /[ \t]+/); section = part[1] == "" ? part[2] : part[1]; size = part[1] == "" ? part[3] : part[2]
      if (kind ~ /d/ || section ~ /^\.data\.rel\.ro/) next
      if (section ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ && size !~ /^0*$/) print object ": " section " " $NF
    }'
}
# What a library that only computes does not call
calls() {
  nm -A -u "$1" 2>/dev/null | awk '
    BEGIN {
      n = split("printf fprintf vprintf vfprintf dprintf puts fputs putchar putc fputc fwrite write perror psignal stdout " \
        "stderr stdin exit _exit _Exit quick_exit abort __assert_fail raise kill signal longjmp fopen fdopen freopen open " \
        "openat read fread scanf fscanf getenv setlocale time clock clock_gettime gettimeofday rand srand random " \
        "drand48 system", bad, " ")
      for (i = 1; i <= n; i++) never[bad[i]] = never["__" bad[i] "_chk"] = 1
    }
    { name = $NF; sub(/@.*/, "", name) } name in never { print $1 " " name }'
}
library=${LIBKNEAD:?the path of libknead.a}
if nm -u "$library" 2>/dev/null | grep -q '__asan_\|__ubsan_'; then
  echo "the sanitizers keep data and print on their own: the checks of the library are left to the other builds"
else
  kept=$(writable "$library")
  [ -z "$kept" ] || fault "writable globals: $kept"
  called=$(calls "$library")
  [ -z "$called" ] || fault "calls of libknead that print, exit, read or look at a clock: $called"
fi

cat > "$tmp/bad.c" <<'BAD'
#include <stdio.h>
#include <stdlib.h>
int counter;
static int started = 1;
static _Thread_local int each;
static const char *names[] = {"may", "be", "changed"};
static const char *const fixed[] = {"may", "not"};
int bad(int i) {
  static int calls;
  if (i > 3) exit(1);
  printf("%s %s %d", names[i], fixed[i & 1], calls++ + started++ + each++);
  names[i] = "now";
  return counter++;
}
int good(char *s, size_t n) { return snprintf(s, n, "%s", fixed[1]); }
BAD
"${CC:-cc}" -O2 -fPIC -fcommon -c "$tmp/bad.c" -o "$tmp/bad.o"
ar rc "$tmp/bad.a" "$tmp/bad.o"
for name in counter started each names calls; do
  writable "$tmp/bad.a" | grep -q "[ .]$name" || fault "the writable global $name was not found"
done
if writable "$tmp/bad.a" | grep -q fixed; then fault "a constant table was taken for a writable one"; fi
for name in exit printf; do
  calls "$tmp/bad.a" | grep -q " $name\$" || fault "the call of $name was not found"
done
if calls "$tmp/bad.a" | grep -q snprintf; then fault "snprintf only writes to memory"; fi
[ "$failed" -eq 0 ] && echo "includes go one way; no writable global; nothing prints, exits, reads or looks at a clock"
exit "$failed"

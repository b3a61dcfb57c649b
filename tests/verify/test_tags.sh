#!/bin/sh
# Every equation's tag, such as [repair 7] [J14] [B-V3], in a comment of the rooms, the chain or everyday life, stands
#   in_its_page      docs/theory/<room>.md or another page that says "Of the room `<room>`", or the test fails
#   in_a_test        some file under tests/, as the tag or spelled without brackets; else a warning, for now
# The check must also find a tag that was put there for it. Run from the source tree.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# tags <root>: "page tag" a line, of all comments
tags() {
  (cd "$1" && for f in src/*/*.rhs.h src/chain/*.h src/sim/life.c; do
    [ -f "$f" ] || continue
    room=${f#src/}
    room=${room%%/*}
    [ "$room" = sim ] && room=chain
    awk -v room="$room" '
      {
        at = match($0, /\/[\/*]/)
        if (!at) next
        s = substr($0, at)
        while (match(s, /\[([a-z]+ |[A-Z]|[A-Z]-[A-Z])[0-9]+\]/)) {
          print room " " substr(s, RSTART, RLENGTH)
          s = substr(s, RSTART + RLENGTH)
        }
      }' "$f"
  done) | sort -u
}

# unwritten <root>: tags that no page of their room shows
unwritten() {
  tags "$1" | while read -r room tag; do
    pages="$1/docs/theory/$room.md $(grep -lsF -- "Of the room \`$room\`" "$1"/docs/theory/*.md || true)"
    # shellcheck disable=SC2086 # pages are words
    grep -qsF -- "$tag" $pages || echo "$tag of src/$room is not in docs/theory/$room.md"
  done
}

# untested <root>: tags that no test names. T1 and its like also number behaviours, so they need their brackets.
untested() {
  find "$1/tests" -type f ! -name '*.f64' ! -name test_tags.sh -exec cat {} + > "$tmp/text"
  tags "$1" | sed 's/^[a-z]* //' | sort -u | while read -r tag; do
    name=${tag#[}
    name=${name%]}
    grep -F -- "$name" "$tmp/text" | awk -v tag="$tag" -v name="$name" '
      index($0, tag) { found = 1 }
      name !~ /^T[0-9]/ {
        s = " " $0 " "
        while ((i = index(s, name)) > 0) {
          before = substr(s, i - 1, 1); after = substr(s, i + length(name), 1)
          if (before !~ /[A-Za-z0-9_.-]/ && after !~ /[A-Za-z0-9_]/) found = 1
          s = substr(s, i + length(name))
        }
      }
      END { exit !found }' || echo "$tag"
  done
}

count=$(tags . | wc -l)
[ "$count" -gt 90 ] || { echo "only $count tags found: run this from the source tree"; exit 1; }
failed=0
missing=$(unwritten .)
[ -z "$missing" ] || { echo "$missing"; failed=1; }
bare=$(untested .)
[ -z "$bare" ] || echo "warning: no test names $(echo "$bare" | tr '\n' ' ')"

mkdir -p "$tmp/src/flow" "$tmp/docs/theory" "$tmp/tests"
echo '  // [G5] dv/dt   [flow 2]' > "$tmp/src/flow/flow.rhs.h"
echo '  y[G6] = x[H7]; /* [K-V4] */' >> "$tmp/src/flow/flow.rhs.h"
echo 'the tag [G5] and G50' > "$tmp/docs/theory/flow.md"
echo '// [H1]' > "$tmp/src/flow/other.rhs.h"
echo 'Of the room `flow`: [H1], and Of the room `repair`' > "$tmp/docs/theory/second.md"
echo '[K-V4] on the page of another room' > "$tmp/docs/theory/third.md"
echo 'G50 and flow 2' > "$tmp/tests/test_flow.c"
expected="[K-V4] of src/flow is not in docs/theory/flow.md
[flow 2] of src/flow is not in docs/theory/flow.md"
[ "$(unwritten "$tmp" | sort)" = "$(echo "$expected" | sort)" ] || { echo "planted tags were not found out:"; unwritten "$tmp"; failed=1; }
[ "$(untested "$tmp" | sort | tr '\n' ' ')" = "[G5] [H1] [K-V4] " ] || { echo "planted tags without a test were not found out:"; untested "$tmp"; failed=1; }

echo "$count tags, $(echo "$missing" | grep -c . || true) without a page, $(echo "$bare" | grep -c . || true) without a test"
exit $failed

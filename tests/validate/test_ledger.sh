#!/bin/sh
# The ledger is whole: no quantity or id stands in two rows, every row is in docs/validation.md with its interval's source, and
# tools/ledger knows every table. That the page's numbers are today's: make validation-page.
set -eu
failed=0
rows=$(cat tests/validate/*.def | sed -n 's/^KN_ROW(\([A-Z_0-9]*\), "\([^"]*\)".*/\1	\2/p')
count=$(printf '%s\n' "$rows" | wc -l)
[ "$count" -gt 100 ] || { echo "only $count rows found: run this from the source tree"; exit 1; }
for column in 1 2; do
  twice=$(printf '%s\n' "$rows" | cut -f $column | sort | uniq -d)
  [ -z "$twice" ] || { printf 'twice in the ledger: %s\n' "$twice"; failed=1; }
done
printf '%s\n' "$rows" | cut -f 2 | while read -r quantity; do
  grep -qF -- "| $quantity |" docs/validation.md || { echo "not in docs/validation.md: $quantity"; exit 1; }
done || failed=1
shown=$(grep -cE '\| (inside|\*\*outside\*\*) \|' docs/validation.md)
[ "$shown" -eq "$count" ] || { echo "docs/validation.md shows $shown rows, the tables have $count"; failed=1; }
for table in tests/validate/*.def; do
  grep -qw "$(basename "$table" .def)" tools/ledger || { echo "tools/ledger does not know $table"; failed=1; }
done
[ "$failed" -eq 0 ] && echo "$count rows, each once, all in docs/validation.md"
exit "$failed"

#!/bin/sh
# Every unit of units.def means what the udunits2 program means by it: factor, offset and dimension.
set -eu
table=$("$BUILD/tests/verify-units" --table)
command -v udunits2 >/dev/null || { echo "udunits2 is missing (Debian package udunits-bin)"; exit 1; }

# agrees factor offset si-unit udunits-spelling: udunits2 prints six digits only, so it is asked by how much the unit
# differs from what the table says: "mmHg" in "Pa @ 133.322387415" is 0. (An integer after @ would be a time of day.)
agrees() {
  one=$(awk -v f="$1" -v o="$2" 'BEGIN { printf "%.17e", f + o }')
  rest=$(udunits2 -H "($4)" -W "($3) @ $one" 2>&1 | sed -n 's/^ *1 .* = \([-+0-9.e]*\) .*/\1/p' | head -n 1)
  slope=$(udunits2 -H "($4)" -W "($3)" 2>&1 | sed -n 's/^ *x.* = \([-+0-9.e]*\)\*(x.*/\1/p;s/^ *x.* = (x.*/1/p' | head -n 1)
  awk -v r="$rest" -v s="$slope" -v f="$1" -v o="$one" 'BEGIN {
    if (r == "" || s == "") exit 1
    if (r < 0) r = -r
    d = s - f; if (d < 0) d = -d
    exit !(r <= 1e-13 * o && d <= 1e-5 * f) }'
}

count=0
bad=0
skipped=""
while IFS='|' read -r name factor offset si ud; do
  [ -n "$ud" ] || { skipped="$skipped $name"; continue; }
  count=$((count + 1))
  agrees "$factor" "$offset" "$si" "$ud" && continue
  echo "$name: $factor, $offset [$si] here; udunits2 says:" "$(udunits2 -H "($ud)" -W "($si)" 2>&1 | tr -s ' \n' ' ')"
  bad=$((bad + 1))
done <<TABLE
$table
TABLE
echo "$((count - bad)) of $count units agree with udunits2 to 13 digits; not known to it:$skipped"

# The comparison itself must notice a wrong digit, a wrong offset and a wrong dimension
for wrong in "133.32238741|0|m-1 kg s-2|mmHg" "1|273.16|K|degC" "1000|0|m-1 kg s-3|kPa" "60|0|s|hour"; do
  IFS='|' read -r factor offset si ud <<WRONG
$wrong
WRONG
  if agrees "$factor" "$offset" "$si" "$ud"; then
    echo "$ud passed as $factor, $offset [$si]"
    bad=$((bad + 1))
  fi
done
[ "$count" -gt 30 ] && [ "$bad" -eq 0 ]

# Run by inetd for each caller, whose connection is standard input and output: takes a free slot, and is joined to it.
exec 2>/dev/null
tries=0
while :; do
  for free in "$1"/free/*; do
    slot=${free##*/}
    [ -e "$free" ] && mv "$free" "$1/taken/" && break 2
  done
  tries=$((tries + 1))
  [ $tries -lt 500 ] || exit 1
  sleep 0.02
done
{
  dd bs=64k <"$1/$slot.out"
  kill $$
} &
exec dd bs=64k >"$1/$slot.in"

# Runs in a node: waits for one caller, and is their connection to the test. What they say goes to standard output, what
# standard input says goes to them.
# dd hands on what it reads as it comes; cat may try sendfile, which on some kernels never ends between two pipes.
# $1 the relay's directory, $2 the slot's name
# 9 keeps standard error open, for the sake of standard input: see relay.sh.
exec 3<&0 9>&2 2>/dev/null
in=$1/$2.in
out=$1/$2.out
mkfifo "$in" "$out" || exit 1
# Opened for reading too, so that the end of standard input is noticed also where no caller comes.
dd bs=64k <&3 1<>"$out" &
answers=$!
{
  dd bs=64k <"$in"
  kill $answers
} &
: >"$1/free/$2"
wait $answers
rm -f "$1/free/$2" "$1/taken/$2"
# Lets go whoever still waits for a caller.
: <>"$in"
rm -f "$in" "$out"

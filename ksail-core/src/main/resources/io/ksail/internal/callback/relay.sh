# Runs in a node: listens on a port for callers from inside the nested cluster, until standard input ends, which it does
# when the connection to the test does. BusyBox's inetd is the one listener that the image of K3s has.
# $1 port, $2 tcp or tcp6, $3 own directory, $4 that of the relay before, whose connection was lost, $5 what a caller runs
# containerd ends standard input as soon as nobody has standard error open any more: 9 keeps it.
exec 9>&2 2>/dev/null
waiting=$(printf ':%04X [0:]* 0A ' "$1")
if [ -s "$4/pid" ]; then
  kill "$(cat "$4/pid")"
  while grep -q "$waiting" "/proc/net/$2" && [ -d "$4" ]; do sleep 0.02; done
fi
if grep -q "$waiting" /proc/net/tcp /proc/net/tcp6; then
  echo taken
  exit 1
fi
mkdir -p "$3/free" "$3/taken"
printf '%s\n' "$5" >"$3/caller.sh"
echo "$1 stream $2 nowait $(id -un) /bin/sh sh $3/caller.sh $3" >"$3/inetd.conf"
busybox inetd -f "$3/inetd.conf" </dev/null >/dev/null 9>&- &
listener=$!
trap 'kill $listener; rm -rf "$3"' EXIT
echo $listener >"$3/pid"
until grep -q "$waiting" "/proc/net/$2"; do
  kill -0 $listener || exit 1
  sleep 0.02
done
echo listening
cat >/dev/null

# Runs as the first process of an embedded host: writes K3s' files, begins to guard the host, and becomes K3s.
# $0: the guard's script, $@: K3s and its arguments. REGISTRIES: K3s' registries.yaml, or nothing.
if [ -n "$REGISTRIES" ]; then
  mkdir -p /etc/rancher/k3s
  printf '%s\n' "$REGISTRIES" > /etc/rancher/k3s/registries.yaml
fi
sh -c "$NETWORK" "$NETWORK_FILE" "$POD_RANGE"
sh -c "$0" &
unset NETWORK
exec "$@"

# Runs in a node: registries and what containerd is told of them, in pairs.
while [ $# -gt 1 ]; do
  mkdir -p "/etc/containerd/certs.d/$1" || exit
  printf '%s' "$2" >"/etc/containerd/certs.d/$1/hosts.toml" || exit
  shift 2
done

# Runs in a node: reads kubeadm's configuration, keeps it where Kind keeps it, and goes by it.
# $1 init or join, then further options
command=$1
shift
cat >/kind/kubeadm.conf || exit
[ "$command" = init ] && set -- --skip-token-print "$@"
exec kubeadm "$command" --config=/kind/kubeadm.conf --v=1 "$@"

# Runs in a node: reads kubeadm's configuration, keeps it where Kind keeps it, and goes by it.
# $1 init or join, then further options
command=$1
shift
cat >/kind/kubeadm.conf || exit
# What is secret is not for anybody's log.
[ "$command" = init ] && set -- --skip-token-print --skip-certificate-key-print "$@"
exec kubeadm "$command" --config=/kind/kubeadm.conf --v=1 "$@"

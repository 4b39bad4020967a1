# Runs in the first node while kubeadm is still at it: applies the network's manifest, which is standard input and may be
# empty, and that of the storage class ($1), as soon as the API server takes them.
cat >/kind/ksail-network.yaml || exit
set -- -f "$1"
[ -s /kind/ksail-network.yaml ] && set -- -f /kind/ksail-network.yaml "$@"
tries=0
while :; do
  kubeconfig=/etc/kubernetes/super-admin.conf
  [ -s $kubeconfig ] || kubeconfig=/etc/kubernetes/admin.conf
  if [ -s $kubeconfig ]; then
    words=$(kubectl --kubeconfig=$kubeconfig apply --validate=false "$@" 2>&1) && exit 0
  fi
  tries=$((tries + 1))
  if [ $tries -ge 600 ]; then
    echo "$words" >&2
    exit 1
  fi
  sleep 0.2
done

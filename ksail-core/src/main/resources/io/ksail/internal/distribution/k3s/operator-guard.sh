# Runs in the pod ksail-operator: deletes this namespace, and the operator k3k with it, when the host has had no cluster of
# that operator for as long as it says. What the operator has outside of the namespace belongs to the namespace.
# The first cluster has as long as it may take to become ready.
trap 'exit 0' TERM
unused=0
limit=$FIRST_SECONDS
while :; do
  sleep "$PAUSE_SECONDS" & wait $!
  clusters=$(kubectl get clusters.k3k.io --all-namespaces -o name 2>&1)
  case "$clusters" in
    *"No resources found"* | *"doesn't have a resource type"*) clusters= ;;
  esac
  if [ -n "$clusters" ]; then
    unused=0
    limit=$UNUSED_SECONDS
    continue
  fi
  unused=$((unused + PAUSE_SECONDS))
  if [ "$unused" -ge "$limit" ]; then
    echo "no cluster for $unused s: deleting $NAMESPACE"
    kubectl delete --raw "/api/v1/namespaces/$NAMESPACE"
  fi
done

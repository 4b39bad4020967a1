# Runs in the pod ksail-lease: deletes this namespace once its lease has not been renewed for as long as it lasts.
# Counts by itself instead of comparing clocks: a renewal is a change of the annotation, whatever it says. A namespace
# without the annotation is wanted for good.
trap 'exit 0' TERM
last=
silent=0
while :; do
  sleep "$PAUSE_SECONDS" & wait $!
  silent=$((silent + PAUSE_SECONDS))
  expires=$(kubectl get namespace "$NAMESPACE" -o 'jsonpath={.metadata.annotations.ksail\.io/expires}') || continue
  [ -n "$expires" ] || exit 0
  if [ "$expires" != "$last" ]; then
    last=$expires
    silent=0
  elif [ "$silent" -ge "$LEASE_SECONDS" ]; then
    echo "the lease of $NAMESPACE was last renewed $silent s ago, until $expires: deleting it"
    kubectl delete namespace "$NAMESPACE" --wait=false
  fi
done

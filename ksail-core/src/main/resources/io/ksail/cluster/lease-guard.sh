# Runs in the pod ksail-lease: deletes this namespace once its lease has not been renewed for as long as it lasts.
# Counts by itself instead of comparing clocks: a renewal is a change of the annotation, whatever it says. A namespace
# without the annotation is wanted for good. ksail.io/lease-seconds says how long, where it is longer than at first.
trap 'exit 0' TERM
last=
silent=0
while :; do
  sleep "$PAUSE_SECONDS" & wait $!
  silent=$((silent + PAUSE_SECONDS))
  seen=$(kubectl get namespace "$NAMESPACE" -o 'jsonpath={.metadata.resourceVersion};{.metadata.annotations.ksail\.io/expires};{.metadata.annotations.ksail\.io/lease-seconds}') || continue
  expires=$(echo "$seen" | cut -d ';' -f 2)
  lease=$(echo "$seen" | cut -d ';' -f 3)
  [ -n "$expires" ] || exit 0
  if [ "$expires" != "$last" ]; then
    last=$expires
    silent=0
  elif [ "$silent" -ge "${lease:-$LEASE_SECONDS}" ]; then
    echo "the lease of $NAMESPACE was last renewed $silent s ago, until $expires: deleting it"
    # What would hold the namespace; gone already is as good.
    for object in $DELETED_FIRST; do
      kubectl delete --raw "$object" || true
    done
    # Only as it was seen: somebody may have begun to use it this moment.
    echo "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"preconditions\":{\"resourceVersion\":\"${seen%%;*}\"}}" |
      kubectl delete --raw "/api/v1/namespaces/$NAMESPACE" -f -
  fi
done

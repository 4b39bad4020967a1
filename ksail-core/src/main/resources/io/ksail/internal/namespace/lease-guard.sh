# Runs in the pod ksail-lease: deletes this namespace once its lease has not been renewed for as long as it lasts.
# Counts by itself instead of comparing clocks: a renewal is a change of the annotation, whatever it says. Only silence
# between two answers of the API counts: while it does not answer, nobody knows whether somebody renews. A namespace
# without the annotation is wanted for good. ksail.io/lease-seconds says how long, where it is longer than at first.
trap 'exit 0' TERM
last=
silent=0
watched=
while :; do
  sleep "$PAUSE_SECONDS" & wait $!
  seen=$(kubectl get namespace "$NAMESPACE" -o 'jsonpath={.metadata.resourceVersion};{.metadata.annotations.ksail\.io/expires};{.metadata.annotations.ksail\.io/lease-seconds}') || {
    watched=
    continue
  }
  [ -z "$watched" ] || silent=$((silent + PAUSE_SECONDS))
  watched=yes
  expires=$(echo "$seen" | cut -d ';' -f 2)
  lease=$(echo "$seen" | cut -d ';' -f 3)
  case "$lease" in '' | *[!0-9]* | ??????????*) lease=$LEASE_SECONDS ;; esac
  [ -n "$expires" ] || exit 0
  if [ "$expires" != "$last" ]; then
    last=$expires
    silent=0
  elif [ "$silent" -ge "$lease" ]; then
    echo "the lease of $NAMESPACE was last renewed $silent s ago, until $expires: deleting it"
    # Only as it was seen: somebody may have begun to use it this moment. Who used it reads why it is gone.
    signed=$(kubectl patch namespace "$NAMESPACE" --type merge -o 'jsonpath={.metadata.resourceVersion}' \
      -p "{\"metadata\":{\"resourceVersion\":\"${seen%%;*}\",\"annotations\":{\"ksail.io/deleted-by\":\"its lease's pod ksail-lease, which saw no renewal for $silent s\"}}}") || continue
    # What would hold the namespace; gone already is as good.
    for object in $DELETED_FIRST; do
      kubectl delete --raw "$object" || true
    done
    echo "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"preconditions\":{\"resourceVersion\":\"$signed\"}}" |
      kubectl delete --raw "/api/v1/namespaces/$NAMESPACE" -f -
  fi
done

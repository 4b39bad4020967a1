# Runs in an embedded host, beside K3s: ends the host when nobody has held it for as long as they said. A host is held by
# Leases of the label ksail.io/host-holder, each for leaseDurationSeconds after its last renewal, and by clusters whose own
# lease has not expired. Counts by itself instead of comparing clocks: a renewal is a change of the Lease, and only time
# between two answers of the API counts. Whoever comes changes the Lease ksail-host after making its own; the end is written
# there too, on condition that nobody came since: so nobody uses a host that is ending.
pause=$PAUSE_SECONDS
ages=/run/ksail-holders
mkdir -p "$ages"
idle=0
unanswered=0

end() {
  echo "ksail: $1: this host ends"
  kill -TERM 1
  sleep 15
  kill -KILL -1
  exit
}

# What holds the host, one word each; as a side effect, how long each Lease has not been renewed.
holders() {
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  while IFS=';' read -r kind name version seconds deleted expires holder; do
    case $kind in
      Namespace)
        [ -n "$deleted" ] && continue
        # While it is being made, its process holds the host.
        case $expires in P*) continue ;; esac
        [ -n "$expires" ] && [ "$(printf '%s\n%s\n' "$expires" "$now" | sort | head -n 1)" = "$expires" ] && continue
        echo "$name"
        ;;
      Lease)
        [ -n "$holder" ] || continue
        case $seconds in '' | *[!0-9]* | ??????????*) seconds=0 ;; esac
        age=0
        last=
        [ -f "$ages/$name" ] && read -r last age < "$ages/$name"
        if [ "$last" = "$version" ]; then age=$((age + pause)); else age=0; fi
        echo "$version $age" > "$ages/$name"
        [ "$age" -lt "$seconds" ] && echo "$name"
        ;;
    esac
  done
}

while :; do
  sleep "$pause"
  seen=$(kubectl get leases.coordination.k8s.io,namespaces --all-namespaces -l ksail.io/managed-by=ksail -o 'jsonpath={range .items[*]}{.kind};{.metadata.name};{.metadata.resourceVersion};{.spec.leaseDurationSeconds};{.metadata.deletionTimestamp};{.metadata.annotations.ksail\.io/expires};{.metadata.labels.ksail\.io/host-holder};{"\n"}{end}' 2>/dev/null) || {
    unanswered=$((unanswered + pause))
    [ "$unanswered" -lt "$UNANSWERED_SECONDS" ] || end "its API has not answered for $unanswered s"
    continue
  }
  unanswered=0
  if [ -n "$(echo "$seen" | holders)" ]; then
    idle=0
    continue
  fi
  idle=$((idle + pause))
  gate=$(echo "$seen" | grep '^Lease;ksail-host;' | cut -d ';' -f 3)
  if [ -z "$gate" ]; then
    [ "$idle" -lt "$FIRST_SECONDS" ] || end "nobody came to use it for $idle s"
    continue
  fi
  kubectl --namespace kube-system patch lease ksail-host --type merge >/dev/null 2>&1 \
    -p "{\"metadata\":{\"resourceVersion\":\"$gate\"},\"spec\":{\"holderIdentity\":\"$ENDING\"}}" && end "nobody uses it"
done

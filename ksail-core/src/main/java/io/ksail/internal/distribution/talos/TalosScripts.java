package io.ksail.internal.distribution.talos;

/** What has to wait or to be put together beside the Docker client, in the pod: constant scripts for {@code sh}. */
final class TalosScripts {

    /** Where the tool's files are for whoever is in the pod: on the volume, so that they last as long as the nodes. */
    static final String FILES_IN_POD = "/var/lib/docker/talos";

    /** {@code $1} is a machine configuration; the rest are arguments for Docker's client. */
    static final String START_NODE = """
            USERDATA=$(base64 "$1" | tr -d '\\n') && export USERDATA && shift && exec docker "$@"
            """;

    /** {@code $1} is a node, the rest asks for its stage. */
    static final String AWAIT_STAGE = """
            node=$1
            shift
            until docker "$@" 2>/dev/null | grep -Eq '^ +stage: (booting|running)$'; do
              if [ "$(docker inspect --format '{{.State.Running}}' "$node")" != true ]; then
                docker logs --tail 20 "$node" >&2
                exit 1
              fi
              sleep 0.2
            done
            """;

    /** {@code $1} is a node, the rest tells it to bootstrap; it is told again when that was too early, or got lost. */
    static final String BOOTSTRAP = """
            node=$1
            shift
            until said=$(docker "$@" 2>&1); do
              case $said in
                *AlreadyExists*) break ;;
                *FailedPrecondition* | *DeadlineExceeded* | *Canceled* | *'connection refused'* | *EOF*) sleep 0.3 ;;
                *) printf '%s: %s\\n' "$node" "$said" >&2; exit 1 ;;
              esac
            done
            """;

    /** Arguments for Docker's client, which may have nobody to answer it. */
    static final String IN_TEN_SECONDS = "exec timeout 10 docker \"$@\"";

    private TalosScripts() {}
}

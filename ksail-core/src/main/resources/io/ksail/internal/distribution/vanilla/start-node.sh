# Runs beside the Docker client: starts a node and waits until it takes commands, then says its version of Kubernetes.
# $1 the container's name, then what comes after docker run
name=$1
shift
docker run "$@" >/dev/null || exit
until docker logs "$name" 2>&1 | grep -qE 'Reached target .*Multi-User System|detected cgroup v1'; do
  case $(docker inspect -f '{{.State.Running}} {{.RestartCount}}' "$name") in
    'true 0') sleep 0.1 ;;
    *)
      echo "the node ended before it took commands; its last words:" >&2
      docker logs --tail 15 "$name" >&2 2>&1
      exit 1
      ;;
  esac
done
exec docker exec "$name" cat /kind/version

//go:build smoke

package smoke

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// keeper is a pod, not root, with a volume of the default class that holds what each of its pods appends at its start.
const keeper = `{"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "keeper"}, "spec": {
  "serviceName": "keeper", "selector": {"matchLabels": {"app": "keeper"}},
  "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Mi"}}}}],
  "template": {"metadata": {"labels": {"app": "keeper"}}, "spec": {
    "terminationGracePeriodSeconds": 0, "nodeSelector": {"kubernetes.io/hostname": %q}, "securityContext": {"runAsUser": 1000},
    "containers": [{"name": "keeper", "image": "busybox:1.36", "command": ["sh", "-c", "hostname >> /data/file && touch /tmp/kept && sleep 600"],
      "readinessProbe": {"exec": {"command": ["ls", "/tmp/kept"]}, "periodSeconds": 1},
      "volumeMounts": [{"name": "data", "mountPath": "/data"}]}]}}}}`

func TestVolumeKeepsDataUntilItsClaimIsDeleted(t *testing.T) { keepsData(t, host, "host") }

// keepsData tries a volume on a node of the host cluster.
func keepsData(t *testing.T, on *node, name string) {
	t.Helper()
	began := time.Now()
	namespace := "storage-" + name
	host.must(t, "", "create", "namespace", namespace)
	in := func(arguments ...string) string {
		return host.must(t, "", append([]string{"-n", namespace}, arguments...)...)
	}
	host.must(t, fmt.Sprintf(keeper, name), "-n", namespace, "apply", "-f", "-")
	in("rollout", "status", "statefulset/keeper", "--timeout=30s")
	t.Logf("a pod with a new volume was Ready after %.1f s", time.Since(began).Seconds())

	in("delete", "pod", "keeper-0", "--wait")
	in("rollout", "status", "statefulset/keeper", "--timeout=30s")
	if written := in("exec", "keeper-0", "--", "cat", "/data/file"); written != "keeper-0\nkeeper-0" {
		t.Errorf("the volume holds %q", written)
	}
	volume := in("get", "pvc", "data-keeper-0", "-o=jsonpath={.spec.volumeName}")
	directories := func() string {
		output, err := on.exec("", "ls", "/var/lib/rancher/k3s/storage")
		if err != nil {
			t.Fatal(err)
		}
		return output
	}
	if !strings.Contains(directories(), volume+"_"+namespace+"_data-keeper-0") {
		t.Errorf("%s is not in %s", volume, directories())
	}
	in("delete", "statefulset", "keeper", "--wait")
	in("delete", "pvc", "data-keeper-0", "--wait")
	eventually(t, 10*time.Second, func() error {
		if left := directories() + host.must(t, "", "get", "pv", "-o=name"); strings.Contains(left, volume) {
			return fmt.Errorf("still there: %s", left)
		}
		return nil
	})
	host.must(t, "", "delete", "namespace", namespace, "--wait=false")
}

func TestLocalStorageCanBeDisabled(t *testing.T) {
	n, err := startNode("nostorage", nil, "server", "--disable=local-storage,coredns")
	if err != nil {
		t.Fatal(err)
	}
	if err := n.awaitReady(1); err != nil {
		t.Fatal(err)
	}
	if classes := n.must(t, "", "get", "storageclasses", "-o=name"); classes != "" {
		t.Error(classes)
	}
}

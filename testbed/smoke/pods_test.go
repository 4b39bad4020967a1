//go:build smoke

package smoke

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestAPIIsReachedWithVerifiedTLS(t *testing.T) {
	kubeconfig, err := host.exec("", "cat", "/etc/rancher/k3s/k3s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	published, err := docker("", "port", host.container, "6443/tcp")
	if err != nil {
		t.Fatal(err)
	}
	if err := verified(t, kubeconfig, published); err != nil {
		t.Fatal(err)
	}
}

// web is a pod that serves its own name; on a node and a port of that node, unless these are "" and 0.
func web(name, node string, hostPort int) string {
	return fmt.Sprintf(`{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": %q, "labels": {"app": %q}}, "spec": {
  "nodeName": %q, "terminationGracePeriodSeconds": 0, "containers": [{"name": "web", "image": "busybox:1.36",
    "command": ["sh", "-c", "mkdir /www && hostname > /www/index.html && echo serving && exec httpd -f -p 8080 -h /www"],
    "ports": [{"containerPort": 8080, "hostPort": %d}],
    "readinessProbe": {"httpGet": {"port": 8080}, "periodSeconds": 1},
    "resources": {"requests": {"ephemeral-storage": "10Mi"}, "limits": {"memory": "32Mi", "cpu": "500m"}}}]}}`, name, name, node, hostPort)
}

func TestPod(t *testing.T) {
	host.must(t, web("web", "host", 18080), "apply", "-f", "-")
	host.must(t, "", "wait", "--for=condition=Ready", "pod/web", "--timeout=30s")
	host.must(t, "", "expose", "pod", "web", "--port=80", "--target-port=8080")

	t.Run("log", func(t *testing.T) {
		if log := host.must(t, "", "logs", "web"); log != "serving" {
			t.Error(log)
		}
	})
	t.Run("exec", func(t *testing.T) {
		if output := host.must(t, "hello", "exec", "-i", "web", "--", "cat"); output != "hello" {
			t.Error(output)
		}
	})
	t.Run("limits", func(t *testing.T) {
		const command = "cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes"
		if limit := host.must(t, "", "exec", "web", "--", "sh", "-c", command); limit != "33554432" {
			t.Error(limit)
		}
	})
	t.Run("hostPort", func(t *testing.T) {
		answers(t, "http://"+host.address(t)+":18080/", "web")
	})
	t.Run("port-forward", func(t *testing.T) {
		const script = `kubectl port-forward pod/web 19090:8080 >/dev/null & trap "kill $!" EXIT
			for i in $(seq 50); do wget -q -O - http://127.0.0.1:19090/ 2>/dev/null && exit; sleep 0.1; done; exit 1`
		if output, err := host.exec("", "sh", "-c", script); err != nil || output != "web" {
			t.Error(output, err)
		}
	})
	t.Run("Service by DNS name", func(t *testing.T) {
		host.must(t, "", "-n", "kube-system", "rollout", "status", "deployment/coredns", "--timeout=30s")
		eventually(t, 10*time.Second, func() error {
			output, err := host.kubectl("", "exec", "web", "--", "wget", "-q", "-T", "2", "-O", "-", "http://web.default.svc.cluster.local/")
			if err == nil && output != "web" {
				err = fmt.Errorf("answered %q", output)
			}
			return err
		})
	})
}

func TestMissingImageIsSaidAtOnce(t *testing.T) {
	host.must(t, "", "run", "missing", "--image=busybox:no-such-tag", "--restart=Never")
	eventually(t, 10*time.Second, func() error {
		events := host.must(t, "", "get", "events", "--field-selector=involvedObject.name=missing", "-o=jsonpath={.items[*].message}")
		if strings.Contains(events, "not found") {
			return nil
		}
		return fmt.Errorf("events: %s", events)
	})
	host.must(t, "", "delete", "pod", "missing", "--now")
}

// answers waits until the URL answers with the text.
func answers(t *testing.T, url, text string) {
	t.Helper()
	client := http.Client{Timeout: 2 * time.Second}
	eventually(t, 15*time.Second, func() error {
		response, err := client.Get(url)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		content, err := io.ReadAll(response.Body)
		if err == nil && strings.TrimSpace(string(content)) != text {
			err = fmt.Errorf("%s answers %q", url, content)
		}
		return err
	})
}

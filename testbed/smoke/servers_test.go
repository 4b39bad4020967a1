//go:build smoke

package smoke

import (
	"fmt"
	"testing"
	"time"
)

// pinned is a Deployment whose pod runs on one node; it needs a controller manager and a scheduler that work.
const pinned = `{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "pinned"}, "spec": {
  "selector": {"matchLabels": {"app": "pinned"}}, "template": {"metadata": {"labels": {"app": "pinned"}}, "spec": {
    "nodeSelector": {"kubernetes.io/hostname": %q}, "terminationGracePeriodSeconds": 0,
    "containers": [{"name": "web", "image": "busybox:1.36", "command": ["sleep", "600"]}]}}}}`

func TestThreeServersOutliveOneOfThem(t *testing.T) {
	network := fmt.Sprintf("tb-check-%s-servers", run[len("ksail.io/testbed-check="):])
	if _, err := docker("", "network", "create", "--label", run, network); err != nil {
		t.Fatal(err)
	}
	server := func(name, flag string) *node {
		n, err := startNode(name, []string{"--network", network}, "server", "--token=three", flag)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	ready := func(what string, times map[*node]int) {
		t.Helper()
		began := time.Now()
		for n, count := range times {
			if err := n.awaitReady(count); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("%s: Ready after %.1f s", what, time.Since(began).Seconds())
	}
	first := server("first", "--cluster-init")
	at := "--server=https://" + first.address(t) + ":6443"
	second, third := server("second", at), server("third", at)
	ready("three servers started at once", map[*node]int{first: 1, second: 1, third: 1})
	pods := []string{"first", "second", "third"}
	for _, name := range pods {
		first.must(t, web(name, name, 0), "apply", "-f", "-")
		first.must(t, "", "expose", "pod", name, "--port=80", "--target-port=8080")
	}
	reachEachOther(t, third.kubectl, pods...)

	if _, err := docker("", "kill", first.container); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	eventually(t, 20*time.Second, func() error {
		_, err := second.kubectl(fmt.Sprintf(pinned, "third"), "--request-timeout=3s", "apply", "-f", "-")
		return err
	})
	t.Logf("one was killed: the API took a change after %.1f s", time.Since(began).Seconds())
	third.must(t, "", "rollout", "status", "deployment/pinned", "--timeout=60s")
	t.Logf("one was killed: controllers and scheduler acted on it after %.1f s", time.Since(began).Seconds())

	restart := func(n *node) {
		if _, err := docker("", "start", n.container); err != nil {
			t.Fatal(err)
		}
	}
	restart(first)
	ready("the one that was killed", map[*node]int{first: 2})

	old := second.address(t)
	for _, arguments := range [][]string{
		{"stop", "--time", "5", second.container},
		{"network", "disconnect", network, second.container},
		{"run", "--detach", "--label", run, "--network", network, "ksail.test/busybox:1.36", "sleep", "600"}, // may take the address
		{"network", "connect", network, second.container},
	} {
		if _, err := docker("", arguments...); err != nil {
			t.Fatal(err)
		}
	}
	restart(second)
	ready("one under another address", map[*node]int{second: 2})
	if now := second.address(t); now == old {
		t.Errorf("the address is %s still", now)
	}

	if _, err := docker("", "rm", "--force", "--volumes", third.container); err != nil {
		t.Fatal(err)
	}
	third = server("third", "--server=https://"+second.address(t)+":6443")
	ready("one that lost its data", map[*node]int{third: 1})
	for _, n := range []*node{first, second, third} {
		kubectl(n.kubectl).awaitNodes(t, 3)
	}
	for _, n := range []*node{first, second, third} {
		if _, err := docker("", "rm", "--force", "--volumes", n.container); err != nil {
			t.Error(err)
		}
	}
}

func TestServerWithoutClusterInitTakesNoOthers(t *testing.T) {
	n, err := startNode("second", nil, "server", "--server=https://"+host.address(t)+":6443", "--token=check")
	if err != nil {
		t.Fatal(err)
	}
	if code := n.ended(t, 20*time.Second); code != "1" {
		t.Errorf("exit code %s: %s", code, n.log())
	}
}

//go:build smoke

package smoke

import (
	"strings"
	"testing"
	"time"
)

func TestUnknownFlagIsNamed(t *testing.T) {
	n, err := startNode("flag", nil, "server", "--no-such-flag=1")
	if err != nil {
		t.Fatal(err)
	}
	if code := n.ended(t, 5*time.Second); code != "1" || !strings.Contains(n.log(), "not defined: -no-such-flag") {
		t.Errorf("exit code %s: %s", code, n.log())
	}
}

func TestComponentThatDiesEndsTheNodeWithItsReason(t *testing.T) {
	bad, err := startNode("badarg", nil, "server", "--kube-apiserver-arg=no-such-flag=1")
	if err != nil {
		t.Fatal(err)
	}
	if code := bad.ended(t, 10*time.Second); code != "1" {
		t.Errorf("exit code %s", code)
	}
	if words := last(bad.log(), 12); !strings.Contains(words, "kube-apiserver ended") || !strings.Contains(words, "unknown flag: --no-such-flag") {
		t.Error(words)
	}
	for _, component := range []string{"containerd", "etcd", "kube-apiserver"} {
		t.Run(component, func(t *testing.T) {
			n, err := startNode("dies-"+component, nil, "server")
			if err != nil {
				t.Fatal(err)
			}
			if err := n.awaitReady(1); err != nil {
				t.Fatal(err)
			}
			if _, err := n.exec("", "pkill", "-9", "-x", component[:min(len(component), 15)]); err != nil {
				t.Fatal(err)
			}
			if code := n.ended(t, 5*time.Second); code != "1" {
				t.Errorf("exit code %s", code)
			}
			if words := last(n.log(), 12); !strings.Contains(words, component+" ended (signal: killed)") {
				t.Error(words)
			}
			if _, err := docker("", "rm", "--force", "--volumes", n.container); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestRestartKeepsTheClusterAndFollowsANewAddress(t *testing.T) {
	n, err := startNode("again", nil, "server")
	if err != nil {
		t.Fatal(err)
	}
	if err := n.awaitReady(1); err != nil {
		t.Fatal(err)
	}
	n.must(t, web("kept", "", 18080), "apply", "-f", "-")
	n.must(t, "", "wait", "--for=condition=Ready", "pod/kept", "--timeout=30s")

	address, began := n.address(t), time.Now()
	if _, err := docker("", "stop", "--time", "10", n.container); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("ending took %s", took)
	}
	if code := n.ended(t, time.Second); code != "0" {
		t.Errorf("asked to end, it ended with %s: %s", code, last(n.log(), 12))
	}
	n.toOtherNetwork(t)
	if _, err := docker("", "start", n.container); err != nil {
		t.Fatal(err)
	}
	if err := n.awaitReady(2); err != nil {
		t.Fatal(err)
	}
	if now := n.address(t); now == address || !strings.Contains(n.must(t, "", "get", "node", "again", "-o=jsonpath={.status.addresses}"), now) {
		t.Errorf("address was %s and is %s: %s", address, now, n.must(t, "", "get", "node", "again", "-o=wide"))
	}
	if endpoint := n.must(t, "", "get", "endpointslices", "kubernetes", "-o=jsonpath={.endpoints[*].addresses[*]}"); endpoint != n.address(t) {
		t.Errorf("the API's endpoint is %s", endpoint)
	}
	n.must(t, "", "wait", "--for=condition=Ready", "pod/kept", "--timeout=30s")
	answers(t, "http://"+n.address(t)+":18080/", "kept")
}

// toOtherNetwork moves the stopped node into a network of its own, where it gets another address.
func (n *node) toOtherNetwork(t *testing.T) {
	t.Helper()
	for _, arguments := range [][]string{
		{"network", "create", "--label", run, n.container},
		{"network", "connect", n.container, n.container},
		{"network", "disconnect", "bridge", n.container},
	} {
		if _, err := docker("", arguments...); err != nil {
			t.Fatal(err)
		}
	}
}

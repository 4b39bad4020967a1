//go:build smoke

package smoke

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"
	"text/template"
	"time"
)

//go:embed nested.yaml.tmpl
var nestedManifest string

func TestNestedClusterWithAgentsThroughNodePort(t *testing.T) {
	host.must(t, "", "create", "namespace", "nested")
	host.must(t, "", "-n", "nested", "create", "service", "nodeport", "nested", "--tcp=6443:6443")
	host.must(t, "", "-n", "nested", "set", "selector", "service/nested", "app=server")
	port := host.must(t, "", "-n", "nested", "get", "service", "nested", "-o=jsonpath={.spec.ports[0].nodePort}")
	clusterIP := host.must(t, "", "-n", "nested", "get", "service", "nested", "-o=jsonpath={.spec.clusterIP}")
	host.must(t, registriesYAML(), "-n", "nested", "create", "configmap", "registries", "--from-file=registries.yaml=/dev/stdin")

	began := time.Now()
	var manifest strings.Builder
	if err := template.Must(template.New("nested").Parse(nestedManifest)).Execute(&manifest, map[string]string{
		"Server": clusterIP, "SAN": host.address(t)}); err != nil {
		t.Fatal(err)
	}
	host.must(t, manifest.String(), "-n", "nested", "apply", "-f", "-")
	inServer := func(input string, command ...string) (string, error) {
		return host.kubectl(input, append([]string{"-n", "nested", "exec", "-i", "server-0", "--"}, command...)...)
	}
	nested := kubectl(func(input string, arguments ...string) (string, error) {
		return inServer(input, append([]string{"kubectl"}, arguments...)...)
	})
	nested.awaitNodes(t, 3)
	t.Logf("one server and two agents were Ready after %.1f s", time.Since(began).Seconds())

	kubeconfig, err := inServer("", "cat", "/etc/rancher/k3s/k3s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := verified(t, kubeconfig, host.address(t)+":"+port); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"server-0", "agent-0", "agent-1"} {
		nested.must(t, web("on-"+name, name, 0), "apply", "-f", "-")
		nested.must(t, "", "expose", "pod", "on-"+name, "--port=80", "--target-port=8080")
	}
	reachEachOther(t, nested, "on-server-0", "on-agent-0", "on-agent-1")

	t.Run("a new pod of the server keeps the cluster", func(t *testing.T) {
		before := nested.must(t, "", "get", "node", "server-0", "-o=jsonpath={.metadata.uid}")
		began := time.Now()
		host.must(t, "", "-n", "nested", "delete", "pod", "server-0", "--wait")
		nested.awaitNodes(t, 3)
		if after := nested.must(t, "", "get", "node", "server-0", "-o=jsonpath={.metadata.uid}"); after != before {
			t.Error("the server's node is another one")
		}
		t.Logf("Ready again after %.1f s", time.Since(began).Seconds())
		reachEachOther(t, nested, "on-server-0", "on-agent-0", "on-agent-1")
	})
	host.must(t, "", "delete", "namespace", "nested", "--wait=false")
}

// awaitNodes waits until so many nodes are Ready, and there are no others.
func (k kubectl) awaitNodes(t *testing.T, count int) {
	t.Helper()
	eventually(t, 60*time.Second, func() error {
		conditions, err := k("", "get", "nodes", `-o=jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}`)
		if err == nil && conditions != strings.TrimSpace(strings.Repeat("True ", count)) {
			err = fmt.Errorf("nodes Ready: %s", conditions)
		}
		return err
	})
}

//go:build smoke

package smoke

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const pool = `{"apiVersion": "v1", "kind": "List", "items": [
  {"apiVersion": "metallb.io/v1beta1", "kind": "IPAddressPool", "metadata": {"name": "bridge", "namespace": "metallb-system"},
   "spec": {"addresses": ["%s-%s"]}},
  {"apiVersion": "metallb.io/v1beta1", "kind": "L2Advertisement", "metadata": {"name": "bridge", "namespace": "metallb-system"},
   "spec": {"ipAddressPools": ["bridge"]}}]}`

const gateway = `{"apiVersion": "v1", "kind": "List", "items": [
  {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "web"}, "spec": {
    "gatewayClassName": "eg", "listeners": [{"name": "tcp", "protocol": "TCP", "port": 6443}]}},
  {"apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute", "metadata": {"name": "web"}, "spec": {
    "parentRefs": [{"name": "web", "sectionName": "tcp"}], "rules": [{"backendRefs": [{"name": "web", "port": 80}]}]}}]}`

func TestLoadBalancerAndGateway(t *testing.T) {
	n, err := startNode("exposing", nil, "server", "--disable=traefik", "--disable=servicelb")
	if err != nil {
		t.Fatal(err)
	}
	if err := n.awaitReady(1); err != nil {
		t.Fatal(err)
	}
	n.must(t, "", "-n", "kube-system", "rollout", "status", "deployment/coredns", "--timeout=60s")
	t.Logf("memory before: %s", n.memory(t))
	installControllers(t, n)
	first, last := n.ownAddresses(t)
	eventually(t, 20*time.Second, func() error { // MetalLB's webhooks answer a little after its controller is ready
		_, err := n.kubectl(fmt.Sprintf(pool, first, last), "apply", "-f", "-")
		return err
	})
	n.must(t, web("web", "", 0), "apply", "-f", "-")
	n.must(t, "", "wait", "--for=condition=Ready", "pod/web", "--timeout=60s")
	n.must(t, "", "expose", "pod", "web", "--port=80", "--target-port=8080")

	t.Run("Service of type LoadBalancer", func(t *testing.T) {
		began := time.Now()
		n.must(t, "", "expose", "pod", "web", "--name=web-lb", "--type=LoadBalancer", "--port=80", "--target-port=8080")
		address := n.awaitField(t, "service/web-lb", "{.status.loadBalancer.ingress[0].ip}")
		t.Logf("MetalLB assigned %s after %.1f s", address, time.Since(began).Seconds())
		answers(t, "http://"+address+"/", "web")
		t.Logf("reached after %.1f s", time.Since(began).Seconds())
	})
	t.Run("Gateway with a TCPRoute", func(t *testing.T) {
		began := time.Now()
		n.must(t, gateway, "apply", "-f", "-")
		address := n.awaitField(t, "gateway/web", "{.status.addresses[0].value}")
		t.Logf("its address was known after %.1f s", time.Since(began).Seconds())
		n.must(t, "", "wait", "--for=condition=Programmed", "gateway/web", "--timeout=60s")
		t.Logf("Programmed after %.1f s", time.Since(began).Seconds())
		answers(t, "http://"+address+":6443/", "web")
		t.Logf("reached after %.1f s; memory: %s", time.Since(began).Seconds(), n.memory(t))
	})
}

func TestJava(t *testing.T) {
	host.must(t, "", "run", "java", "--image=eclipse-temurin:17-jre", "--restart=Never", "--command", "--", "sh", "-ec",
		`java -version; "$JAVA_HOME/bin/java" -version; keytool -list -cacerts -storepass changeit; cd /tmp; tar -c -f t.tar /etc/passwd`)
	if _, err := host.kubectl("", "wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/java", "--timeout=60s"); err != nil {
		said, _ := host.kubectl("", "logs", "java")
		t.Fatal(err, last(said, 5))
	}
	if log := host.must(t, "", "logs", "java"); !strings.Contains(log, `version "17`) || strings.Count(log, "trustedCertEntry") < 100 {
		t.Error(log)
	}
}

// installControllers applies the testbed's manifests and waits until what they start is ready.
func installControllers(t *testing.T, n *node) {
	t.Helper()
	began := time.Now()
	for _, name := range []string{"gateway-api.yaml", "envoy-gateway.yaml", "metallb.yaml"} {
		manifest, err := os.ReadFile(filepath.Join(os.Getenv("KSAIL_TESTBED_MANIFESTS"), name))
		if err != nil {
			t.Fatal(err)
		}
		n.must(t, string(manifest), "apply", "--server-side", "-f", "-")
		if name == "gateway-api.yaml" {
			n.must(t, "", "wait", "--for=condition=Established", "crd", "--all", "--timeout=30s")
		}
	}
	t.Logf("manifests were applied after %.1f s", time.Since(began).Seconds())
	for _, workload := range []string{"envoy-gateway-system deployment/envoy-gateway", "metallb-system deployment/controller",
		"metallb-system daemonset/speaker"} {
		namespace, name, _ := strings.Cut(workload, " ")
		n.must(t, "", "-n", namespace, "rollout", "status", name, "--timeout=120s")
		t.Logf("%s was ready after %.1f s", name, time.Since(began).Seconds())
	}
	t.Logf("memory with both: %s", n.memory(t))
}

// awaitField waits until a field of an object is there.
func (n *node) awaitField(t *testing.T, object, path string) (value string) {
	t.Helper()
	eventually(t, 30*time.Second, func() (err error) {
		if value, err = n.kubectl("", "get", object, "-o=jsonpath="+path); err == nil && value == "" {
			err = fmt.Errorf("%s has no %s", object, path)
		}
		return err
	})
	return value
}

// ownAddresses are two at the upper end of the engine's network that no other node's are: nodes get addresses from the
// lower end, and these depend on the node's.
func (n *node) ownAddresses(t *testing.T) (first, last netip.Addr) {
	t.Helper()
	length, err := docker("", "inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPPrefixLen}}{{end}}", n.container)
	if err != nil {
		t.Fatal(err)
	}
	prefix, err := netip.ParsePrefix(n.address(t) + "/" + length)
	if err != nil {
		t.Fatal(err)
	}
	own, end := prefix.Addr().As4(), prefix.Masked().Addr().As4()
	for i := prefix.Bits(); i < 32; i++ {
		end[i/8] |= 1 << (7 - i%8)
	}
	last = netip.AddrFrom4(end).Prev()
	for range 2 * int(own[3]) {
		last = last.Prev()
	}
	return last.Prev(), last
}

// memory is what the node and all that runs in it use.
func (n *node) memory(t *testing.T) string {
	t.Helper()
	usage, err := docker("", "stats", "--no-stream", "--format", "{{.MemUsage}}", n.container)
	if err != nil {
		t.Fatal(err)
	}
	used, _, _ := strings.Cut(usage, " / ")
	return used
}

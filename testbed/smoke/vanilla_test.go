//go:build smoke

package smoke

import (
	_ "embed"
	"fmt"
	"os"
	"strings"
	"testing"
	"text/template"
	"time"
)

// What the project does for a Vanilla cluster, by hand: a Docker daemon as a pod of the host, in it nodes as kind starts
// them, and kubeadm in those.

const (
	vanillaImage        = "kindest/node:v1.36.4"
	vanillaControlPlane = "check-control-plane"
	vanillaWorker       = "check-worker"
	vanillaPods         = "10.244.0.0/16"
)

//go:embed vanilla.yaml.tmpl
var vanillaManifest string

//go:embed kubeadm.yaml.tmpl
var kubeadmConfig string

// vanillaAddresses are those of the nodes, in a network that the inner daemon makes.
var vanillaAddresses = map[string]string{vanillaControlPlane: "172.31.0.2", vanillaWorker: "172.31.0.3"}

// dind is the Docker daemon in a pod of the host.
type dind struct{ t *testing.T }

// docker runs the client beside the daemon.
func (d dind) docker(input string, arguments ...string) (string, error) {
	return host.kubectl(input, append([]string{"-n", "vanilla", "exec", "-i", "dind", "--", "docker"}, arguments...)...)
}

func (d dind) must(input string, arguments ...string) string {
	d.t.Helper()
	output, err := d.docker(input, arguments...)
	if err != nil {
		d.t.Fatal(err)
	}
	return output
}

// in runs a command in a node.
func (d dind) in(node, input string, command ...string) string {
	d.t.Helper()
	return d.must(input, append([]string{"exec", "-i", node}, command...)...)
}

func (d dind) kubectl(input string, arguments ...string) (string, error) {
	return d.docker(input, append([]string{"exec", "-i", vanillaControlPlane, "kubectl"}, arguments...)...)
}

// startNode starts a node with kind's flags, and waits until it takes commands.
func (d dind) startNode(name, role string, options ...string) {
	d.t.Helper()
	run := []string{"run", "--detach", "--tty", "--name", name, "--hostname", name,
		"--label", "io.x-k8s.kind.cluster=check", "--label", "io.x-k8s.kind.role=" + role,
		"--net", "kind", "--ip", vanillaAddresses[name], "--restart=on-failure:1", "--init=false", "--cgroupns=private",
		"--privileged", "--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined",
		"--tmpfs", "/tmp", "--tmpfs", "/run", "--volume", "/var", "--volume", "/lib/modules:/lib/modules:ro"}
	d.must("", append(append(run, options...), vanillaImage)...)
	eventually(d.t, 20*time.Second, func() error {
		log, err := d.docker("", "logs", name)
		if err == nil && !strings.Contains(log, "Reached target") {
			err = fmt.Errorf("%s says: %s", name, log)
		}
		return err
	})
	var config strings.Builder
	err := template.Must(template.New("kubeadm").Parse(kubeadmConfig)).Execute(&config, map[string]any{
		"Init": role == "control-plane", "Name": name, "Address": vanillaAddresses[name], "ControlPlane": vanillaControlPlane,
		"Version": d.in(name, "", "cat", "/kind/version"), "SAN": host.address(d.t), "Pods": vanillaPods})
	if err != nil {
		d.t.Fatal(err)
	}
	d.in(name, config.String(), "cp", "/dev/stdin", "/kind/kubeadm.conf")
}

func TestVanillaClusterInDockerInAPod(t *testing.T) {
	before := host.memory(t)
	began := time.Now()
	reached := func(what string) { t.Logf("%5.1f s  %s", time.Since(began).Seconds(), what) }
	d := startDind(t)
	nested := kubectl(d.kubectl)
	reached("Docker answers in its pod")
	d.must("", "pull", "--quiet", vanillaImage)
	reached("the node's image is there")
	d.must("", "network", "create", "--driver=bridge", "--subnet=172.31.0.0/24", "kind")
	d.startNode(vanillaControlPlane, "control-plane", "--env", "KUBECONFIG=/etc/kubernetes/admin.conf", "--publish", "0.0.0.0:6443:6443/TCP")
	reached("the node takes commands")
	d.in(vanillaControlPlane, "", "kubeadm", "init", "--config=/kind/kubeadm.conf", "--skip-token-print")
	reached("kubeadm init is done")
	nested.must(t, "", "taint", "nodes", "--all", "node-role.kubernetes.io/control-plane-")
	cni := d.in(vanillaControlPlane, "", "cat", "/kind/manifests/default-cni.yaml")
	if !strings.Contains(cni, "{{ .PodSubnet }}") || !strings.Contains(cni, "would you kindly template this file") {
		t.Fatalf("not a manifest that kind fills in: %s", cni)
	}
	nested.must(t, strings.ReplaceAll(cni, "{{ .PodSubnet }}", vanillaPods), "create", "-f", "-")
	nested.must(t, d.in(vanillaControlPlane, "", "cat", "/kind/manifests/default-storage.yaml"), "apply", "-f", "-")
	nested.awaitNodes(t, 1)
	reached("the node is Ready")
	t.Run("API through a NodePort", func(t *testing.T) {
		port := host.must(t, "", "-n", "vanilla", "get", "service", "api", "-o=jsonpath={.spec.ports[0].nodePort}")
		if err := verified(t, d.in(vanillaControlPlane, "", "cat", "/etc/kubernetes/admin.conf"), host.address(t)+":"+port); err != nil {
			t.Error(err)
		}
	})
	d.startNode(vanillaWorker, "worker")
	d.in(vanillaWorker, "", "kubeadm", "join", "--config=/kind/kubeadm.conf")
	nested.awaitNodes(t, 2)
	reached("a worker is Ready")
	archive := []string{"ctr", "--namespace=k8s.io", "images", "import", "--all-platforms", "--digests", "--snapshotter=overlayfs", "-"}
	for node := range vanillaAddresses { // as `kind load` does
		busybox := []string{"-n", "vanilla", "exec", "dind", "--", "sh", "-c",
			"docker pull -q busybox:1.36 && docker save busybox:1.36 | docker exec -i " + node + " " + strings.Join(archive, " ")}
		host.must(t, "", busybox...)
	}
	nested.must(t, web("here", vanillaControlPlane, 0), "apply", "-f", "-")
	nested.must(t, web("there", vanillaWorker, 0), "apply", "-f", "-")
	for _, pod := range []string{"here", "there"} {
		nested.must(t, "", "expose", "pod", pod, "--port=80", "--target-port=8080")
	}
	reachEachOther(t, nested, "here", "there")
	reached("pods reach each other across nodes, by name too")
	t.Logf("the host's memory: %s before, %s now", before, host.memory(t))

	t.Run("volume", func(t *testing.T) {
		nested.must(t, claim, "apply", "-f", "-")
		nested.must(t, "", "wait", "--for=condition=Ready", "pod/volume", "--timeout=60s")
	})
	t.Run("a daemon that is killed brings its nodes back", func(t *testing.T) {
		began := time.Now()
		host.must(t, "", "-n", "vanilla", "exec", "dind", "--", "sh", "-c", "kill 1")
		eventually(t, 90*time.Second, func() error {
			count, err := nested("", "get", "nodes", "--no-headers")
			if err == nil && strings.Count(count, " Ready") != 2 {
				err = fmt.Errorf("nodes: %s", count)
			}
			return err
		})
		t.Logf("the API answers again after %.1f s", time.Since(began).Seconds())
		reachEachOther(t, nested, "here", "there")
	})
	host.must(t, "", "delete", "namespace", "vanilla", "--wait=false")
}

const claim = `{"apiVersion": "v1", "kind": "List", "items": [
  {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "volume"}, "spec": {
    "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "10Mi"}}}},
  {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "volume"}, "spec": {"terminationGracePeriodSeconds": 0,
    "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "volume"}}],
    "containers": [{"name": "volume", "image": "busybox:1.36", "command": ["sh", "-c", "echo kept > /data/file && exec sleep 1000"],
      "volumeMounts": [{"name": "data", "mountPath": "/data"}]}]}}]}`

// startDind starts a Docker daemon as a pod of the host, and waits for it.
func startDind(t *testing.T) dind {
	t.Helper()
	var manifest strings.Builder
	mirror := ""
	for _, one := range strings.Split(os.Getenv("KSAIL_REGISTRY_MIRRORS"), ",") {
		if url, ok := strings.CutPrefix(one, "docker.io="); ok {
			mirror = url
		}
	}
	err := template.Must(template.New("vanilla").Parse(vanillaManifest)).Execute(&manifest, map[string]string{
		"Mirror": mirror, "Registry": strings.TrimPrefix(mirror, "http://")})
	if err != nil {
		t.Fatal(err)
	}
	host.must(t, manifest.String(), "apply", "-f", "-")
	host.must(t, "", "-n", "vanilla", "wait", "--for=condition=Ready", "pod/dind", "--timeout=60s")
	return dind{t}
}

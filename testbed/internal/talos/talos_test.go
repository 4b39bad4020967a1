package talos

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestConfigurationsAreGeneratedAsAskedFor(t *testing.T) {
	dir := t.TempDir()
	patch := filepath.Join(dir, "patch.yaml")
	if err := os.WriteFile(patch, []byte("machine: {certSANs: [third], nodeLabels: {a: b}}\ncluster: {network: {podSubnets: [10.64.0.0/16]}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code := Talosctl([]string{"gen", "config", "demo", "https://10.5.0.2:6443", "-o", dir, "--kubernetes-version", "1.36.4", "--additional-sans=first,second",
		"--registry-mirror", "docker.io=http://mirror:5000", "--config-patch", "@" + patch, "--config-patch-control-plane", "cluster: {allowSchedulingOnControlPlanes: true}",
		"--with-docs=false", "--with-examples=false"}, "v1", os.Stdout)
	if code != 0 {
		t.Fatal(code)
	}
	text, err := os.ReadFile(filepath.Join(dir, "controlplane.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := load(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.Machine.CertSANs, []string{"first", "second", "third"}) || !slices.Equal(c.Cluster.APIServer.CertSANs, []string{"first", "second"}) {
		t.Error(c.Machine.CertSANs, c.Cluster.APIServer.CertSANs)
	}
	if !slices.Equal(c.Cluster.Network.PodSubnets, []string{"10.64.0.0/16"}) || c.Machine.NodeLabels["a"] != "b" || !c.Cluster.Scheduling {
		t.Errorf("%+v", c)
	}
	if c.Machine.Registries.Mirrors["docker.io"].Endpoints[0] != "http://mirror:5000" {
		t.Errorf("%+v", c.Machine.Registries)
	}
	if _, err := c.Cluster.CA.authority(); err != nil {
		t.Error(err)
	}
	if _, err := newClient(filepath.Join(dir, "talosconfig"), "10.5.0.2", "10.5.0.2"); err != nil {
		t.Error(err)
	}
}

func TestPatchesThatTalosWouldRefuseAreRefused(t *testing.T) {
	documents := []document{{"machine": map[string]any{"type": "worker"}}}
	for patch, reason := range map[string]string{
		"machine: {nodeLables: {a: b}}":                  "unknown keys found during decoding:\nnodeLables:",
		"- {op: add, path: /machine/absent/x, value: y}": "JSON6902",
		"machine: [": "error decoding document",
	} {
		if _, err := patched(documents, patch); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v", patch, err)
		}
	}
}

func TestUnknownCommandsAndFlagsAreRefused(t *testing.T) {
	for _, args := range [][]string{{"cluster", "create"}, {"bootstrap", "--twice=true"}, {"get", "machinestatus", "--output"}} {
		if _, err := parseCommand(args); err == nil {
			t.Error(args)
		}
	}
}

func TestAContainerWithoutWhatTalosNeedsIsRefused(t *testing.T) {
	const good = `1 0 0:1 / / ro,relatime - overlay overlay rw
2 1 0:2 / /run rw - tmpfs tmpfs rw
2 1 0:2 / /system rw - tmpfs tmpfs rw
2 1 0:2 / /tmp rw - tmpfs tmpfs rw
2 1 8:1 /v /var rw - ext4 /dev/sda rw
2 1 8:1 /v /system/state rw - ext4 /dev/sda rw
2 1 8:1 /v /etc/cni rw - ext4 /dev/sda rw
2 1 8:1 /v /etc/kubernetes rw - ext4 /dev/sda rw
2 1 8:1 /v /usr/libexec/kubernetes rw - ext4 /dev/sda rw
2 1 8:1 /v /opt rw - ext4 /dev/sda rw
`
	if err := checkMounts(good); err != nil {
		t.Error(err)
	}
	for _, change := range []string{" / ro", "/run", "/opt"} {
		if err := checkMounts(strings.Replace(good, change, strings.Replace(change, " ro", " rw", 1)+"x", 1)); err == nil {
			t.Error(change)
		}
	}
}

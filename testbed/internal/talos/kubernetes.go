package talos

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sigs.k8s.io/yaml"
)

const (
	keys          = "/etc/kubernetes/pki"
	kubeadmConfig = "/kind/kubeadm.conf"
	kubeadmLog    = "/var/log/kindnode/kubeadm.log"
	cniManifest   = "/kind/manifests/default-cni.yaml"
	stepWait      = 4 * time.Minute
)

// writeKeys puts the configuration's authorities where kubeadm finds them.
func (n *node) writeKeys() error {
	account, err := base64.StdEncoding.DecodeString(n.config.Cluster.ServiceAccount.Key)
	if err != nil {
		return err
	}
	block, _ := pem.Decode(account)
	if block == nil {
		return errors.New("cluster.serviceAccount.key holds no key")
	}
	key, err := x509.ParseECPrivateKey(block.Bytes)
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	files := map[string][]byte{"sa.key": account, "sa.pub": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})}
	for name, pair := range map[string]keyPair{"ca": n.config.Cluster.CA, "front-proxy-ca": n.config.Cluster.AggregatorCA, "etcd/ca": n.config.Cluster.Etcd.CA} {
		if files[name+".crt"], files[name+".key"], err = pair.pem(); err != nil {
			return err
		}
	}
	for name, content := range files {
		file := filepath.Join(keys, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, content, 0o600)); err != nil {
			return err
		}
	}
	return nil
}

// join makes the node one of the cluster: the first when it is told to bootstrap, else by joining the first.
func (n *node) join(told context.Context) error {
	if err := n.haveVersion(); err != nil {
		return err
	}
	if err := n.writeMirrors(); err != nil {
		return err
	}
	if n.config.Machine.Type == controlPlane && n.address == n.firstControlPlane() {
		select {
		case <-n.asked:
		case <-told.Done():
			return told.Err()
		}
		n.says("etcd", "Starting")
		return n.begin()
	}
	if err := n.awaitTurn(); err != nil {
		return err
	}
	if err := n.writeKubeadm("JoinConfiguration"); err != nil {
		return err
	}
	if err := run("", "kubeadm", "join", "--config="+kubeadmConfig); err != nil {
		_ = run("", "kubeadm", "reset", "--force")
		if n.config.Machine.Type == controlPlane {
			err = errors.Join(err, n.writeKeys())
		}
		return err
	}
	return nil
}

// haveVersion fails where the version that is asked for is not the one that this image has.
func (n *node) haveVersion() error {
	_, wanted, _ := strings.Cut(n.config.Machine.Kubelet.Image, ":")
	content, err := os.ReadFile("/kind/version")
	if has := strings.TrimSpace(string(content)); err != nil || has != wanted {
		return errors.Join(err, fmt.Errorf("failed to pull image %q: not found (the testbed's node has %s)", n.config.Machine.Kubelet.Image, has))
	}
	return nil
}

// writeMirrors tells containerd.
func (n *node) writeMirrors() error {
	for registry, mirror := range n.config.Machine.Registries.Mirrors {
		var text strings.Builder
		for _, endpoint := range mirror.Endpoints {
			fmt.Fprintf(&text, "[host.%q]\n  capabilities = [\"pull\", \"resolve\"]\n", endpoint)
		}
		if registry == "*" {
			registry = "_default"
		}
		dir := filepath.Join("/etc/containerd/certs.d", registry)
		if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, "hosts.toml"), []byte(text.String()), 0o644)); err != nil {
			return err
		}
	}
	return nil
}

// begin is the bootstrap.
func (n *node) begin() error {
	if err := n.writeKubeadm("InitConfiguration"); err != nil {
		return err
	}
	if err := run("", "kubeadm", "init", "--config="+kubeadmConfig, "--skip-token-print"); err != nil {
		return err
	}
	if n.config.Cluster.Scheduling {
		if err := n.kubectl("", "taint", "nodes", "--all", "node-role.kubernetes.io/control-plane-"); err != nil {
			return err
		}
	}
	if n.config.Cluster.Network.CNI.Name == "none" {
		return nil
	}
	manifest, err := os.ReadFile(cniManifest)
	if err != nil {
		return err
	}
	return n.kubectl(strings.ReplaceAll(string(manifest), "{{ .PodSubnet }}", n.config.Cluster.Network.PodSubnets[0]), "create", "-f", "-")
}

// awaitTurn lets control planes join one after the other, in the order of their addresses: etcd takes one at a time.
func (n *node) awaitTurn() error {
	if n.config.Machine.Type == worker {
		return nil
	}
	first, err := netip.ParseAddr(n.firstControlPlane())
	if err != nil {
		return err
	}
	own, err := netip.ParseAddr(n.address)
	if err != nil {
		return err
	}
	before := 0
	for at := first; at != own; at = at.Next() {
		before++
	}
	if err := os.WriteFile("/run/admin.conf", []byte(must(n.kubeconfig())), 0o600); err != nil {
		return err
	}
	output, err := exec.Command("kubectl", "--kubeconfig=/run/admin.conf", "--request-timeout=5s", "get", "nodes", "-l", "node-role.kubernetes.io/control-plane", "-o", "name").Output()
	if err != nil {
		return fmt.Errorf("the first control plane does not answer: %w", err)
	}
	if there := len(strings.Fields(string(output))); there < before {
		return fmt.Errorf("%d control planes before this one, %d there", before, there)
	}
	return nil
}

func must(text string, err error) string {
	if err != nil {
		return ""
	}
	return text
}

func (n *node) kubectl(input string, args ...string) error {
	return run(input, "kubectl", append([]string{"--kubeconfig=/etc/kubernetes/admin.conf"}, args...)...)
}

func run(input, program string, args ...string) error {
	log, err := os.OpenFile(kubeadmLog, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	limit, end := context.WithTimeout(context.Background(), stepWait)
	defer end()
	process := exec.CommandContext(limit, program, args...)
	process.Stdin, process.Stdout, process.Stderr = strings.NewReader(input), log, log
	if err := process.Run(); err != nil {
		return fmt.Errorf("%s %s: %w", program, args[0], err)
	}
	return nil
}

// kubeconfig is the administrator's, which works as soon as there is an API server.
func (n *node) kubeconfig() (string, error) {
	signer, err := n.config.Cluster.CA.authority()
	if err != nil {
		return "", err
	}
	key, err := ecdsaKey()
	if err != nil {
		return "", err
	}
	admin, err := signer.issue(pkix.Name{Organization: []string{"system:masters"}, CommonName: "admin"}, nil, key)
	if err != nil {
		return "", err
	}
	name := n.config.Cluster.ClusterName
	user := "admin@" + name
	text, err := yaml.Marshal(map[string]any{
		"apiVersion": "v1", "kind": "Config", "current-context": user,
		"clusters": []any{map[string]any{"name": name, "cluster": map[string]any{
			"server": n.config.Cluster.ControlPlane.Endpoint, "certificate-authority-data": n.config.Cluster.CA.Crt}}},
		"users":    []any{map[string]any{"name": user, "user": map[string]any{"client-certificate-data": admin.Crt, "client-key-data": admin.Key}}},
		"contexts": []any{map[string]any{"name": user, "context": map[string]any{"cluster": name, "namespace": "default", "user": user}}},
	})
	return string(text), err
}

// writeKubeadm writes what kubeadm is to do: kind is that of its first document.
func (n *node) writeKubeadm(kind string) error {
	c := n.config
	args := []any{arg("node-ip", n.address)}
	if len(c.Machine.NodeLabels) > 0 {
		labels := make([]string, 0, len(c.Machine.NodeLabels))
		for key, value := range c.Machine.NodeLabels {
			labels = append(labels, key+"="+value)
		}
		slices.Sort(labels)
		args = append(args, arg("node-labels", strings.Join(labels, ",")))
	}
	local := map[string]any{"advertiseAddress": n.address, "bindPort": 6443}
	first := map[string]any{"apiVersion": "kubeadm.k8s.io/v1beta4", "kind": kind, "skipPhases": []any{"preflight"},
		"nodeRegistration": map[string]any{"criSocket": "unix:///run/containerd/containerd.sock",
			"kubeletExtraArgs": append(args, arguments(c.Machine.Kubelet.ExtraArgs)...)}}
	documents := []any{first}
	if kind == "InitConfiguration" {
		first["bootstrapTokens"] = []any{map[string]any{"token": c.Cluster.Token}}
		first["localAPIEndpoint"] = local
		documents = append(documents, n.clusterConfiguration())
	} else {
		first["discovery"] = map[string]any{"bootstrapToken": map[string]any{"token": c.Cluster.Token, "unsafeSkipCAVerification": true,
			"apiServerEndpoint": n.firstControlPlane() + ":6443"}}
		if c.Machine.Type == controlPlane {
			first["controlPlane"] = map[string]any{"localAPIEndpoint": local}
		}
	}
	documents = append(documents,
		map[string]any{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", "failSwapOn": false,
			"imageGCHighThresholdPercent": 100, "evictionHard": map[string]any{"nodefs.available": "0%", "nodefs.inodesFree": "0%", "imagefs.available": "0%"}},
		map[string]any{"apiVersion": "kubeproxy.config.k8s.io/v1alpha1", "kind": "KubeProxyConfiguration", "mode": "iptables",
			"iptables": map[string]any{"minSyncPeriod": "1s"}, "conntrack": map[string]any{"maxPerCore": 0}})
	parts := make([]string, len(documents))
	for i, d := range documents {
		text, err := yaml.Marshal(d)
		if err != nil {
			return err
		}
		parts[i] = string(text)
	}
	return os.WriteFile(kubeadmConfig, []byte(strings.Join(parts, "---\n")), 0o600)
}

func (n *node) clusterConfiguration() map[string]any {
	c := n.config
	_, version, _ := strings.Cut(c.Machine.Kubelet.Image, ":")
	return map[string]any{"apiVersion": "kubeadm.k8s.io/v1beta4", "kind": "ClusterConfiguration",
		"kubernetesVersion": version, "clusterName": c.Cluster.ClusterName,
		"controlPlaneEndpoint": n.firstControlPlane() + ":6443",
		"apiServer":            map[string]any{"certSANs": c.Cluster.APIServer.CertSANs, "extraArgs": arguments(c.Cluster.APIServer.ExtraArgs)},
		"etcd":                 map[string]any{"local": map[string]any{"extraArgs": arguments(c.Cluster.Etcd.ExtraArgs)}},
		"networking":           map[string]any{"podSubnet": c.Cluster.Network.PodSubnets[0], "serviceSubnet": c.Cluster.Network.ServiceSubnets[0]}}
}

func arguments(from map[string]string) []any {
	all := []any{}
	for name, value := range from {
		all = append(all, arg(name, value))
	}
	return all
}

func arg(name, value string) map[string]any { return map[string]any{"name": name, "value": value} }

// Package kindnode is one node in a container to the contract of kindest/node: containerd runs, and a kubelet as soon as
// kubeadm has configured it. It stands where systemd is there, which kubeadm and kind talk to by `systemctl` and
// `journalctl`. What this machine needs, and a real node has otherwise, is set here and not asked of those who
// configure the cluster.
package kindnode

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"sigs.k8s.io/yaml"

	"ksail.io/testbed/internal/bound"
	"ksail.io/testbed/internal/node"
)

const (
	containerdConfig = "/etc/containerd/config.toml"
	containerdSocket = "/run/containerd/containerd.sock"
	dropIns          = "/run/kindnode/kubelet.conf.d"
	kubeletConfig    = "/var/lib/kubelet/config.yaml"
	// Iptables of the images that are baked into the node.
	bakedIptables = "/kind/images/iptables/usr/sbin"

	patience = 30 * time.Second
)

// Run runs a node until it is told to end.
func Run() error {
	if os.Getuid() != 0 {
		return errors.New("must run as root, in a privileged container")
	}
	told, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	end, err := Begin(told)
	if err != nil {
		return err
	}
	// What kind, and whoever does as kind does, waits for.
	fmt.Println("[  OK  ] Reached target multi-user.target - Multi-User System.")
	<-told.Done()
	end()
	return nil
}

// Begin makes a node of this container: containerd runs, and a kubelet as soon as kubeadm has configured it. What it
// gives ends both.
func Begin(told context.Context) (end func(), err error) {
	if err := prepare(); err != nil {
		return nil, err
	}
	containerd := newUnit("containerd", func() (*command, error) { return &command{path: "/usr/bin/containerd"}, nil })
	kubelet := newUnit("kubelet", kubeletCommand)
	units := map[string]*unit{"containerd": containerd, "kubelet": kubelet}
	if err := serveControl(units); err != nil {
		return nil, err
	}
	for _, u := range units {
		go u.keep(told)
	}
	containerd.Start()
	if err := awaitSocket(containerdSocket); err != nil {
		return nil, fmt.Errorf("%w; its log is %s", err, logFile("containerd"))
	}
	kubelet.Start()
	return func() {
		for _, u := range []*unit{kubelet, containerd} {
			u.Stop()
		}
	}, nil
}

func prepare() error {
	if err := node.PrepareHost(bakedIptables); err != nil {
		return err
	}
	if err := os.MkdirAll("/run/lock", 0o755); err != nil {
		return err
	}
	if bound.Limited() {
		content, err := os.ReadFile(containerdConfig)
		if err != nil {
			return err
		}
		content = bytes.ReplaceAll(content, []byte(`BinaryName = "runc"`), []byte(`BinaryName = "boundrunc"`))
		if err := os.WriteFile(containerdConfig, content, 0o644); err != nil {
			return err
		}
	}
	if err := writeDropIn(); err != nil {
		return err
	}
	if err := adoptAddress(); err != nil {
		return err
	}
	return serveNames()
}

// writeDropIn overrules what kubeadm's configuration says of things that are this image's: there is no systemd to keep
// cgroups, and the machine may have the old ones.
func writeDropIn() error {
	settings := map[string]any{
		"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
		"cgroupDriver": "cgroupfs", "cgroupRoot": node.CgroupRoot(), "failCgroupV1": false,
	}
	if bound.Limited() {
		settings["oomScoreAdj"] = 0
	}
	content, err := yaml.Marshal(settings)
	if err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(dropIns, 0o755), os.WriteFile(filepath.Join(dropIns, "10-testbed.conf"), content, 0o644))
}

// kubeletCommand is the kubelet as kubeadm's own systemd unit starts it; none before kubeadm has configured it.
func kubeletCommand() (*command, error) {
	if _, err := os.Stat(kubeletConfig); err != nil {
		return nil, fmt.Errorf("not configured by kubeadm yet: %w", err)
	}
	args := []string{"--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf", "--kubeconfig=/etc/kubernetes/kubelet.conf",
		"--config=" + kubeletConfig, "--config-dir=" + dropIns}
	args = append(args, variable("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS")...)
	args = append(args, variable("/etc/default/kubelet", "KUBELET_EXTRA_ARGS")...)
	return &command{path: "/usr/bin/kubelet", args: args}, nil
}

// variable gives the words of a variable in an environment file; none if there is no such file.
func variable(file, name string) (words []string) {
	content, _ := os.ReadFile(file)
	for _, line := range strings.Split(string(content), "\n") {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), name+"="); ok {
			words = strings.Fields(strings.Trim(value, `"'`))
		}
	}
	return words
}

func awaitSocket(path string) error {
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		connection, err := net.Dial("unix", path)
		if err == nil {
			return connection.Close()
		}
		if time.Now().After(deadline) {
			return err
		}
	}
}

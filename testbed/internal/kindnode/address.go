package kindnode

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"ksail.io/testbed/internal/node"
)

const (
	lastAddress   = "/kind/last-address" // the address that the node had when it started last
	kubeadmConfig = "/kind/kubeadm.conf" // where kind, and who does as it does, writes it
)

// adoptAddress lets a node that comes back at another address (Docker gives them in the order of starts) go on with it:
// what kubeadm wrote names the one before. With several control planes Docker must keep their addresses: their etcd does.
func adoptAddress() error {
	own, err := node.Address()
	if err != nil {
		return err
	}
	content, _ := os.ReadFile(lastAddress)
	before := strings.TrimSpace(string(content))
	if before != "" && before != own.String() {
		for _, pattern := range []string{"/etc/kubernetes/manifests/*.yaml", "/etc/kubernetes/*.conf", "/var/lib/kubelet/kubeadm-flags.env",
			"/var/lib/kubelet/config.yaml", kubeadmConfig} {
			files, _ := filepath.Glob(pattern)
			for _, file := range files {
				if err := replaceAddress(file, before, own.String()); err != nil {
					return err
				}
			}
		}
		if err := renewCertificates(); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Dir(lastAddress), 0o755); err != nil {
		return err
	}
	return os.WriteFile(lastAddress, []byte(own.String()+"\n"), 0o644)
}

// renewCertificates lets kubeadm make those again that are for the node's address, if the node has any.
func renewCertificates() error {
	for phase, file := range map[string]string{"apiserver": "apiserver", "etcd-server": "etcd/server", "etcd-peer": "etcd/peer"} {
		file = "/etc/kubernetes/pki/" + file
		if _, err := os.Stat(file + ".crt"); err != nil {
			continue
		}
		if err := errors.Join(os.Remove(file+".crt"), os.Remove(file+".key")); err != nil {
			return err
		}
		output, err := exec.Command("/usr/bin/kubeadm", "init", "phase", "certs", phase, "--config", kubeadmConfig).CombinedOutput()
		if err != nil {
			return fmt.Errorf("certificate for another address: %w: %s", err, output)
		}
	}
	return nil
}

func replaceAddress(file, before, after string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	// Not within a longer address.
	pattern := regexp.MustCompile(`(^|[^0-9.])` + regexp.QuoteMeta(before) + `($|[^0-9])`)
	changed := pattern.ReplaceAll(content, []byte("${1}"+after+"${2}"))
	if bytes.Equal(changed, content) {
		return nil
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, changed, info.Mode().Perm())
}

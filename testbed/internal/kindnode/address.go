package kindnode

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"ksail.io/testbed/internal/node"
)

// lastAddress is the file with the address that the node had when it started last.
const lastAddress = "/kind/last-address"

// adoptAddress lets a node that comes back at another address (Docker gives them in the order of starts) go on with it:
// what kubeadm wrote names the one before. Certificates keep it; their names are still right.
func adoptAddress() error {
	own, err := node.Address()
	if err != nil {
		return err
	}
	content, _ := os.ReadFile(lastAddress)
	before := strings.TrimSpace(string(content))
	if before != "" && before != own.String() {
		for _, pattern := range []string{"/etc/kubernetes/manifests/*.yaml", "/etc/kubernetes/*.conf", "/var/lib/kubelet/kubeadm-flags.env",
			"/var/lib/kubelet/config.yaml", "/kind/kubeadm.conf"} {
			files, _ := filepath.Glob(pattern)
			for _, file := range files {
				if err := replaceAddress(file, before, own.String()); err != nil {
					return err
				}
			}
		}
	}
	if err := os.MkdirAll(filepath.Dir(lastAddress), 0o755); err != nil {
		return err
	}
	return os.WriteFile(lastAddress, []byte(own.String()+"\n"), 0o644)
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

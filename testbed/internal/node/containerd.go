package node

import (
	"bytes"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"text/template"

	"ksail.io/testbed/internal/bound"
)

// PauseImage is baked into the node's image, as K3s's is not: the first pod must not wait for it.
const PauseImage = "rancher/mirrored-pause:3.6"

const (
	containerdSocket = "/run/k3s/containerd/containerd.sock"
	bakedImages      = "/usr/share/k3s/images"
	cniConfDir       = "/etc/cni/net.d"
	cniBinDir        = "/usr/lib/cni"
	overlayMagic     = 0x794c7630
)

//go:embed containerd.toml.tmpl
var containerdTOML string

// startContainerd writes its configuration and starts it; it does not wait for it.
func startContainerd(config *Config) (*process, error) {
	agentDir := filepath.Join(config.DataDir, "agent")
	root := filepath.Join(agentDir, "containerd")
	hosts := filepath.Join(agentDir, "etc", "containerd", "certs.d")
	if err := writeHosts(config.Registries, hosts); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(root, 0o711); err != nil {
		return nil, err
	}
	runc := "runc"
	if bound.Limited() {
		runc = "boundrunc"
	}
	var toml bytes.Buffer
	err := template.Must(template.New("").Parse(containerdTOML)).Execute(&toml, map[string]any{
		"Root": root, "State": "/run/k3s/containerd", "Socket": containerdSocket, "Pause": config.PauseImage,
		"Snapshotter": snapshotter(config, root), "Runc": runc, "Hosts": hosts, "CNIConf": config.cniDir(), "CNIBin": cniBinDir,
	})
	if err != nil {
		return nil, err
	}
	file := filepath.Join(agentDir, "etc", "containerd", "config.toml")
	if err := writeFile(file, toml.Bytes(), 0o600); err != nil {
		return nil, err
	}
	return start("containerd", "/usr/bin/containerd", "--config", file, "--log-level", "info")
}

// snapshotter is the one asked for, or overlayfs where it can be: not on top of another overlay.
func snapshotter(config *Config, root string) string {
	if config.Snapshotter != "" {
		return config.Snapshotter
	}
	var fs syscall.Statfs_t
	if syscall.Statfs(root, &fs) == nil && fs.Type == overlayMagic {
		fmt.Printf("%s is not a volume: containerd copies images instead of stacking them (slow, large)\n", config.DataDir)
		return "native"
	}
	return "overlayfs"
}

// importImages loads the image archives of one directory.
func importImages(dir string, snapshotter string) error {
	archives, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, archive := range archives {
		name := filepath.Base(archive)
		if !strings.Contains(name, ".tar") && !strings.HasSuffix(name, ".tgz") {
			continue
		}
		if _, err := run("/usr/bin/ctr", "--address", containerdSocket, "--namespace", "k8s.io", "images", "import",
			"--snapshotter", snapshotter, archive); err != nil {
			return err
		}
		fmt.Printf("Imported images from %s\n", archive)
	}
	return nil
}

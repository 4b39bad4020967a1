package recipe

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/image"
	"ksail.io/testbed/internal/node"
)

// nodeSystem is what a node needs of an operating system: containerd, runc, iptables, CNI plugins; the shell is BusyBox.
var nodeSystem = &cache.Piece{
	Name: "node-system", About: "containerd, runc, iptables, CNI plugins (Debian)", Takes: 20 * time.Second,
	Facts: []string{"2"}, // count up when the function below changes
	Build: func(b *cache.Build) error {
		err := debian(b, "libc6", "containerd", "runc", "libseccomp2", "containernetworking-plugins",
			"iptables", "libip4tc2", "libip6tc2", "libxtables12", "netbase", "libmnl0", "libnfnetlink0", "libnftnl11",
			"conntrack", "libnetfilter-conntrack3",
			"mount", "libmount1", "libblkid1", "libselinux1", "libsmartcols1", "libpcre2-8-0")
		if err != nil {
			return err
		}
		if err := remove(b, "usr/share/*", "usr/bin/containerd-shim", "usr/bin/containerd-shim-runc-v1",
			"usr/bin/containerd-stress", libDir()+"/gconv", "usr/lib/systemd", "var", "etc/containerd"); err != nil {
			return err
		}
		for _, plugin := range []string{"bandwidth", "dhcp", "firewall", "host-device", "ipvlan", "macvlan", "ptp", "sbr",
			"static", "tuning", "vlan", "vrf", "dummy"} {
			if err := remove(b, "usr/lib/cni/"+plugin); err != nil {
				return err
			}
		}
		return errors.Join(
			linkIptables(b),
			write(b, "etc/nsswitch.conf", "hosts: files dns\n"),
			write(b, "etc/os-release", "NAME=\"KSail testbed node\"\nID=debian\nPRETTY_NAME=\"KSail testbed node\"\n"))
	},
}

// nodeProgram is our own part of a K3s-like node.
var nodeProgram = &cache.Piece{
	Name: "node-program", About: "the node's entry point", Takes: 20 * time.Second,
	Files: []string{"cmd/k3s", "cmd/boundrunc", "internal/node", "internal/bound", "go.mod", "go.sum"},
	Facts: []string{kubernetesVersion}, Needs: []*cache.Piece{pause},
	Build: func(b *cache.Build) error {
		if err := goBuild(b, ".", "./cmd/k3s", "usr/bin/k3s", "-X main.version="+kubernetesVersion); err != nil {
			return err
		}
		if err := goBuild(b, ".", "./cmd/boundrunc", "usr/sbin/boundrunc", ""); err != nil {
			return err
		}
		for _, name := range []string{"kubectl", "ctr"} {
			if err := link(b, "/usr/bin/k3s", "usr/local/bin/"+name); err != nil {
				return err
			}
		}
		if err := write(b, "usr/share/k3s/images/pause.tar", ""); err != nil {
			return err
		}
		archive, err := os.Create(filepath.Join(b.Root, "usr/share/k3s/images/pause.tar"))
		if err != nil {
			return err
		}
		defer archive.Close()
		return pauseImage.WriteArchive(b.Cache, "docker.io/"+node.PauseImage, archive)
	},
}

var k3s = &image.Image{
	Name: "rancher/k3s:" + kubernetesVersion + "-k3s1", Engine: true,
	Layers: []*cache.Piece{busyboxSystem, nodeSystem, certificates, kube, nodeProgram},
	Config: v1.Config{
		Entrypoint: []string{"/bin/k3s"}, Cmd: []string{"agent"},
		Env:     []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
		Volumes: map[string]struct{}{"/var/lib/kubelet": {}, "/var/lib/rancher/k3s": {}, "/var/lib/cni": {}, "/var/log": {}},
	},
}

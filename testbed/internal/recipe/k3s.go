package recipe

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"ksail.io/testbed/internal/cache"
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

// nodeProgramPiece is our own part of a K3s-like node.
func (r *release) nodeProgramPiece() *cache.Piece {
	return &cache.Piece{
		Name: r.piece("node-program"), About: "the entry point of a node of " + r.version, Takes: 10 * time.Second,
		Files: []string{"cmd/k3s", "cmd/boundrunc", "internal/node", "internal/bound", "go.mod", "go.sum"},
		Facts: []string{r.version}, Needs: []*cache.Piece{pause},
		Build: func(b *cache.Build) error {
			if err := goBuild(b, ".", "./cmd/k3s", "usr/bin/k3s", "-X main.version="+r.version); err != nil {
				return err
			}
			if err := goBuild(b, ".", "./cmd/boundrunc", "usr/sbin/boundrunc", ""); err != nil {
				return err
			}
			for _, path := range []string{"usr/local/bin/kubectl", "usr/local/bin/ctr", "usr/lib/cni/flannel"} {
				if err := link(b, "/usr/bin/k3s", path); err != nil {
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
}

package node

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"ksail.io/testbed/internal/bound"
)

// PrepareHost makes the container around us a machine that Kubernetes can run on. Directories with iptables besides the
// node's own get the same flavour of it.
func PrepareHost(iptables ...string) error {
	if err := syscall.Mount("", "/", "", syscall.MS_SHARED|syscall.MS_REC, ""); err != nil {
		return fmt.Errorf("cannot share mounts (is the container privileged?): %w", err)
	}
	if info, err := os.Stat("/etc/machine-id"); err != nil || info.Size() == 0 {
		id := strings.ReplaceAll(bootID(), "-", "")
		if err := os.WriteFile("/etc/machine-id", []byte(id+"\n"), 0o444); err != nil {
			return err
		}
	}
	for _, setting := range []string{"net/ipv4/ip_forward=1", "net/ipv4/conf/all/forwarding=1",
		"net/bridge/bridge-nf-call-iptables=1", "net/ipv4/conf/all/route_localnet=1", "vm/overcommit_memory=1",
		"kernel/panic=10", "kernel/panic_on_oops=1"} {
		key, value, _ := strings.Cut(setting, "=")
		_ = os.WriteFile(filepath.Join("/proc/sys", key), []byte(value), 0o644) // absent or read-only: the kubelet says so
	}
	if bound.Limited() {
		// Nothing here may have a lower score than we have ourselves.
		_ = os.WriteFile("/proc/self/oom_score_adj", []byte("0"), 0o644)
	}
	if err := leaveRootCgroup(); err != nil {
		return err
	}
	return chooseIptables(append(iptables, "/usr/sbin"))
}

func bootID() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/uuid")
	if err != nil {
		return strings.Repeat("0", 31) + "1"
	}
	return strings.TrimSpace(string(id))
}

// chooseIptables takes the nftables flavour where the kernel has it, else the old one.
func chooseIptables(dirs []string) error {
	if exec.Command("/usr/sbin/xtables-nft-multi", "iptables", "-w", "-t", "nat", "-S").Run() == nil {
		return nil // how the image is made
	}
	for _, dir := range dirs {
		for _, name := range []string{"iptables", "iptables-save", "iptables-restore", "ip6tables", "ip6tables-save", "ip6tables-restore"} {
			link := filepath.Join(dir, name)
			if err := errors.Join(os.RemoveAll(link), os.Symlink("xtables-legacy-multi", link)); err != nil {
				return err
			}
		}
	}
	return nil
}

// leaveRootCgroup moves every process out of the root of a cgroup v2 tree of our own: controllers can only be handed
// down from a group without processes. Nothing to do with cgroup v1, or where the tree is the machine's.
func leaveRootCgroup() error {
	const root = "/sys/fs/cgroup"
	controllers, err := os.ReadFile(root + "/cgroup.controllers")
	if err != nil || ownCgroup() != "/" {
		return nil
	}
	if err := os.MkdirAll(root+"/init", 0o755); err != nil {
		return err
	}
	processes, err := os.ReadFile(root + "/cgroup.procs")
	if err != nil {
		return err
	}
	for _, pid := range bytes.Fields(processes) {
		_ = os.WriteFile(root+"/init/cgroup.procs", pid, 0o644) // it may have ended
	}
	enable := "+" + strings.Join(strings.Fields(string(controllers)), " +")
	return os.WriteFile(root+"/cgroup.subtree_control", []byte(enable), 0o644)
}

// ownCgroup is the group this process is in, as it sees itself.
func ownCgroup() string {
	groups, _ := os.ReadFile("/proc/self/cgroup")
	unified := "/"
	for _, line := range strings.Split(string(groups), "\n") {
		parts := strings.SplitN(line, ":", 3)
		if len(parts) == 3 && parts[1] == "memory" {
			return parts[2]
		}
		if len(parts) == 3 && parts[1] == "" {
			unified = parts[2]
		}
	}
	return unified
}

// CgroupRoot is where the kubelet keeps its pods' groups: inside our own group where the machine's whole tree is
// mounted (so that two nodes never share a tree and clean up each other's pods), else the root that we see.
func CgroupRoot() string {
	own := ownCgroup()
	for _, hierarchy := range []string{"/sys/fs/cgroup/memory", "/sys/fs/cgroup"} {
		if _, err := os.Stat(filepath.Join(hierarchy, own, "cgroup.procs")); err == nil {
			if strings.HasSuffix(own, "/init") {
				return filepath.Dir(own)
			}
			return own
		}
	}
	return "/"
}

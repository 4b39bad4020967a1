package recipe

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/image"
)

//go:embed kind
var kindFiles embed.FS

const (
	// crictlVersion is that of components/crictl/go.mod.
	crictlVersion = "v1.37.0"
	// bakedDir is where the node has the layers of the images that it comes with, each as a directory of its piece's name.
	bakedDir = "kind/images"
)

// iptables is what images need that change the node's rules.
var iptables = &cache.Piece{
	Name: "iptables", About: "iptables (Debian)", Takes: 5 * time.Second,
	Facts: []string{"1"}, // count up when the function below changes
	Build: func(b *cache.Build) error {
		err := debian(b, "libc6", "iptables", "libip4tc2", "libip6tc2", "libxtables12", "netbase", "libmnl0", "libnfnetlink0", "libnftnl11",
			"conntrack", "libnetfilter-conntrack3")
		if err != nil {
			return err
		}
		return errors.Join(remove(b, "usr/share/*", libDir()+"/gconv", "var"), linkIptables(b),
			write(b, "etc/nsswitch.conf", "hosts: files dns\n"))
	},
}

// linkIptables takes the nftables flavour.
func linkIptables(b *cache.Build) error {
	for _, name := range []string{"iptables", "iptables-save", "iptables-restore", "ip6tables", "ip6tables-save", "ip6tables-restore"} {
		if err := errors.Join(remove(b, "usr/sbin/"+name), link(b, "xtables-nft-multi", "usr/sbin/"+name)); err != nil {
			return err
		}
	}
	return nil
}

// kubeNames are Kubernetes' programs where its own images have them.
var kubeNames = &cache.Piece{
	Name: "kube-names", About: "names of Kubernetes' programs", Takes: time.Second, Facts: []string{"1"},
	Build: func(b *cache.Build) error {
		for _, name := range []string{"kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "etcd"} {
			if err := link(b, "/usr/libexec/kubernetes/kube", "usr/local/bin/"+name); err != nil {
				return err
			}
		}
		return nil
	},
}

var crictl = &cache.Piece{
	Name: "crictl", About: "crictl " + crictlVersion, Takes: 40 * time.Second,
	Files: []string{"components/crictl"}, Facts: []string{crictlVersion},
	Build: func(b *cache.Build) error {
		return goBuild(b, "components/crictl", "sigs.k8s.io/cri-tools/cmd/crictl", "usr/local/bin/crictl",
			"-X sigs.k8s.io/cri-tools/pkg/version.Version="+crictlVersion)
	},
}

// kindProgram is our own part of the node, and of what runs there as pods.
var kindProgram = &cache.Piece{
	Name: "kind-program", About: "the kubeadm node's entry point", Takes: 10 * time.Second,
	Files: []string{"cmd/kindnode", "internal/kindnode", "internal/node", "internal/bound", "go.mod", "go.sum"},
	Build: func(b *cache.Build) error { return goBuild(b, ".", "./cmd/kindnode", "usr/bin/kindnode", "") },
}

// baked are the images that a node comes with.
func (r *release) baked() []*image.Image {
	kubernetes := func(name string, more ...*cache.Piece) *image.Image {
		return &image.Image{Name: "registry.k8s.io/" + name + ":" + r.version, Layers: append(more, r.kube, kubeNames)}
	}
	ours := func(name string) *image.Image {
		return &image.Image{Name: "docker.io/kindest/" + name + ":testbed", Layers: []*cache.Piece{iptables, kindProgram},
			Config: v1.Config{Entrypoint: []string{"/usr/bin/kindnode"}}}
	}
	return []*image.Image{
		kubernetes("kube-apiserver"), kubernetes("kube-controller-manager"), kubernetes("kube-scheduler"), kubernetes("kube-proxy", iptables),
		{Name: r.kubeadmEtcd, Layers: []*cache.Piece{r.kube, kubeNames}, Config: v1.Config{Env: []string{
			"PATH=/usr/local/bin:/usr/bin:/bin",
			"ETCD_UNSAFE_NO_FSYNC=true", // a cluster survives a killed container, not a power cut
		}}},
		{Name: r.kubeadmPause, Layers: pauseImage.Layers, Config: pauseImage.Config},
		{Name: r.kubeadmCoreDNS, Layers: coredns.Layers, Config: coredns.Config},
		ours("kindnetd"), ours("local-path-provisioner"),
	}
}

// bakedStable are the layers of the baked images that change seldom; the other is kindProgram.
func (r *release) bakedStable() []*cache.Piece {
	return []*cache.Piece{iptables, r.kube, kubeNames, pause, certificates, corednsProgram}
}

// kindImagesPiece are these layers, unpacked.
func (r *release) kindImagesPiece() *cache.Piece {
	return &cache.Piece{
		Name: r.piece("kind-images"), About: "what kubeadm of " + r.version + " runs, unpacked for the node", Takes: 5 * time.Second,
		Facts: []string{bakedDir, "1"}, Needs: r.bakedStable(),
		Build: func(b *cache.Build) error {
			for _, piece := range r.bakedStable() {
				if err := bake(b, piece); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// bake unpacks a piece where the node has the layers of its images.
func bake(b *cache.Build, piece *cache.Piece) error {
	layer, err := b.Cache.Layer(piece)
	if err != nil {
		return err
	}
	dir := filepath.Join(b.Root, bakedDir, piece.Name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return logged(b, exec.Command("tar", "-x", "-f", layer.File, "-C", dir))
}

// kindSystemPiece makes a node of it: configuration, the manifests that kind applies, containerd's knowledge of the images.
func (r *release) kindSystemPiece() *cache.Piece {
	return &cache.Piece{
		Name: r.piece("kind-system"), About: "the files of a kubeadm node of " + r.version, Takes: 25 * time.Second,
		Files: []string{"components/containerdstate", "internal/recipe/kind", "cmd/boundrunc", "internal/bound"},
		Facts: []string{r.version, r.kubeadmCoreDNS, r.kubeadmEtcd, r.kubeadmPause, "3"}, // count up when a function here changes
		Needs: append([]*cache.Piece{kindProgram}, r.bakedStable()...),
		Build: func(b *cache.Build) error {
			if err := errors.Join(bake(b, kindProgram), goBuild(b, ".", "./cmd/boundrunc", "usr/sbin/boundrunc", "")); err != nil {
				return err
			}
			kubernetes := "/" + bakedDir + "/" + r.kube.Name + "/usr/libexec/kubernetes/"
			const program = "/" + bakedDir + "/kind-program/usr/bin/kindnode"
			links := map[string]string{
				"usr/bin/kubeadm": kubernetes + "kubeadm", "usr/bin/kubelet": kubernetes + "kubelet", "usr/bin/kubectl": kubernetes + "kubectl",
				"var/run": "/run", "usr/local/bin/entrypoint": program, "usr/bin/systemctl": program, "usr/bin/journalctl": program,
			}
			for _, plugin := range []string{"bridge", "host-local", "loopback", "portmap"} {
				links["opt/cni/bin/"+plugin] = "/usr/lib/cni/" + plugin
			}
			for at, target := range links {
				if err := link(b, target, at); err != nil {
					return err
				}
			}
			for file, at := range map[string]string{"containerd.toml": "etc/containerd/config.toml",
				"default-cni.yaml": "kind/manifests/default-cni.yaml", "default-storage.yaml": "kind/manifests/default-storage.yaml"} {
				content, err := kindFiles.ReadFile(path.Join("kind", file))
				if err != nil {
					return err
				}
				if err := write(b, at, strings.ReplaceAll(string(content), "PAUSE_IMAGE", r.kubeadmPause)); err != nil {
					return err
				}
			}
			return errors.Join(
				write(b, "kind/version", r.version+"\n"),
				write(b, "etc/crictl.yaml", "runtime-endpoint: unix:///run/containerd/containerd.sock\n"),
				write(b, "etc/hostname", ""), write(b, "etc/machine-id", ""),
				script(b, "usr/bin/bash", `exec /bin/sh "$@"`),
				script(b, "usr/local/bin/pgrep", `for word; do shift; [ "$word" != --exact ] || word=-x; set -- "$@" "$word"; done; exec busybox pgrep "$@"`),
				r.containerdState(b))
		},
	}
}

// script writes what BusyBox lacks, in its shell.
func script(b *cache.Build, path, line string) error {
	return errors.Join(write(b, path, "#!/bin/sh\n"+line+"\n"), os.Chmod(filepath.Join(b.Root, path), 0o755))
}

// containerdState lets the node's containerd have the baked images from the start.
func (r *release) containerdState(b *cache.Build) error {
	type description struct {
		Names            []string
		Config, Manifest []byte
		Dirs             []string
	}
	var all []description
	for _, baked := range r.baked() {
		assembled, err := baked.Assemble(b.Cache)
		if err != nil {
			return err
		}
		config, err := assembled.RawConfigFile()
		if err != nil {
			return err
		}
		manifest, err := assembled.RawManifest()
		if err != nil {
			return err
		}
		one := description{Names: []string{baked.Name}, Config: config, Manifest: manifest}
		for _, piece := range baked.Layers {
			one.Dirs = append(one.Dirs, "/"+path.Join(bakedDir, piece.Name))
		}
		all = append(all, one)
	}
	input, err := json.Marshal(all)
	if err != nil {
		return err
	}
	build := exec.Command("go", "build", "-buildvcs=false", "-o", filepath.Join(b.Work, "containerdstate"), ".")
	build.Dir, build.Env = filepath.Join(b.Source, "components/containerdstate"), goEnvironment()
	if err := logged(b, build); err != nil {
		return err
	}
	root := filepath.Join(b.Root, "var/lib/containerd")
	if err := os.MkdirAll(root, 0o711); err != nil {
		return err
	}
	state := exec.Command(filepath.Join(b.Work, "containerdstate"), root)
	state.Stdin = bytes.NewReader(input)
	return logged(b, state)
}

// kindBalancer is what kind of this version puts before several control planes. It is the Envoy there is here, whatever
// the tag says, with the shell that kind starts it by.
var kindBalancer = &image.Image{
	Name: "envoyproxy/envoy:v1.36.2", Layers: []*cache.Piece{busyboxSystem, libraries, certificates, envoyProgram, bash},
	Config: v1.Config{Cmd: []string{"envoy", "-c", "/etc/envoy/envoy.yaml"}},
}

// bash is BusyBox's shell under that name.
var bash = &cache.Piece{
	Name: "bash", About: "a shell named bash", Takes: time.Second, Facts: []string{"1"},
	Build: func(b *cache.Build) error {
		return errors.Join(mergedUsr(b), script(b, "usr/bin/bash", `exec /bin/sh "$@"`))
	},
}

package recipe

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/image"
)

// DefaultRelease is the minor version that everything is made of unless others are asked for too.
const DefaultRelease = "1.36"

// release is a version of Kubernetes: what it is made from, and the images of a node that runs it.
type release struct {
	version string // of the module in components/kube, and in the tags of K3s' and Kind's images
	// What its kubeadm asks for: `kubeadm config images list`.
	kubeadmCoreDNS, kubeadmEtcd, kubeadmPause string

	kube, nodeProgram, kindImages, kindSystem *cache.Piece
	k3s, kindNode                             *image.Image
}

// releases are those that images can be made of, by minor version. Each is the newest that Kind, K3s and the Go module proxy
// have alike.
var releases = map[string]*release{
	"1.34": newRelease("v1.34.11", "v1.12.1", "3.6.5-0", "3.10.1"),
	"1.35": newRelease("v1.35.8", "v1.13.1", "3.6.6-0", "3.10.1"),
	"1.36": newRelease("v1.36.4", "v1.14.2", "3.6.8-0", "3.10.2"),
	"1.37": newRelease("v1.37.0", "v1.14.6", "3.7.0-0", "3.10.2"),
}

// usual is the one of the images that there is one of.
var usual = releases[DefaultRelease]

func newRelease(version, coredns, etcd, pause string) *release {
	r := &release{
		version:        version,
		kubeadmCoreDNS: "registry.k8s.io/coredns/coredns:" + coredns,
		kubeadmEtcd:    "registry.k8s.io/etcd:" + etcd,
		kubeadmPause:   "registry.k8s.io/pause:" + pause,
	}
	r.kube = r.kubePiece()
	r.nodeProgram = r.nodeProgramPiece()
	r.k3s = &image.Image{
		Name: "rancher/k3s:" + version + "-k3s1", Engine: true,
		Layers: []*cache.Piece{busyboxSystem, nodeSystem, certificates, r.kube, r.nodeProgram},
		Config: v1.Config{
			Entrypoint: []string{"/bin/k3s"}, Cmd: []string{"agent"},
			Env:     []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
			Volumes: map[string]struct{}{"/var/lib/kubelet": {}, "/var/lib/rancher/k3s": {}, "/var/lib/cni": {}, "/var/log": {}},
		},
	}
	r.kindImages = r.kindImagesPiece()
	r.kindSystem = r.kindSystemPiece()
	r.kindNode = &image.Image{
		Name:   "kindest/node:" + version,
		Layers: []*cache.Piece{busyboxSystem, nodeSystem, certificates, r.kindImages, crictl, r.kindSystem},
		Config: v1.Config{
			Entrypoint: []string{"/usr/local/bin/entrypoint", "/sbin/init"},
			Env:        []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "container=docker"},
			Volumes:    map[string]struct{}{"/var/lib/kubelet": {}},
		},
	}
	return r
}

// minor is 36 for v1.36.4.
func (r *release) minor() string { return strings.Split(r.version, ".")[1] }

// piece names a piece of this release.
func (r *release) piece(name string) string { return name + "-1." + r.minor() }

// kubePiece is Kubernetes and etcd. It says the version of the module it is built from and no more: "+k3s1" would claim
// Rancher's patches.
func (r *release) kubePiece() *cache.Piece {
	modfile := "1." + r.minor()
	if modfile == DefaultRelease {
		modfile = "go"
	}
	const dir = "components/kube/"
	return &cache.Piece{
		Name: r.piece("kube"), About: "Kubernetes " + r.version + " and etcd", Takes: 6 * time.Minute,
		Files: []string{dir + "main.go", dir + modfile + ".mod", dir + modfile + ".sum"}, Facts: []string{r.version},
		Build: func(b *cache.Build) error {
			stamp := ""
			for _, pkg := range []string{"k8s.io/component-base/version", "k8s.io/client-go/pkg/version"} {
				stamp += " -X " + pkg + ".gitVersion=" + r.version +
					" -X " + pkg + ".gitMajor=1 -X " + pkg + ".gitMinor=" + r.minor() + " -X " + pkg + ".gitTreeState=clean"
			}
			const target = "usr/libexec/kubernetes/"
			if err := goBuild(b, dir, ".", target+"kube", stamp, "-modfile="+modfile+".mod"); err != nil {
				return err
			}
			for _, name := range []string{"kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "kubelet",
				"kubectl", "kubeadm", "etcd"} {
				if err := link(b, "kube", target+name); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// OtherReleases checks a list such as "1.35,1.37" of minor versions to be made besides the default.
func OtherReleases(list string) ([]string, error) {
	var others []string
	for _, minor := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		if releases[minor] == nil {
			known := slices.Sorted(maps.Keys(releases))
			return nil, fmt.Errorf("no Kubernetes %q can be made; there are %s", minor, strings.Join(known, ", "))
		}
		if minor != DefaultRelease && !slices.Contains(others, minor) {
			others = append(others, minor)
		}
	}
	return others, nil
}

package recipe

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/image"
	"ksail.io/testbed/internal/node"
)

// kubernetesVersion is that of components/kube/go.mod.
const kubernetesVersion = "v1.34.4"

// kube is Kubernetes and etcd. It says the version of the module it is built from and no more: "+k3s1" would claim
// Rancher's patches.
var kube = &cache.Piece{
	Name: "kube", About: "Kubernetes " + kubernetesVersion + " and etcd", Takes: 6 * time.Minute,
	Files: []string{"components/kube"}, Facts: []string{kubernetesVersion},
	Build: func(b *cache.Build) error {
		stamp := ""
		for _, pkg := range []string{"k8s.io/component-base/version", "k8s.io/client-go/pkg/version"} {
			stamp += " -X " + pkg + ".gitVersion=" + kubernetesVersion +
				" -X " + pkg + ".gitMajor=1 -X " + pkg + ".gitMinor=34 -X " + pkg + ".gitTreeState=clean"
		}
		const dir = "usr/libexec/kubernetes/"
		if err := goBuild(b, "components/kube", ".", dir+"kube", stamp); err != nil {
			return err
		}
		for _, name := range []string{"kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "kubelet",
			"kubectl", "kubeadm", "etcd"} {
			if err := link(b, "kube", dir+name); err != nil {
				return err
			}
		}
		return nil
	},
}

// pause is Kubernetes' own, in C.
var pause = &cache.Piece{
	Name: "pause", About: "Kubernetes' pause", Takes: 5 * time.Second,
	Files: []string{"components/kube/go.mod"},
	Build: func(b *cache.Build) error {
		where := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "k8s.io/kubernetes")
		where.Dir = filepath.Join(b.Source, "components/kube")
		module, err := where.Output()
		if err != nil {
			return err
		}
		source := filepath.Join(strings.TrimSpace(string(module)), "build/pause/linux/pause.c")
		return logged(b, exec.Command("gcc", "-Os", "-s", "-static", "-DVERSION=3.6", "-o", filepath.Join(b.Root, "pause"), source))
	},
}

var pauseImage = &image.Image{
	Name: node.PauseImage, Layers: []*cache.Piece{pause},
	Config: v1.Config{Entrypoint: []string{"/pause"}, User: "65535:65535"},
}

var corednsProgram = &cache.Piece{
	Name: "coredns", About: "CoreDNS", Takes: time.Minute, Files: []string{"components/coredns"},
	Build: func(b *cache.Build) error { return goBuild(b, "components/coredns", ".", "coredns", "") },
}

var coredns = &image.Image{
	Name: node.CoreDNSImage, Layers: []*cache.Piece{certificates, corednsProgram},
	Config: v1.Config{Entrypoint: []string{"/coredns"}},
}

// certificates are the public certificate authorities, as a file.
var certificates = &cache.Piece{
	Name: "certificates", About: "public certificate authorities", Takes: 3 * time.Second,
	Build: func(b *cache.Build) error {
		if err := debian(b, "ca-certificates"); err != nil {
			return err
		}
		files, err := filepath.Glob(filepath.Join(b.Root, "usr/share/ca-certificates/mozilla/*.crt"))
		if err != nil {
			return err
		}
		var bundle strings.Builder
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			bundle.Write(content)
		}
		if err := remove(b, "*"); err != nil {
			return err
		}
		return write(b, "etc/ssl/certs/ca-certificates.crt", bundle.String())
	},
}

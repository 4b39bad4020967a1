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

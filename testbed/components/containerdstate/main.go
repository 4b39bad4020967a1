// Command containerdstate makes the directory that containerd would have after pulling images, without a containerd,
// root or mounts: by its own libraries, in the version of Debian's. A node that starts with it has its images at once.
//
// It reads a list of images (JSON) from its input and writes to the directory given. The content of layers stays where
// it is in the node's image: snapshots are links to it, and a node's start copies nothing. Layers as such are not kept,
// as with discard_unpacked_layers.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/containerd/containerd/content"
	"github.com/containerd/containerd/content/local"
	"github.com/containerd/containerd/images"
	"github.com/containerd/containerd/metadata"
	"github.com/containerd/containerd/mount"
	"github.com/containerd/containerd/namespaces"
	"github.com/containerd/containerd/snapshots"
	"github.com/containerd/containerd/snapshots/overlay"
	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/identity"
	v1 "github.com/opencontainers/image-spec/specs-go/v1"
	bolt "go.etcd.io/bbolt"
)

const snapshotter = "overlayfs"

// image is one image as the caller describes it.
type image struct {
	Names    []string
	Config   []byte // the image's configuration, as it is
	Manifest []byte
	Dirs     []string // where each layer's content will be in the node
}

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "containerdstate:", err)
		os.Exit(1)
	}
}

func run(root string) error {
	var all []image
	if err := json.NewDecoder(os.Stdin).Decode(&all); err != nil {
		return err
	}
	blobs, err := local.NewStore(dir(root, "io.containerd.content.v1.content"))
	if err != nil {
		return err
	}
	layers, err := overlay.NewSnapshotter(dir(root, "io.containerd.snapshotter.v1."+snapshotter), overlay.AsynchronousRemove)
	if err != nil {
		return err
	}
	defer layers.Close()
	file, err := bolt.Open(filepath.Join(dir(root, "io.containerd.metadata.v1.bolt"), "meta.db"), 0o644, nil)
	if err != nil {
		return err
	}
	defer file.Close()
	ctx := namespaces.WithNamespace(context.Background(), "k8s.io")
	db := metadata.NewDB(file, blobs, map[string]snapshots.Snapshotter{snapshotter: layers})
	if err := db.Init(ctx); err != nil {
		return err
	}
	for _, image := range all {
		if err := image.add(ctx, db); err != nil {
			return fmt.Errorf("%v: %w", image.Names, err)
		}
	}
	return link()
}

// links are the directories of snapshots, and what each is to be a link to once all are made.
var links = map[string]string{}

func link() error {
	for upper, target := range links {
		snapshot := filepath.Dir(upper)
		if err := errors.Join(os.RemoveAll(snapshot), os.Mkdir(snapshot, 0o700), os.Symlink(target, upper)); err != nil {
			return err
		}
	}
	return nil
}

func dir(root, name string) string {
	path := filepath.Join(root, name)
	if err := os.MkdirAll(path, 0o711); err != nil {
		panic(err)
	}
	return path
}

func (i image) add(ctx context.Context, db *metadata.DB) error {
	var config v1.Image
	var manifest v1.Manifest
	if err := json.Unmarshal(i.Config, &config); err != nil {
		return err
	}
	if err := json.Unmarshal(i.Manifest, &manifest); err != nil {
		return err
	}
	top, err := i.addLayers(ctx, db.Snapshotter(snapshotter), config.RootFS.DiffIDs)
	if err != nil {
		return err
	}
	// What refers to what, for containerd's garbage collector.
	if err := add(ctx, db, i.Config, manifest.Config, "containerd.io/gc.ref.snapshot."+snapshotter, top); err != nil {
		return err
	}
	target := v1.Descriptor{MediaType: manifest.MediaType, Digest: digest.FromBytes(i.Manifest), Size: int64(len(i.Manifest))}
	if err := add(ctx, db, i.Manifest, target, "containerd.io/gc.ref.content.config", manifest.Config.Digest.String()); err != nil {
		return err
	}
	for _, name := range i.Names {
		if _, err := metadata.NewImageStore(db).Create(ctx, images.Image{Name: name, Target: target,
			Labels: map[string]string{"io.cri-containerd.image": "managed"}}); err != nil {
			return err
		}
	}
	return nil
}

func add(ctx context.Context, db *metadata.DB, blob []byte, as v1.Descriptor, label, value string) error {
	return content.WriteBlob(ctx, db.ContentStore(), as.Digest.String(), bytes.NewReader(blob), as,
		content.WithLabels(map[string]string{label: value}))
}

// addLayers makes a snapshot of every layer that there is none of yet, and names the last.
func (i image) addLayers(ctx context.Context, store snapshots.Snapshotter, diffs []digest.Digest) (string, error) {
	if len(diffs) != len(i.Dirs) {
		return "", fmt.Errorf("%d layers and %d directories", len(diffs), len(i.Dirs))
	}
	parent := ""
	for n := range diffs {
		chain := identity.ChainID(diffs[:n+1]).String()
		if _, err := store.Stat(ctx, chain); err != nil {
			key := "new " + chain
			mounts, err := store.Prepare(ctx, key, parent)
			if err != nil {
				return "", err
			}
			if err := store.Commit(ctx, chain, key); err != nil {
				return "", err
			}
			links[upperDir(mounts)] = i.Dirs[n]
		}
		parent = chain
	}
	return parent, nil
}

// upperDir is where the snapshot's own files are.
func upperDir(mounts []mount.Mount) string {
	for _, option := range mounts[0].Options {
		if upper, ok := strings.CutPrefix(option, "upperdir="); ok {
			return upper
		}
	}
	return mounts[0].Source
}

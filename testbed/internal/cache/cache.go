// Package cache keeps what the testbed builds, outside the clone, each piece under a hash of all it is made from. A
// piece is built in a temporary directory and renamed into place: an interrupted build leaves nothing half-made.
package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Piece is one layer of an image, and how to make it.
type Piece struct {
	Name  string        // short, a file name
	About string        // what a person reads while it is built
	Takes time.Duration // on two cores, nothing cached
	Files []string      // files and directories that it is built from, below the testbed
	Facts []string      // what else it depends on: versions, arguments
	Needs []*Piece      // pieces whose results it contains
	Build func(*Build) error
}

// Build is the making of one piece.
type Build struct {
	Source string    // the testbed's directory
	Root   string    // what is put here is the layer
	Work   string    // scratch, thrown away
	Log    io.Writer // where the output of tools goes
	Cache  *Cache
}

// Cache is the directory.
type Cache struct {
	Dir    string // everything below is the testbed's
	Source string // the testbed's directory in the clone
	keys   map[*Piece]string
}

// Open makes the cache directory if need be.
func Open(source string) (*Cache, error) {
	dir := os.Getenv("KSAIL_TESTBED_CACHE")
	if dir == "" {
		base := os.Getenv("XDG_CACHE_HOME")
		if base == "" {
			home, err := os.UserHomeDir()
			if err != nil {
				return nil, err
			}
			base = filepath.Join(home, ".cache")
		}
		dir = filepath.Join(base, "ksail-testbed")
	}
	c := &Cache{Dir: dir, Source: source, keys: map[*Piece]string{}}
	for _, sub := range []string{"pieces", "run", "log", "bin"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Path is a path below the cache directory.
func (c *Cache) Path(parts ...string) string {
	return filepath.Join(append([]string{c.Dir}, parts...)...)
}

// Has says whether the piece is there already.
func (c *Cache) Has(p *Piece) (bool, error) {
	dir, err := c.dir(p)
	if err != nil {
		return false, err
	}
	_, err = os.Stat(filepath.Join(dir, digestFile))
	return err == nil, nil
}

// Make builds the piece unless it is there. Its tools' output is in the log named in the error.
func (c *Cache) Make(p *Piece) error {
	if there, err := c.Has(p); there || err != nil {
		return err
	}
	final, err := c.dir(p)
	if err != nil {
		return err
	}
	temporary, err := os.MkdirTemp(c.Path("pieces"), ".new-"+p.Name+"-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary)
	logFile := c.Path("log", p.Name+".log")
	log, err := os.Create(logFile)
	if err != nil {
		return err
	}
	defer log.Close()
	build := &Build{Source: c.Source, Root: filepath.Join(temporary, "root"), Work: filepath.Join(temporary, "work"), Log: log, Cache: c}
	for _, dir := range []string{build.Root, build.Work} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			return err
		}
	}
	if err := p.Build(build); err != nil {
		return fmt.Errorf("building %s failed: %w; the full log is %s", p.Name, err, logFile)
	}
	if err := writeLayer(build.Root, temporary); err != nil {
		return fmt.Errorf("packing %s failed: %w", p.Name, err)
	}
	if err := os.RemoveAll(build.Root); err != nil {
		return err
	}
	if err := os.RemoveAll(build.Work); err != nil {
		return err
	}
	return os.Rename(temporary, final)
}

// Sweep removes what interrupted builds left behind.
func (c *Cache) Sweep() {
	leftovers, _ := filepath.Glob(c.Path("pieces", ".new-*"))
	for _, leftover := range leftovers {
		_ = os.RemoveAll(leftover)
	}
}

func (c *Cache) dir(p *Piece) (string, error) {
	key, err := c.key(p)
	return c.Path("pieces", p.Name+"-"+key), err
}

// key hashes everything the piece depends on.
func (c *Cache) key(p *Piece) (string, error) {
	if key, known := c.keys[p]; known {
		return key, nil
	}
	hash := sha256.New()
	fmt.Fprintln(hash, runtime.GOARCH, runtime.Version(), p.Name, strings.Join(p.Facts, "\n"))
	for _, needed := range p.Needs {
		key, err := c.key(needed)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(hash, needed.Name, key)
	}
	for _, file := range p.Files {
		if err := hashTree(hash, c.Source, file); err != nil {
			return "", err
		}
	}
	c.keys[p] = hex.EncodeToString(hash.Sum(nil))[:16]
	return c.keys[p], nil
}

func hashTree(hash io.Writer, base, path string) error {
	return filepath.WalkDir(filepath.Join(base, path), func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(file, "_test.go") {
			return err
		}
		content, err := os.ReadFile(file)
		relative, _ := filepath.Rel(base, file)
		fmt.Fprintln(hash, relative, len(content))
		_, _ = hash.Write(content)
		return err
	})
}

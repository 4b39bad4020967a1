package cache

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	layerFile  = "layer.tar"
	digestFile = "layer.sha256"
)

// Layer is a built piece: an uncompressed tar (on one machine, unpacking is what costs, not moving) and its SHA-256.
type Layer struct {
	File   string
	SHA256 string
	Size   int64
}

// Layer gives the built piece.
func (c *Cache) Layer(p *Piece) (Layer, error) {
	dir, err := c.dir(p)
	if err != nil {
		return Layer{}, err
	}
	digest, err := os.ReadFile(filepath.Join(dir, digestFile))
	if err != nil {
		return Layer{}, fmt.Errorf("%s is not built: %w", p.Name, err)
	}
	info, err := os.Stat(filepath.Join(dir, layerFile))
	if err != nil {
		return Layer{}, err
	}
	return Layer{File: filepath.Join(dir, layerFile), SHA256: strings.TrimSpace(string(digest)), Size: info.Size()}, nil
}

// writeLayer packs root into dir. The same files give the same bytes: times are left out, the order is by name.
func writeLayer(root, dir string) error {
	file, err := os.Create(filepath.Join(dir, layerFile))
	if err != nil {
		return err
	}
	defer file.Close()
	hash := sha256.New()
	archive := tar.NewWriter(io.MultiWriter(file, hash))
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		return pack(archive, root, path, entry)
	})
	if err != nil {
		return err
	}
	if err := archive.Close(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, digestFile), []byte(hex.EncodeToString(hash.Sum(nil))+"\n"), 0o644)
}

func pack(archive *tar.Writer, root, path string, entry fs.DirEntry) error {
	info, err := entry.Info()
	if err != nil {
		return err
	}
	target := ""
	if info.Mode()&fs.ModeSymlink != 0 {
		if target, err = os.Readlink(path); err != nil {
			return err
		}
	}
	header, err := tar.FileInfoHeader(info, target)
	if err != nil {
		return err
	}
	name, _ := filepath.Rel(root, path)
	header.Name, header.ModTime, header.Format = name, time.Unix(0, 0), tar.FormatPAX
	if entry.IsDir() {
		header.Name += "/"
	}
	header.Uid, header.Gid, header.Uname, header.Gname = 0, 0, "", ""
	header.AccessTime, header.ChangeTime = time.Time{}, time.Time{}
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return nil
	}
	content, err := os.Open(path)
	if err != nil {
		return err
	}
	defer content.Close()
	_, err = io.Copy(archive, content)
	return err
}

package cache

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
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

// File gives the content of one file of the built piece.
func (c *Cache) File(p *Piece, path string) (content []byte, err error) {
	err = fmt.Errorf("%s has no file %s", p.Name, path)
	failed := c.eachFile(p, func(name string, file io.Reader) error {
		if name == path {
			content, err = io.ReadAll(file)
		}
		return nil
	})
	return content, errors.Join(failed, err)
}

// Unpack writes the files of the built piece to dir. A file that changes is replaced at once, as it may be in use.
func (c *Cache) Unpack(p *Piece, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return c.eachFile(p, func(name string, file io.Reader) error {
		content, err := io.ReadAll(file)
		if err != nil {
			return err
		}
		target := filepath.Join(dir, name)
		if present, err := os.ReadFile(target); err == nil && bytes.Equal(present, content) {
			return nil
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		return errors.Join(os.WriteFile(target+".new", content, 0o644), os.Rename(target+".new", target))
	})
}

// eachFile does something with every regular file of the built piece.
func (c *Cache) eachFile(p *Piece, do func(name string, file io.Reader) error) error {
	layer, err := c.Layer(p)
	if err != nil {
		return err
	}
	file, err := os.Open(layer.File)
	if err != nil {
		return err
	}
	defer file.Close()
	archive := tar.NewReader(file)
	for {
		header, err := archive.Next()
		if err == io.EOF {
			return nil
		}
		if err == nil && header.Typeflag == tar.TypeReg {
			err = do(header.Name, archive)
		}
		if err != nil {
			return err
		}
	}
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

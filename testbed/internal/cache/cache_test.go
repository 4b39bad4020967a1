package cache

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func newCache(t *testing.T) *Cache {
	t.Helper()
	t.Setenv("KSAIL_TESTBED_CACHE", t.TempDir())
	c, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestKeyChangesWithWhateverAPieceIsMadeFrom(t *testing.T) {
	c := newCache(t)
	source := filepath.Join(c.Source, "main.go")
	write(t, source, "one")
	key := func(p *Piece) string {
		t.Helper()
		c.keys = map[*Piece]string{}
		key, err := c.key(p)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	needed := &Piece{Name: "needed"}
	piece := &Piece{Name: "piece", Files: []string{"main.go"}, Needs: []*Piece{needed}}
	seen := map[string]string{}
	for _, change := range []struct {
		what string
		do   func()
	}{
		{"nothing", func() {}},
		{"a file", func() { write(t, source, "two") }},
		{"a fact", func() { piece.Facts = []string{"v2"} }},
		{"a fact of a needed piece", func() { needed.Facts = []string{"v2"} }},
	} {
		change.do()
		now := key(piece)
		if earlier, same := seen[now]; same {
			t.Errorf("%s changed, and the key is still that of %s", change.what, earlier)
		}
		seen[now] = change.what
	}
	piece.Files = []string{"."}
	before := key(piece)
	write(t, filepath.Join(c.Source, "main_test.go"), "a test")
	if key(piece) != before {
		t.Error("a test file changed the key")
	}
}

func TestFailedBuildLeavesNothingAndNamesItsLog(t *testing.T) {
	c := newCache(t)
	attempts := 0
	piece := &Piece{Name: "piece", Build: func(b *Build) error {
		attempts++
		write(t, filepath.Join(b.Root, "file"), "content")
		if attempts == 1 {
			return errors.New("no network")
		}
		return nil
	}}
	err := c.Make(piece)
	if err == nil || !strings.Contains(err.Error(), "no network") || !strings.Contains(err.Error(), c.Path("log", "piece.log")) {
		t.Error(err)
	}
	if left, _ := os.ReadDir(c.Path("pieces")); len(left) != 0 {
		t.Error(left)
	}
	for range 2 {
		if err := c.Make(piece); err != nil {
			t.Fatal(err)
		}
	}
	if there, err := c.Has(piece); !there || err != nil || attempts != 2 {
		t.Error(there, err, attempts)
	}
}

func TestInterruptedBuildIsSweptAway(t *testing.T) {
	c := newCache(t)
	if err := os.MkdirAll(c.Path("pieces", ".new-piece-123", "root"), 0o755); err != nil {
		t.Fatal(err)
	}
	c.Sweep()
	if left, _ := os.ReadDir(c.Path("pieces")); len(left) != 0 {
		t.Error(left)
	}
}

func TestSameFilesGiveTheSameLayer(t *testing.T) {
	var digests []string
	for range 2 {
		c := newCache(t)
		piece := &Piece{Name: "piece", Build: func(b *Build) error {
			write(t, filepath.Join(b.Root, "b"), "two")
			write(t, filepath.Join(b.Root, "a"), "one")
			return os.Symlink("a", filepath.Join(b.Root, "c"))
		}}
		if err := c.Make(piece); err != nil {
			t.Fatal(err)
		}
		layer, err := c.Layer(piece)
		if err != nil {
			t.Fatal(err)
		}
		digests = append(digests, layer.SHA256)
	}
	if digests[0] != digests[1] {
		t.Error(digests)
	}
}

func TestUnpackReplacesWhatChangedAndLeavesTheRestAlone(t *testing.T) {
	c := newCache(t)
	content := "one"
	piece := func(fact string) *Piece {
		return &Piece{Name: "files", Facts: []string{fact}, Build: func(b *Build) error {
			return errors.Join(os.WriteFile(filepath.Join(b.Root, "same"), []byte("same"), 0o644),
				os.WriteFile(filepath.Join(b.Root, "new"), []byte(content), 0o644))
		}}
	}
	dir := filepath.Join(t.TempDir(), "made", "by", "it")
	unpack := func(p *Piece) os.FileInfo {
		t.Helper()
		if err := errors.Join(c.Make(p), c.Unpack(p, dir)); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(dir, "same"))
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	before := unpack(piece("first"))
	content = "two"
	if after := unpack(piece("second")); !os.SameFile(before, after) {
		t.Error("a file that did not change is another one")
	}
	if found, err := os.ReadFile(filepath.Join(dir, "new")); err != nil || string(found) != "two" {
		t.Errorf("%q, %v", found, err)
	}
	if found, err := c.File(piece("second"), "new"); err != nil || string(found) != "two" {
		t.Errorf("%q, %v", found, err)
	}
	if _, err := c.File(piece("second"), "other"); err == nil {
		t.Error("a file that is not there was found")
	}
}

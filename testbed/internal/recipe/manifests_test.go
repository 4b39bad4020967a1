package recipe

import (
	"os"
	"path/filepath"
	"testing"

	"ksail.io/testbed/internal/cache"
)

func TestJoinPutsOneSeparatorBeforeEveryFile(t *testing.T) {
	files, build := t.TempDir(), &cache.Build{Root: t.TempDir()}
	for name, content := range map[string]string{"1.yaml": "kind: A\n", "2.yaml": "---\nkind: B\n---\nkind: C\n", "3.yaml": "# D\n---\nkind: D\n"} {
		if err := os.WriteFile(filepath.Join(files, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := join(build, "all.yaml", filepath.Join(files, "*.yaml")); err != nil {
		t.Fatal(err)
	}
	const wanted = "---\nkind: A\n---\nkind: B\n---\nkind: C\n---\nkind: D\n"
	if found, err := os.ReadFile(filepath.Join(build.Root, "all.yaml")); err != nil || string(found) != wanted {
		t.Errorf("%v: %s", err, found)
	}
	if err := join(build, "none.yaml", filepath.Join(files, "*.json")); err == nil {
		t.Error("no files, and no error")
	}
}

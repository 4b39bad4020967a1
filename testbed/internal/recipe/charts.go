package recipe

import (
	"os"
	"path/filepath"

	"ksail.io/testbed/internal/cache"
)

// Charts are our own charts, which stand in for those of VCluster and k3k, where builds find them whatever becomes of this
// directory.
var Charts = &cache.Piece{
	Name: "charts", About: "charts of our own", Files: []string{"charts"},
	Build: func(b *cache.Build) error { return os.CopyFS(b.Root, os.DirFS(filepath.Join(b.Source, "charts"))) },
}

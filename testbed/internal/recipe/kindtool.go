package recipe

import (
	"time"

	"ksail.io/testbed/internal/cache"
)

// kindVersion is that of components/kind/go.mod.
const kindVersion = "v0.33.0"

// KindTool is kind's own command line, which has to recognize the clusters that the project makes of its nodes. It is no
// image's.
var KindTool = &cache.Piece{
	Name: "kind-tool", About: "kind " + kindVersion, Takes: 20 * time.Second,
	Files: []string{"components/kind"}, Facts: []string{kindVersion},
	Build: func(b *cache.Build) error { return goBuild(b, "components/kind", "sigs.k8s.io/kind", "kind", "") },
}

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/engine"
	"ksail.io/testbed/internal/image"
	"ksail.io/testbed/internal/recipe"
)

// mirrored are the registries whose images the testbed's registry answers for.
var mirrored = []string{"docker.io", "registry.k8s.io", "ghcr.io", "quay.io"}

// writeSettings writes what a build needs to use this testbed: the manifests, and what testbed/env reads. No registry:
// the vendors' images.
func writeSettings(c *cache.Cache, registry *engine.Registry) error {
	manifests, charts := c.Path("run", "manifests"), c.Path("run", "charts")
	if err := c.Unpack(recipe.Manifests, manifests); err != nil {
		return err
	}
	tools := c.Path("run", "tools")
	if err := c.Unpack(recipe.KindTool, tools); err != nil {
		return err
	}
	settings := []string{"KSAIL_TESTBED_IMAGES=vendor"}
	if registry != nil {
		mirrors := make([]string, len(mirrored))
		for i, host := range mirrored {
			mirrors[i] = host + "=" + registry.Mirrors
		}
		if err := errors.Join(c.Make(recipe.Charts), c.Unpack(recipe.Charts, charts)); err != nil {
			return err
		}
		settings = []string{"KSAIL_TESTBED_IMAGES=standin", "KSAIL_VCLUSTER_CHART=" + quoted(charts+"/vcluster"),
			"TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX=" + image.EnginePrefix,
			"KSAIL_REGISTRY_MIRRORS=" + strings.Join(mirrors, ",")}
		if _, err := os.Stat("/.dockerenv"); err == nil {
			// Testcontainers takes this machine for a container and would look for its host.
			settings = append(settings, "TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1")
		}
	}
	settings = append(settings, "KSAIL_TESTBED_MANIFESTS="+quoted(manifests), "KSAIL_TESTBED_KIND="+quoted(filepath.Join(tools, "kind")))
	content := ""
	for _, setting := range settings {
		content += fmt.Sprintf("export %s\n", setting)
	}
	file := c.Path("run", "env")
	if err := os.WriteFile(file+".new", []byte(content), 0o644); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// quoted is for a shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

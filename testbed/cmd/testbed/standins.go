package main

import (
	"fmt"
	"os"
	"time"

	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/engine"
	"ksail.io/testbed/internal/image"
	"ksail.io/testbed/internal/recipe"
)

// standIns plans what brings the stand-in images into the engine and the registry: building what is missing first.
func standIns(c *cache.Cache, p *progress, otherReleases []string) error {
	images := recipe.Images(otherReleases)
	c.Sweep()
	missing, err := missingPieces(c, append(recipe.Pieces(images), besides...))
	if err != nil {
		return err
	}
	for _, piece := range missing {
		p.add(piece.About, piece.Takes, func() (string, error) {
			if err := ensureBuildTools(c); err != nil {
				return "", err
			}
			return "", c.Make(piece)
		})
	}
	loading := time.Duration(0)
	if len(missing) > 0 {
		loading = 10 * time.Second
	}
	p.add("Images into the engine", loading, func() (string, error) {
		return counted(images, func(i *image.Image) (bool, error) {
			if !i.Engine {
				return false, nil
			}
			return i.Load(c)
		})
	})
	var registry *engine.Registry
	p.add("Registry", 0, func() (account string, err error) {
		registry, err = engine.EnsureRegistry(recipe.Registry.EngineName())
		if err != nil {
			return "", err
		}
		return "at " + registry.Local + ", from containers " + registry.Mirrors, nil
	})
	p.add("Images into the registry", 0, func() (string, error) {
		account, err := counted(images, func(i *image.Image) (bool, error) { return i.Push(c, registry.Local) })
		if err != nil {
			return "", err
		}
		return account, writeSettings(c, registry)
	})
	if len(missing) > 0 {
		fmt.Fprintf(os.Stdout, "Pieces of the images to build, once: %d (kept in %s; times are for two idle cores and empty caches)\n", len(missing), c.Dir)
	}
	return nil
}

func missingPieces(c *cache.Cache, pieces []*cache.Piece) (missing []*cache.Piece, err error) {
	for _, piece := range pieces {
		there, err := c.Has(piece)
		if err != nil {
			return nil, err
		}
		if !there {
			missing = append(missing, piece)
		}
	}
	return missing, nil
}

// counted does something with every image and says how many it changed.
func counted(images []*image.Image, do func(*image.Image) (bool, error)) (string, error) {
	changed := 0
	for _, img := range images {
		yes, err := do(img)
		if err != nil {
			return "", err
		}
		if yes {
			changed++
		}
	}
	if changed == 0 {
		return "all there", nil
	}
	return fmt.Sprintf("%d new", changed), nil
}

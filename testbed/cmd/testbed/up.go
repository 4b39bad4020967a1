package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"ksail.io/testbed/internal/bound"
	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/engine"
	"ksail.io/testbed/internal/recipe"
)

// besides is what tests use that is no image's.
var besides = []*cache.Piece{recipe.Manifests, recipe.KindTool}

// up brings everything up, with nodes of other releases of Kubernetes where they are asked for; what is there already is left as it is.
func up(c *cache.Cache, otherReleases []string) error {
	vendor, why, err := vendorImages()
	if err != nil {
		return err
	}
	fmt.Println(why)
	engine.RaiseLimits()
	p := &progress{out: os.Stdout}
	p.add("Docker engine", 0, func() (string, error) {
		if err := installWrapper(c); err != nil {
			return "", err
		}
		return engine.New(c).Ensure()
	})
	if vendor {
		for _, piece := range besides {
			if there, err := c.Has(piece); err != nil {
				return err
			} else if !there {
				p.add(piece.About, time.Minute, func() (string, error) { return "", c.Make(piece) })
			}
		}
		p.add("Settings", 0, func() (string, error) { return "", writeSettings(c, nil) })
	} else if err := standIns(c, p, otherReleases); err != nil {
		return err
	}
	return p.run()
}

// vendorImages says whether images come from their own registries.
func vendorImages() (vendor bool, why string, err error) {
	switch choice := os.Getenv("KSAIL_TESTBED"); choice {
	case "vendor":
		return true, "Images: the vendors' (KSAIL_TESTBED=vendor)", nil
	case "standin":
		return false, "Images: stand-ins (KSAIL_TESTBED=standin)", nil
	case "":
	default:
		return false, "", fmt.Errorf("KSAIL_TESTBED=%s: it is `vendor`, `standin`, or unset to find out", choice)
	}
	client := &http.Client{Timeout: 5 * time.Second}
	response, err := client.Get("https://registry-1.docker.io/v2/")
	if err != nil {
		return false, "Images: stand-ins, as Docker Hub cannot be reached", nil
	}
	response.Body.Close()
	// Without credentials a registry answers 401; anything else comes from something in between.
	if response.StatusCode != http.StatusUnauthorized && response.StatusCode != http.StatusOK {
		return false, "Images: stand-ins, as something answers for Docker Hub with " + response.Status, nil
	}
	return true, "Images: the vendors', as Docker Hub answers", nil
}

// installWrapper puts boundrunc where dockerd finds it, on machines that need it.
func installWrapper(c *cache.Cache) error {
	if !bound.Limited() {
		return nil
	}
	target := c.Path("bin", "boundrunc")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", target+".new", "./cmd/boundrunc")
	build.Dir, build.Env = c.Source, append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	if output, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building boundrunc failed: %w: %s", err, output)
	}
	return os.Rename(target+".new", target)
}

// buildTools are what the recipes call, and the Debian package that has it.
var buildTools = map[string]string{"gcc": "gcc", "make": "make", "bzip2": "bzip2", "xz": "xz-utils"}

func ensureBuildTools(c *cache.Cache) error {
	var missing []string
	for tool, pkg := range buildTools {
		if _, err := exec.LookPath(tool); err != nil {
			missing = append(missing, pkg)
			if pkg == "gcc" {
				missing = append(missing, "libc6-dev")
			}
		}
	}
	lists, _ := filepath.Glob("/var/lib/apt/lists/*Packages*")
	if len(missing) == 0 && len(lists) > 0 {
		return nil
	}
	return engine.AptInstall(c.Path("log", "apt-tools.log"), missing...)
}

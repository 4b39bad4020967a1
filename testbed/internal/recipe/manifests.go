package recipe

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"ksail.io/testbed/internal/cache"
)

// gatewayClass makes Envoy Gateway responsible for Gateways of the class eg, as its documentation does.
const gatewayClass = `---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: eg
spec:
  controllerName: gateway.envoyproxy.io/gatewayclass-controller
`

// Manifests are files for `kubectl apply`, from the vendors' modules: they are no image's, and made for the vendors'
// images too.
var Manifests = &cache.Piece{
	Name: "manifests", About: "manifests of MetalLB, the Gateway API and Envoy Gateway", Takes: 40 * time.Second,
	Files: []string{"components/envoygateway", "components/gateway-api", "components/metallb"},
	Facts: []string{envoyGatewayVersion, envoy.Name, gatewayClass, "2"}, // count up when the functions below change
	Build: func(b *cache.Build) error {
		gateway, err := module(b, "components/envoygateway", "github.com/envoyproxy/gateway")
		if err != nil {
			return err
		}
		api, err := module(b, "components/gateway-api", "sigs.k8s.io/gateway-api")
		if err != nil {
			return err
		}
		metallb, err := module(b, "components/metallb", "go.universe.tf/metallb")
		if err != nil {
			return err
		}
		chart := filepath.Join(gateway, "charts/gateway-helm")
		return errors.Join(
			join(b, "gateway-api.yaml", filepath.Join(api, "config/crd/standard/gateway.*.yaml"),
				filepath.Join(chart, "charts/crds/crds/generated/*.yaml")),
			join(b, "metallb.yaml", filepath.Join(metallb, "config/manifests/metallb-native.yaml")),
			renderChart(b, "envoy-gateway.yaml", chart))
	},
}

// join writes the objects of all files that match into one.
func join(b *cache.Build, target string, patterns ...string) error {
	separator := regexp.MustCompile(`(?m)\A(\s*#.*\n)*---\n`)
	var all bytes.Buffer
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil {
			return err
		}
		if len(files) == 0 {
			return fmt.Errorf("no files %s", pattern)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			fmt.Fprintf(&all, "---\n%s\n", bytes.TrimSpace(separator.ReplaceAll(content, nil)))
		}
	}
	return write(b, target, all.String())
}

func renderChart(b *cache.Build, target, chart string) error {
	var objects bytes.Buffer
	render := exec.Command("go", "run", ".", chart, envoyGatewayVersion, envoy.Name)
	render.Dir, render.Env = filepath.Join(b.Source, "components/envoygateway"), goEnvironment()
	if err := loggedTo(b, render, &objects); err != nil {
		return err
	}
	return write(b, target, objects.String()+gatewayClass)
}

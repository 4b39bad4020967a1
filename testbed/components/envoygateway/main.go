// Command envoygateway writes the Kubernetes objects of Envoy Gateway's own Helm chart, rendered by Helm's library as
// `helm template` does, for `kubectl apply`: hooks are plain objects, in the place where Helm would run them.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/release"
	"helm.sh/helm/v3/pkg/releaseutil"
)

const namespace = "envoy-gateway-system"

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: envoygateway <chart's directory> <version>")
		os.Exit(2)
	}
	objects, err := render(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: %s\n", namespace)
	for _, object := range objects {
		fmt.Printf("---\n%s\n", strings.TrimSpace(object))
	}
}

// render does what a release of Envoy Gateway does with its chart: the versions are put in, and the template of the
// values is filled.
func render(dir, version string) ([]string, error) {
	chart, err := loader.LoadDir(dir)
	if err != nil {
		return nil, err
	}
	chart.Metadata.Version, chart.Metadata.AppVersion = version, version
	template, err := os.ReadFile(filepath.Join(dir, "values.tmpl.yaml"))
	if err != nil {
		return nil, err
	}
	filled := strings.NewReplacer("${GatewayImage}", "docker.io/envoyproxy/gateway:"+version,
		"${GatewayImagePullPolicy}", "IfNotPresent").Replace(string(template))
	if left := regexp.MustCompile(`\$\{\w+}`).FindString(filled); left != "" {
		return nil, fmt.Errorf("the chart's values have %s, which is not known here", left)
	}
	values, err := chartutil.ReadValues([]byte(filled))
	if err != nil {
		return nil, err
	}
	options := chartutil.ReleaseOptions{Name: "eg", Namespace: namespace, Revision: 1, IsInstall: true}
	rendering, err := chartutil.ToRenderValues(chart, values, options, chartutil.DefaultCapabilities)
	if err != nil {
		return nil, err
	}
	files, err := engine.Render(chart, rendering)
	if err != nil {
		return nil, err
	}
	for name := range files {
		if strings.HasSuffix(name, "NOTES.txt") {
			delete(files, name)
		}
	}
	return inOrder(files)
}

// inOrder gives the objects in Helm's order: what runs before the installation, then the rest.
func inOrder(files map[string]string) ([]string, error) {
	hooks, manifests, err := releaseutil.SortManifests(files, nil, releaseutil.InstallOrder)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(hooks, func(a, b *release.Hook) int { return a.Weight - b.Weight })
	var objects []string
	for _, hook := range hooks {
		objects = append(objects, hook.Manifest)
	}
	for _, manifest := range manifests {
		objects = append(objects, manifest.Content)
	}
	return objects, nil
}

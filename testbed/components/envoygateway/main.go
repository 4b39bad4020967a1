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
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: envoygateway <chart's directory> <version> <image of Envoy>")
		os.Exit(2)
	}
	objects, err := render(os.Args[1], os.Args[2], os.Args[3])
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
// values is filled. Envoy's image is named by its tag only: what the program has built in is pinned to the digest of the
// vendor's image, which a registry of stand-ins does not have. The definitions of resources are installed from files.
func render(dir, version, envoyImage string) ([]string, error) {
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
	values = chartutil.CoalesceTables(chartutil.Values{
		"crds":   map[string]any{"enabled": false},
		"global": map[string]any{"images": map[string]any{"envoyProxy": map[string]any{"image": "docker.io/" + envoyImage}}},
	}, values)
	if err := chartutil.ProcessDependencies(chart, values); err != nil {
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

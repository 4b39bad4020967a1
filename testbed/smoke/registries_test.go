//go:build smoke

package smoke

import (
	"archive/tar"
	"os"
	"strings"
)

// registriesYAML is what the project writes into its nodes from KSAIL_REGISTRY_MIRRORS.
func registriesYAML() string {
	content := "mirrors:\n"
	for _, mirror := range strings.Split(os.Getenv("KSAIL_REGISTRY_MIRRORS"), ",") {
		registry, url, _ := strings.Cut(mirror, "=")
		content += "  " + registry + ":\n    endpoint: [\"" + url + "\"]\n"
	}
	return content
}

// registriesArchive is that file as `docker cp` wants it.
func registriesArchive() string {
	var archive strings.Builder
	writer := tar.NewWriter(&archive)
	content := registriesYAML()
	_ = writer.WriteHeader(&tar.Header{Name: "etc/rancher/k3s/registries.yaml", Mode: 0o644, Size: int64(len(content))})
	_, _ = writer.Write([]byte(content))
	_ = writer.Close()
	return archive.String()
}

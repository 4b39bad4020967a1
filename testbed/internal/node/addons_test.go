package node

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestEveryManifestIsAppliedToItsPath(t *testing.T) {
	var paths []string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		paths = append(paths, request.URL.Path)
	}))
	defer server.Close()
	client := &apiClient{url: server.URL, http: server.Client()}
	for name, documents := range map[string]int{"coredns.yaml.tmpl": 6, "join.yaml.tmpl": 7, "storage.yaml.tmpl": 3, "servers.yaml.tmpl": 3} {
		paths = nil
		data := map[string]any{"Domain": "cluster.local", "DNS": "10.43.0.10", "Image": CoreDNSImage, "CA": "a\nb", "ClusterCIDR": "10.42.0.0/16",
			"Storage": "/storage", "CloudController": "true", "Proof": "x", "Keys": "eA=="}
		if err := applyManifest(t.Context(), client, name, data); err != nil || len(paths) != documents {
			t.Errorf("%s: %v: %v", name, err, paths)
		}
	}
	if paths == nil {
		t.Error("nothing applied")
	}
}

func TestUnknownKindIsRefused(t *testing.T) {
	if _, err := resourcePath([]byte("kind: Surprise")); err == nil {
		t.Error("no error")
	}
}

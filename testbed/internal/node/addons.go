package node

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"sigs.k8s.io/yaml"
)

// CoreDNSImage is what the cluster's DNS runs from.
const CoreDNSImage = "rancher/mirrored-coredns-coredns:1.14.4"

//go:embed manifests
var manifests embed.FS

// resources are the API paths of the kinds in our own manifests.
var resources = map[string]string{
	"ConfigMap": "/api/v1/%sconfigmaps", "Secret": "/api/v1/%ssecrets", "Service": "/api/v1/%sservices", "ServiceAccount": "/api/v1/%sserviceaccounts",
	"Deployment":         "/apis/apps/v1/%sdeployments",
	"Role":               "/apis/rbac.authorization.k8s.io/v1/%sroles",
	"RoleBinding":        "/apis/rbac.authorization.k8s.io/v1/%srolebindings",
	"ClusterRole":        "/apis/rbac.authorization.k8s.io/v1/%sclusterroles",
	"ClusterRoleBinding": "/apis/rbac.authorization.k8s.io/v1/%sclusterrolebindings",
	"StorageClass":       "/apis/storage.k8s.io/v1/%sstorageclasses",
}

// applyManifest applies one of the embedded manifests.
func applyManifest(ctx context.Context, client *apiClient, name string, data any) error {
	content, err := manifests.ReadFile("manifests/" + name)
	if err != nil {
		return err
	}
	var filled bytes.Buffer
	if err := template.Must(template.New(name).Parse(string(content))).Execute(&filled, data); err != nil {
		return err
	}
	for _, document := range strings.Split(filled.String(), "\n---\n") {
		path, err := resourcePath([]byte(document))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := retry(ctx, func() error { return client.apply(ctx, path, []byte(document)) }); err != nil {
			return fmt.Errorf("%s: %s: %w", name, path, err)
		}
	}
	return nil
}

func resourcePath(document []byte) (string, error) {
	var head struct {
		Kind     string `json:"kind"`
		Metadata struct {
			Name      string `json:"name"`
			Namespace string `json:"namespace"`
		} `json:"metadata"`
	}
	if err := yaml.Unmarshal(document, &head); err != nil {
		return "", err
	}
	path, ok := resources[head.Kind]
	if !ok {
		return "", fmt.Errorf("kind %q has no known path", head.Kind)
	}
	namespace := ""
	if head.Metadata.Namespace != "" {
		namespace = "namespaces/" + head.Metadata.Namespace + "/"
	}
	return fmt.Sprintf(path, namespace) + "/" + head.Metadata.Name, nil
}

// deployAddons applies CoreDNS, local storage, what other nodes need to join, and the user's own manifests.
func deployAddons(ctx context.Context, config *Config, c *credentials, client *apiClient) error {
	if !slices.Contains(config.Disabled, "coredns") {
		err := applyManifest(ctx, client, "coredns.yaml.tmpl", map[string]any{
			"Domain": config.ClusterDomain, "DNS": config.ClusterDNS, "Image": CoreDNSImage})
		if err != nil {
			return err
		}
	}
	if config.LocalStorage != "" {
		if err := applyManifest(ctx, client, "storage.yaml.tmpl", nil); err != nil {
			return err
		}
	}
	if config.Clustered {
		keys, err := sealServerKeys(config, c)
		if err != nil {
			return err
		}
		if err := applyManifest(ctx, client, "servers.yaml.tmpl", map[string]any{"Keys": keys}); err != nil {
			return err
		}
	}
	info := joinInfo{CA: string(c.caPEM), ClusterCIDR: config.ClusterCIDR.String(), ClusterDNS: config.ClusterDNS.String(),
		ClusterDomain: config.ClusterDomain, LocalStorage: config.LocalStorage, CloudController: strconv.FormatBool(config.CloudController)}
	err := applyManifest(ctx, client, "join.yaml.tmpl", map[string]any{"CA": info.CA, "ClusterCIDR": info.ClusterCIDR,
		"DNS": info.ClusterDNS, "Domain": info.ClusterDomain, "Storage": info.LocalStorage, "CloudController": info.CloudController,
		"Proof": info.proof(config.Token)})
	if err != nil {
		return err
	}
	own, _ := filepath.Glob(filepath.Join(config.DataDir, "server", "manifests", "*.yaml"))
	for _, manifest := range own {
		if _, err := run(kubeDir+"/kubectl", "--kubeconfig", c.file("admin.kubeconfig"), "apply", "-f", manifest); err != nil {
			fmt.Printf("Manifest not applied: %v\n", err)
		}
	}
	return nil
}

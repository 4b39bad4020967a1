package node

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"sigs.k8s.io/yaml"
)

// registries is K3s's registries.yaml.
type registries struct {
	Mirrors map[string]struct {
		Endpoints []string          `json:"endpoint"`
		Rewrites  map[string]string `json:"rewrite"`
	} `json:"mirrors"`
	Configs map[string]registryConfig `json:"configs"`
}

type registryConfig struct {
	Auth *struct {
		Username string `json:"username"`
		Password string `json:"password"`
		Auth     string `json:"auth"`
		Token    string `json:"identity_token"`
	} `json:"auth"`
	TLS *struct {
		CAFile   string `json:"ca_file"`
		CertFile string `json:"cert_file"`
		KeyFile  string `json:"key_file"`
		Insecure bool   `json:"insecure_skip_verify"`
	} `json:"tls"`
}

// writeHosts turns registries.yaml into containerd's <dir>/<registry>/hosts.toml.
func writeHosts(registriesFile, dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	content, err := os.ReadFile(registriesFile)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	hosts, err := hostsTOML(content)
	if err != nil {
		return fmt.Errorf("%s: %w", registriesFile, err)
	}
	for registry, toml := range hosts {
		if err := writeFile(filepath.Join(dir, registry, "hosts.toml"), []byte(toml), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// hostsTOML gives a hosts.toml for every registry named. A registry with mirrors is asked through them only, so that
// an image they lack is answered "not found" at once instead of after a timeout of the real registry.
func hostsTOML(registriesYAML []byte) (map[string]string, error) {
	var config registries
	if err := yaml.UnmarshalStrict(registriesYAML, &config); err != nil {
		return nil, err
	}
	hosts := map[string]string{}
	for registry, mirror := range config.Mirrors {
		if len(mirror.Rewrites) > 0 {
			return nil, fmt.Errorf("mirrors.%q.rewrite is not supported by the testbed's node", registry)
		}
		if len(mirror.Endpoints) == 0 {
			continue
		}
		toml := ""
		for _, endpoint := range mirror.Endpoints {
			host, err := hostTOML(endpoint, config.Configs)
			if err != nil {
				return nil, err
			}
			toml += host
		}
		name := registry
		if name == "*" {
			name = "_default"
		}
		hosts[name] = fmt.Sprintf("server = %q\n", mirror.Endpoints[0]) + toml
	}
	for registry := range config.Configs {
		if _, mirrored := hosts[registry]; mirrored {
			continue
		}
		endpoint := "https://" + registry
		toml, err := hostTOML(endpoint, config.Configs)
		if err != nil {
			return nil, err
		}
		hosts[registry] = fmt.Sprintf("server = %q\n", endpoint) + toml
	}
	return hosts, nil
}

func hostTOML(endpoint string, configs map[string]registryConfig) (string, error) {
	parsed, err := url.Parse(endpoint)
	if err != nil || parsed.Host == "" {
		return "", fmt.Errorf("endpoint %q is not a URL", endpoint)
	}
	lines := []string{"  capabilities = [\"pull\", \"resolve\"]"}
	if path := strings.Trim(parsed.Path, "/"); path != "" && path != "v2" {
		lines = append(lines, "  override_path = true")
		if !strings.HasSuffix(path, "/v2") {
			endpoint = strings.TrimRight(endpoint, "/") + "/v2"
		}
	}
	if config, ok := configs[parsed.Host]; ok {
		lines = append(lines, tlsLines(config)...)
		if header := authorization(config); header != "" {
			lines = append(lines, fmt.Sprintf("  [host.%q.header]\n    Authorization = %q", endpoint, header))
		}
	}
	return fmt.Sprintf("[host.%q]\n%s\n", endpoint, strings.Join(lines, "\n")), nil
}

func tlsLines(config registryConfig) []string {
	if config.TLS == nil {
		return nil
	}
	var lines []string
	if config.TLS.Insecure {
		lines = append(lines, "  skip_verify = true")
	}
	if config.TLS.CAFile != "" {
		lines = append(lines, fmt.Sprintf("  ca = %q", config.TLS.CAFile))
	}
	if config.TLS.CertFile != "" {
		lines = append(lines, fmt.Sprintf("  client = [[%q, %q]]", config.TLS.CertFile, config.TLS.KeyFile))
	}
	sort.Strings(lines)
	return lines
}

func authorization(config registryConfig) string {
	switch {
	case config.Auth == nil:
		return ""
	case config.Auth.Token != "":
		return "Bearer " + config.Auth.Token
	case config.Auth.Auth != "":
		return "Basic " + config.Auth.Auth
	default:
		pair := config.Auth.Username + ":" + config.Auth.Password
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(pair))
	}
}

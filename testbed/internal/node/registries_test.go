package node

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMirrorsBecomeHosts(t *testing.T) {
	hosts, err := hostsTOML([]byte(`
mirrors:
  docker.io:
    endpoint: ["http://10.0.0.1:5005", "https://mirror.test/proxy"]
  "*":
    endpoint: ["https://all.test"]
  none.test: {}
configs:
  mirror.test:
    auth: {username: user, password: pass}
    tls: {insecure_skip_verify: true, ca_file: /ca.pem}
  alone.test:
    auth: {identity_token: abc}
`))
	if err != nil {
		t.Fatal(err)
	}
	expected := map[string]string{
		"docker.io": `server = "http://10.0.0.1:5005"
[host."http://10.0.0.1:5005"]
  capabilities = ["pull", "resolve"]
[host."https://mirror.test/proxy/v2"]
  capabilities = ["pull", "resolve"]
  override_path = true
  ca = "/ca.pem"
  skip_verify = true
  [host."https://mirror.test/proxy/v2".header]
    Authorization = "Basic dXNlcjpwYXNz"
`,
		"_default": `server = "https://all.test"
[host."https://all.test"]
  capabilities = ["pull", "resolve"]
`,
		"alone.test": `server = "https://alone.test"
[host."https://alone.test"]
  capabilities = ["pull", "resolve"]
  [host."https://alone.test".header]
    Authorization = "Bearer abc"
`,
	}
	for registry, toml := range expected {
		if hosts[registry] != toml {
			t.Errorf("%s:\n%s", registry, hosts[registry])
		}
	}
	if len(hosts) != len(expected)+1 { // mirror.test itself, too
		t.Errorf("%v", hosts)
	}
}

func TestBadRegistriesAreNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "registries.yaml")
	for content, expected := range map[string]string{
		"mirors: {}": `unknown field "mirors"`,
		"mirrors: {docker.io: {endpoint: [not-a-url]}}":                          `endpoint "not-a-url" is not a URL`,
		`mirrors: {docker.io: {endpoint: ["https://x"], rewrite: {"^a$": "b"}}}`: "rewrite is not supported",
	} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		err := writeHosts(file, t.TempDir())
		if err == nil || !strings.Contains(err.Error(), expected) || !strings.HasPrefix(err.Error(), file) {
			t.Errorf("%s: %v", content, err)
		}
	}
}

func TestNoRegistriesFileMeansNoMirrors(t *testing.T) {
	if err := writeHosts(filepath.Join(t.TempDir(), "absent"), t.TempDir()); err != nil {
		t.Error(err)
	}
}

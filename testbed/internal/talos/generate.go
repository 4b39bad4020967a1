package talos

import (
	"crypto"
	"crypto/rand"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// generation is what `talosctl gen config` is told.
type generation struct {
	name, endpoint, output, kubernetes string
	sans, mirrors                      []string
	patches                            map[string][]string // by machine type; those for both under ""
	force                              bool
}

// write makes controlplane.yaml, worker.yaml and talosconfig in the output directory.
func (g generation) write() error {
	endpoint, err := url.Parse(g.endpoint)
	if err != nil || endpoint.Scheme != "https" || endpoint.Port() == "" {
		return fmt.Errorf("the control plane endpoint URL should have scheme https:// and a port: %q", g.endpoint)
	}
	secrets, err := newSecrets()
	if err != nil {
		return err
	}
	files := map[string]string{}
	for _, kind := range []string{controlPlane, worker} {
		documents := g.documents(kind, secrets)
		for _, patch := range append(append([]string{}, g.patches[""]...), g.patches[kind]...) {
			if file, ok := strings.CutPrefix(patch, "@"); ok {
				content, err := os.ReadFile(file)
				if err != nil {
					return fmt.Errorf("error parsing config JSON patch: %w", err)
				}
				patch = string(content)
			}
			if documents, err = patched(documents, patch); err != nil {
				return fmt.Errorf("error parsing config JSON patch: %w", err)
			}
		}
		if files[kind+".yaml"], err = render(documents); err != nil {
			return err
		}
	}
	talosconfig, err := newTalosconfig(g.name, secrets["machine"])
	if err != nil {
		return err
	}
	files["talosconfig"] = talosconfig
	if err := os.MkdirAll(g.output, 0o755); err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(g.output, name)
		if _, err := os.Stat(path); err == nil && !g.force {
			return fmt.Errorf("%s already exists, use --force to overwrite", path)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			return err
		}
		fmt.Fprintln(os.Stderr, "Created", path)
	}
	return nil
}

// newSecrets are the authorities and keys of a cluster.
func newSecrets() (map[string]keyPair, error) {
	secrets := map[string]keyPair{}
	for name, newKey := range map[string]func() (crypto.Signer, error){
		"machine": ed25519Key, "kubernetes": ecdsaKey, "etcd": ecdsaKey, "aggregator": ecdsaKey} {
		key, err := newKey()
		if err != nil {
			return nil, err
		}
		if secrets[name], err = newAuthority(name, key); err != nil {
			return nil, err
		}
	}
	key, err := ecdsaKey()
	if err != nil {
		return nil, err
	}
	text, err := keyPEM(key)
	secrets["account"] = keyPair{Key: base64.StdEncoding.EncodeToString(text)}
	secrets["tokens"] = keyPair{Crt: token(), Key: token()}
	return secrets, err
}

func token() string { return letters(6) + "." + letters(16) }

func letters(count int) string {
	const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
	text := make([]byte, count)
	for i := range text {
		n, _ := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet))))
		text[i] = alphabet[n.Int64()]
	}
	return string(text)
}

func (g generation) documents(kind string, secrets map[string]keyPair) []document {
	id := make([]byte, 16)
	_, _ = rand.Read(id)
	both := func(pair keyPair) map[string]any {
		if kind == worker {
			return map[string]any{"crt": pair.Crt, "key": ""}
		}
		return map[string]any{"crt": pair.Crt, "key": pair.Key}
	}
	mirrors := map[string]any{}
	for _, mirror := range g.mirrors {
		host, address, _ := strings.Cut(mirror, "=")
		mirrors[host] = map[string]any{"endpoints": []any{address}}
	}
	sans := make([]any, len(g.sans))
	for i, san := range g.sans {
		sans[i] = san
	}
	machine := map[string]any{
		"type": kind, "token": secrets["tokens"].Crt, "ca": both(secrets["machine"]), "certSANs": sans,
		"kubelet":    map[string]any{"image": "ghcr.io/siderolabs/kubelet:v" + g.kubernetes},
		"registries": map[string]any{"mirrors": mirrors}, "features": map[string]any{"rbac": true},
	}
	cluster := map[string]any{
		"id": hex.EncodeToString(id), "controlPlane": map[string]any{"endpoint": g.endpoint}, "clusterName": g.name,
		"network": map[string]any{"dnsDomain": "cluster.local", "podSubnets": []any{"10.244.0.0/16"}, "serviceSubnets": []any{"10.96.0.0/12"}},
		"token":   secrets["tokens"].Key, "ca": both(secrets["kubernetes"]), "discovery": map[string]any{"enabled": true},
	}
	if kind == controlPlane {
		cluster["aggregatorCA"] = both(secrets["aggregator"])
		cluster["etcd"] = map[string]any{"ca": both(secrets["etcd"])}
		cluster["serviceAccount"] = map[string]any{"key": secrets["account"].Key}
		cluster["apiServer"] = map[string]any{"image": "registry.k8s.io/kube-apiserver:v" + g.kubernetes, "certSANs": append([]any{}, sans...)}
	}
	return []document{
		{"version": "v1alpha1", "debug": false, "persist": true, "machine": machine, "cluster": cluster},
		{"apiVersion": "v1alpha1", "kind": "HostnameConfig", "auto": "stable"},
	}
}

// talosconfig is the file of the tool's contexts.
type talosconfig struct {
	Context  string                   `json:"context"`
	Contexts map[string]accessContext `json:"contexts"`
}

type accessContext struct {
	Endpoints []string `json:"endpoints"`
	Nodes     []string `json:"nodes,omitempty"`
	CA        string   `json:"ca"`
	Crt       string   `json:"crt"`
	Key       string   `json:"key"`
}

func newTalosconfig(name string, machine keyPair) (string, error) {
	signer, err := machine.authority()
	if err != nil {
		return "", err
	}
	key, err := ed25519Key()
	if err != nil {
		return "", err
	}
	admin, err := signer.issue(pkix.Name{Organization: []string{"os:admin"}}, nil, key)
	if err != nil {
		return "", err
	}
	text, err := yaml.Marshal(talosconfig{name, map[string]accessContext{name: {Endpoints: []string{}, CA: machine.Crt, Crt: admin.Crt, Key: admin.Key}}})
	return string(text), err
}

package node

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestArgumentsBeatEnvironmentBeatsFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config.yaml")
	content := "token: from-file\nnode-name: from-file\nhttps-listen-port: 7443\ntls-san+: [one, two]\nunknown: ignored\ndisable: traefik\n"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("K3S_CONFIG_FILE", file)
	t.Setenv("K3S_NODE_NAME", "from-env")
	t.Setenv("K3S_TOKEN", "from-env")
	config, err := Read("server", []string{"--token=from-args"})
	if err != nil {
		t.Fatal(err)
	}
	if config.Token != "from-args" || config.Name != "from-env" || config.Port != 7443 ||
		!slices.Equal(config.SANs, []string{"one", "two"}) || !slices.Equal(config.Disabled, []string{"traefik"}) {
		t.Errorf("%+v", config)
	}
}

func TestDefaultsAreThoseOfK3s(t *testing.T) {
	config, err := Read("server", nil)
	if err != nil {
		t.Fatal(err)
	}
	if config.ClusterCIDR.String() != "10.42.0.0/16" || config.ServiceCIDR.String() != "10.43.0.0/16" ||
		config.ClusterDNS.String() != "10.43.0.10" || config.Port != 6443 ||
		config.LocalStorage != "/var/lib/rancher/k3s/storage" || config.Kubeconfig != "/etc/rancher/k3s/k3s.yaml" || config.KubeconfigMode != 0o600 || !config.KubeProxy {
		t.Errorf("%+v", config)
	}
}

func TestLocalStorageCanBeMovedAndDisabled(t *testing.T) {
	for argument, expected := range map[string]string{
		"--default-local-storage-path=/mnt/volumes": "/mnt/volumes", "--data-dir=/data": "/data/storage", "--disable=traefik,local-storage": "",
	} {
		if config, err := Read("server", []string{argument}); err != nil || config.LocalStorage != expected {
			t.Errorf("%s: %v %+v", argument, err, config)
		}
	}
}

func TestCertificateIsForEveryNameOfTheServer(t *testing.T) {
	config, err := Read("server", []string{"--tls-san=example.test,10.9.9.9", "--node-ip=192.0.2.7", "--service-cidr=10.128.0.0/16", "--node-name=n1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"example.test", "10.9.9.9", "192.0.2.7", "10.128.0.1", "n1", "127.0.0.1", "localhost",
		"kubernetes.default.svc.cluster.local"} {
		if !slices.Contains(config.serverSANs(), name) {
			t.Errorf("%s is not in %v", name, config.serverSANs())
		}
	}
}

func TestWhatThisNodeCannotDoIsRefused(t *testing.T) {
	for arguments, expected := range map[string]string{
		"agent --token=x":                        "--server is required",
		"agent --server=https://x:6443":          "--token is required",
		"server --server=https://x:6443":         "--token is required",
		"server --datastore-endpoint=mysql://x":  "not supported",
		"server --write-kubeconfig-mode=private": "invalid syntax",
	} {
		words := strings.Fields(arguments)
		if _, err := Read(words[0], words[1:]); err == nil || !strings.Contains(err.Error(), expected) {
			t.Errorf("%s: %v", arguments, err)
		}
	}
}

func TestTokenIsTheSecretAlone(t *testing.T) {
	for given, expected := range map[string]string{
		"plain": "plain", "K10abc::server:secret": "secret", "K10abc::node:a:b": "a:b", "K10plain": "K10plain", "a::b:c": "a::b:c",
	} {
		if got := bareToken(given); got != expected {
			t.Errorf("%s: %s", given, got)
		}
	}
}

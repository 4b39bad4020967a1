package node

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
)

func TestServerKeysAreReadWithTheTokenOnly(t *testing.T) {
	config, err := Read("server", []string{"--token=secret", "--cluster-init", "--node-ip=192.0.2.7", "--data-dir=" + t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	c, err := newCredentials(config)
	if err != nil {
		t.Fatal(err)
	}
	text, err := sealServerKeys(config, c)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil || bytes.Contains(sealed, []byte("PRIVATE KEY")) {
		t.Error("not encrypted", err)
	}
	keys, err := openServerKeys(sealed, "secret")
	if err != nil || len(keys.Files) != 2*len(authorities) || keys.Settings != config.settings() ||
		!bytes.Equal(keys.Files["server-ca.crt"], c.caPEM) || !strings.Contains(string(keys.Files["etcd-ca.key"]), "PRIVATE KEY") {
		t.Errorf("%v: %v", err, keys)
	}
	for token, bytes := range map[string][]byte{"other": sealed, "secret": sealed[:5], "secret ": nil} {
		if _, err := openServerKeys(bytes, token); err == nil {
			t.Errorf("%d bytes were opened with %q", len(bytes), token)
		}
	}
}

package node

import (
	"os"
	"path/filepath"
	"testing"
)

func TestPodsAreNotGivenANameserverOnLoopback(t *testing.T) {
	given := filepath.Join(t.TempDir(), "resolv.conf")
	config := &Config{ResolvConf: given, DataDir: t.TempDir()}
	for content, kept := range map[string]bool{
		"nameserver 10.0.0.2\nsearch x\n": true, "nameserver 127.0.0.11\n": false, "nameserver 127.0.0.11\nnameserver 10.0.0.2\n": true, "": false,
	} {
		if err := os.WriteFile(given, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if file, err := resolvConf(config); err != nil || (file == given) != kept {
			t.Errorf("%q: %s, %v", content, file, err)
		}
	}
}

package node

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"
)

func TestCertificatesVerifyAfterARestartToo(t *testing.T) {
	dir := t.TempDir()
	first, err := loadAuthority(dir, "server-ca")
	if err != nil {
		t.Fatal(err)
	}
	again, err := loadAuthority(dir, "server-ca")
	if err != nil {
		t.Fatal(err)
	}
	if !first.certificate.Equal(again.certificate) {
		t.Error("the authority is another one after a restart")
	}
	file := filepath.Join(dir, "leaf")
	if err := again.issue(file, identity{name: "server", sans: []string{"10.0.0.1", "example.test"}}); err != nil {
		t.Fatal(err)
	}
	content, _ := os.ReadFile(file + ".crt")
	block, _ := pem.Decode(content)
	leaf, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(first.certificate)
	for _, name := range []string{"10.0.0.1", "example.test"} {
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: name}); err != nil {
			t.Error(err)
		}
	}
	if info, _ := os.Stat(file + ".key"); info.Mode().Perm() != 0o600 {
		t.Error(info.Mode())
	}
}

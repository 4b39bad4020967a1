package recipe

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestJavaReadsTheTrustStore(t *testing.T) {
	keytool, err := exec.LookPath("keytool")
	if err != nil {
		t.Skip("no Java on this machine")
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IsCA: true, Subject: pkix.Name{CommonName: "a test"}}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	bundle := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})
	file := filepath.Join(t.TempDir(), "cacerts")
	if err := os.WriteFile(file, trustStore(append(bundle, bundle...)), 0o644); err != nil {
		t.Fatal(err)
	}
	output, err := exec.Command(keytool, "-list", "-keystore", file, "-storepass", "changeit").CombinedOutput()
	if err != nil || strings.Count(string(output), "trustedCertEntry") != 2 {
		t.Errorf("%v: %s", err, output)
	}
}

package node

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// authority is a certificate authority. Its key lives as long as the data directory; what it signs is made anew at
// every start, so that addresses and names are always today's.
type authority struct {
	certificate *x509.Certificate
	key         crypto.Signer
	certFile    string
	keyFile     string
}

// loadAuthority reads the authority from dir, or makes it.
func loadAuthority(dir, name string) (*authority, error) {
	ca := &authority{certFile: filepath.Join(dir, name+".crt"), keyFile: filepath.Join(dir, name+".key")}
	if err := loadKey(ca); err != nil {
		return nil, err
	}
	if content, err := os.ReadFile(ca.certFile); err == nil {
		block, _ := pem.Decode(content)
		if block == nil {
			return nil, fmt.Errorf("%s holds no certificate", ca.certFile)
		}
		ca.certificate, err = x509.ParseCertificate(block.Bytes)
		return ca, err
	}
	root := blank(pkix.Name{CommonName: "ksail-testbed-" + name})
	root.IsCA, root.BasicConstraintsValid = true, true
	root.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment
	der, err := x509.CreateCertificate(rand.Reader, root, root, ca.key.Public(), ca.key)
	if err != nil {
		return nil, err
	}
	if ca.certificate, err = x509.ParseCertificate(der); err != nil {
		return nil, err
	}
	return ca, writePEM(ca.certFile, "CERTIFICATE", der, 0o644)
}

func loadKey(ca *authority) error {
	content, err := os.ReadFile(ca.keyFile)
	if os.IsNotExist(err) {
		ca.key, err = newKey(ca.keyFile)
		return err
	}
	if err != nil {
		return err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return fmt.Errorf("%s holds no key", ca.keyFile)
	}
	ca.key, err = x509.ParseECPrivateKey(block.Bytes)
	return err
}

// identity is who a certificate is for: a name with groups as a client, SANs as a server.
type identity struct {
	name   string
	groups []string
	sans   []string
}

// issue writes <file>.crt and <file>.key.
func (ca *authority) issue(file string, who identity) error {
	key, err := newKey(file + ".key")
	if err != nil {
		return err
	}
	leaf := blank(pkix.Name{CommonName: who.name, Organization: who.groups})
	leaf.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment
	leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	if len(who.sans) > 0 {
		leaf.ExtKeyUsage = append(leaf.ExtKeyUsage, x509.ExtKeyUsageServerAuth)
	}
	for _, san := range who.sans {
		if ip := net.ParseIP(san); ip != nil {
			leaf.IPAddresses = append(leaf.IPAddresses, ip)
		} else {
			leaf.DNSNames = append(leaf.DNSNames, san)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca.certificate, key.Public(), ca.key)
	if err != nil {
		return err
	}
	return writePEM(file+".crt", "CERTIFICATE", der, 0o644)
}

func blank(subject pkix.Name) *x509.Certificate {
	serial, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	return &x509.Certificate{
		SerialNumber: serial, Subject: subject,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(10, 0, 0),
	}
}

func newKey(file string) (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	return key, writePEM(file, "EC PRIVATE KEY", der, 0o600)
}

func writePEM(file, kind string, der []byte, mode os.FileMode) error {
	return writeFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode)
}

// writeFile writes a file at once or not at all: readers never see half of it.
func writeFile(file string, content []byte, mode os.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	temporary := file + ".new"
	if err := os.WriteFile(temporary, content, mode); err != nil {
		return err
	}
	if err := os.Chmod(temporary, mode); err != nil {
		return err
	}
	return os.Rename(temporary, file)
}

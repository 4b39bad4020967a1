package talos

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"time"
)

// authority signs certificates.
type authority struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

// newAuthority makes one with a key of the kind that Talos uses: Ed25519 for its own, ECDSA for Kubernetes' and etcd's.
func newAuthority(name string, key crypto.Signer) (keyPair, error) {
	root := blank(pkix.Name{Organization: []string{name}})
	root.IsCA, root.BasicConstraintsValid = true, true
	root.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	der, err := x509.CreateCertificate(rand.Reader, root, root, key.Public(), key)
	if err != nil {
		return keyPair{}, err
	}
	return encoded(der, key)
}

func ecdsaKey() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }

func ed25519Key() (crypto.Signer, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	return key, err
}

func encoded(der []byte, key crypto.Signer) (keyPair, error) {
	keyPEM, err := keyPEM(key)
	if err != nil {
		return keyPair{}, err
	}
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return keyPair{base64.StdEncoding.EncodeToString(certificate), base64.StdEncoding.EncodeToString(keyPEM)}, nil
}

// keyPEM writes keys as Talos does: Ed25519 in PKCS #8 under a name of its own.
func keyPEM(key crypto.Signer) ([]byte, error) {
	if ec, ok := key.(*ecdsa.PrivateKey); ok {
		der, err := x509.MarshalECPrivateKey(ec)
		return pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}), err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return pem.EncodeToMemory(&pem.Block{Type: "ED25519 PRIVATE KEY", Bytes: der}), err
}

func (k keyPair) authority() (*authority, error) {
	certificatePEM, keyPEM, err := k.pem()
	if err != nil {
		return nil, err
	}
	certificateBlock, _ := pem.Decode(certificatePEM)
	keyBlock, _ := pem.Decode(keyPEM)
	if certificateBlock == nil || keyBlock == nil {
		return nil, errors.New("no certificate authority with its key")
	}
	certificate, err := x509.ParseCertificate(certificateBlock.Bytes)
	if err != nil {
		return nil, err
	}
	if keyBlock.Type == "EC PRIVATE KEY" {
		key, err := x509.ParseECPrivateKey(keyBlock.Bytes)
		return &authority{certificate, key}, err
	}
	key, err := x509.ParsePKCS8PrivateKey(keyBlock.Bytes)
	if err != nil {
		return nil, err
	}
	return &authority{certificate, key.(crypto.Signer)}, nil
}

// issue makes a certificate that is good for a client, and for a server at the names given.
func (a *authority) issue(subject pkix.Name, names []string, key crypto.Signer) (keyPair, error) {
	leaf := blank(subject)
	leaf.KeyUsage = x509.KeyUsageDigitalSignature
	leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			leaf.IPAddresses = append(leaf.IPAddresses, ip)
		} else {
			leaf.DNSNames = append(leaf.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, a.certificate, key.Public(), a.key)
	if err != nil {
		return keyPair{}, err
	}
	return encoded(der, key)
}

func blank(subject pkix.Name) *x509.Certificate {
	serial, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	return &x509.Certificate{SerialNumber: serial, Subject: subject,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0)}
}

func (k keyPair) tls() (tls.Certificate, error) {
	certificate, key, err := k.pem()
	if err != nil {
		return tls.Certificate{}, err
	}
	// Go wants the usual name.
	if block, _ := pem.Decode(key); block != nil && block.Type == "ED25519 PRIVATE KEY" {
		block.Type = "PRIVATE KEY"
		key = pem.EncodeToMemory(block)
	}
	return tls.X509KeyPair(certificate, key)
}

// pool trusts the pair's certificate.
func (k keyPair) pool() (*x509.CertPool, error) {
	certificate, err := base64.StdEncoding.DecodeString(k.Crt)
	pool := x509.NewCertPool()
	if err == nil && !pool.AppendCertsFromPEM(certificate) {
		err = errors.New("no certificate of an authority")
	}
	return pool, err
}

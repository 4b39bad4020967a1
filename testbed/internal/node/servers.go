package node

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// How a server joins others. It finds out whom to trust as an agent does (join.go). All servers need the same
// authorities, so those that may be joined publish theirs in the Secret kube-system/k3s-servers, encrypted with a key
// derived from the shared token; a bearer token derived from it, too, lets a joining server read that. With the
// authorities it makes its own certificates, and then joins etcd (etcd.go).

const (
	serversPath = "/api/v1/namespaces/kube-system/secrets/k3s-servers"
	// keysPatience is how long a server that is reached may take to give its keys.
	keysPatience = 5 * time.Second
)

// authorities are what all servers share, each a certificate and a key.
var authorities = []string{"server-ca", "etcd-ca", "request-header-ca", "service"}

// serverKeys are what a joining server is given.
type serverKeys struct {
	Settings string            // what must be the same on all servers
	Files    map[string][]byte // by name, below server/tls
}

// settings are those in which servers may not differ.
func (c *Config) settings() string {
	return fmt.Sprintf("--cluster-cidr=%s --service-cidr=%s --cluster-dns=%s --cluster-domain=%s",
		c.ClusterCIDR, c.ServiceCIDR, c.ClusterDNS, c.ClusterDomain)
}

// sealServerKeys gives this server's keys as they are published.
func sealServerKeys(config *Config, c *credentials) (string, error) {
	keys := serverKeys{Settings: config.settings(), Files: map[string][]byte{}}
	for _, name := range authorities {
		for _, file := range []string{name + ".crt", name + ".key"} {
			content, err := os.ReadFile(c.file(file))
			if err != nil {
				return "", err
			}
			keys.Files[file] = content
		}
	}
	content, err := json.Marshal(keys)
	if err != nil {
		return "", err
	}
	aead, err := keysCipher(config.Token)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce)
	return base64.StdEncoding.EncodeToString(aead.Seal(nonce, nonce, content, nil)), nil
}

func openServerKeys(sealed []byte, token string) (serverKeys, error) {
	var keys serverKeys
	aead, err := keysCipher(token)
	if err != nil {
		return keys, err
	}
	if len(sealed) < aead.NonceSize() {
		return keys, errors.New("the keys are cut short")
	}
	content, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], nil)
	if err != nil {
		return keys, err
	}
	return keys, json.Unmarshal(content, &keys)
}

func keysCipher(token string) (cipher.AEAD, error) {
	key := sha256.Sum256([]byte(derive(token, "server keys")))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// obtainKeys writes the keys of the servers to join where newCredentials finds them.
func (n *Node) obtainKeys() error {
	config := n.config
	info, err := askToJoin(n.ctx, config)
	if err != nil {
		return err
	}
	n.say("Joining %s", config.ServerURL)
	client, err := newAPIClient(config.ServerURL, []byte(info.CA), "", derive(config.Token, "server"))
	if err != nil {
		return err
	}
	var secret struct{ Data map[string][]byte }
	patience, cancel := context.WithTimeout(n.ctx, keysPatience)
	defer cancel()
	var answer error
	if retry(patience, func() error { answer = client.get(n.ctx, serversPath, &secret); return answer }) != nil {
		return fmt.Errorf("%s takes no other servers (was it started with --cluster-init?): %w", config.ServerURL, answer)
	}
	keys, err := openServerKeys(secret.Data["keys"], config.Token)
	if err != nil {
		return fmt.Errorf("keys of %s: %w", config.ServerURL, err)
	}
	if own := config.settings(); own != keys.Settings {
		return fmt.Errorf("settings must be those of %s: %s; here %s", config.ServerURL, keys.Settings, own)
	}
	for name, content := range keys.Files {
		if err := writeFile(filepath.Join(config.DataDir, "server", "tls", filepath.Base(name)), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// retryAloud is retry that says what it waits for.
func (n *Node) retryAloud(what string, try func() error) error {
	last := ""
	return retry(n.ctx, func() error {
		err := try()
		if err != nil && err.Error() != last {
			last = err.Error()
			n.say("Waiting (%s): %s", what, strings.TrimSpace(last))
		}
		return err
	})
}

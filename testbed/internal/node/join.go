package node

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"time"
)

// How an agent joins. Server and agent share a token; kube-apiserver alone answers on the server's port, so everything
// goes through Kubernetes' own API:
//   - the server publishes its CA and cluster settings in the ConfigMap kube-public/k3s-join, readable by anyone, with a
//     proof (an HMAC keyed by the token). The agent reads it over TLS it cannot verify yet, checks the proof, and from
//     then on verifies every connection against that CA;
//   - a bearer token derived from the shared one lets the agent ask for its kubelet's certificate (TLS bootstrap) and run
//     kube-proxy; the shared token itself never travels.

const joinPath = "/api/v1/namespaces/kube-public/configmaps/k3s-join"

// joinInfo is what the ConfigMap says.
type joinInfo struct {
	CA            string `json:"ca.crt"`
	ClusterCIDR   string `json:"clusterCIDR"`
	ClusterDNS    string `json:"clusterDNS"`
	ClusterDomain string `json:"clusterDomain"`
	LocalStorage  string `json:"localStorage"`
	Proof         string `json:"proof"`

	CloudController string `json:"cloudController"`
}

func (j joinInfo) proof(token string) string {
	return derive(token, "join\n"+j.CA+"\n"+j.ClusterCIDR+"\n"+j.ClusterDNS+"\n"+j.ClusterDomain+"\n"+j.LocalStorage+"\n"+j.CloudController)
}

// derive makes a secret for one purpose from the token.
func derive(token, purpose string) string {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte(purpose))
	return hex.EncodeToString(mac.Sum(nil))
}

// settleToken keeps the token given, or of an earlier start, or makes one; and lets agents in that know it.
func settleToken(config *Config, c *credentials) error {
	file := filepath.Join(config.DataDir, "server", "token")
	if config.Token == "" {
		earlier, err := os.ReadFile(file)
		if err == nil {
			config.Token = bareToken(string(earlier))
		} else {
			secret := make([]byte, 16)
			_, _ = rand.Read(secret)
			config.Token = hex.EncodeToString(secret)
		}
	}
	hash := sha256.Sum256(c.caPEM)
	full := fmt.Sprintf("K10%x::server:%s", hash, config.Token)
	if err := writeFile(file, []byte(full), 0o600); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(config.DataDir, "server", "node-token"), []byte(full+"\n"), 0o600); err != nil {
		return err
	}
	c.tokenFile = c.file("joiners.csv")
	joiners := fmt.Sprintf("%s,k3s:agent,k3s:agent,\"system:bootstrappers\"\n%s,k3s:server,k3s:server,\"k3s:servers\"\n",
		derive(config.Token, "agent"), derive(config.Token, "server"))
	return writeFile(c.tokenFile, []byte(joiners), 0o600)
}

// askToJoin waits for the server and gives what it publishes, proven to come from one who knows the token.
func askToJoin(ctx context.Context, config *Config) (joinInfo, error) {
	// A connection each time: one that was made before the server's Service had an endpoint may lead somewhere else.
	insecure := &http.Client{Timeout: 3 * time.Second, Transport: &http.Transport{DisableKeepAlives: true,
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} // the proof is what is verified
	last := ""
	for {
		info, err := readJoin(ctx, insecure, config.ServerURL+joinPath)
		switch {
		case err == nil && hmac.Equal([]byte(info.Proof), []byte(info.proof(config.Token))):
			return info, nil
		case err == nil:
			return info, fmt.Errorf("%s does not know this agent's token", config.ServerURL)
		case err.Error() != last:
			last = err.Error()
			fmt.Printf("Waiting for the server: %s\n", last)
		}
		select {
		case <-ctx.Done():
			return joinInfo{}, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func readJoin(ctx context.Context, client *http.Client, url string) (joinInfo, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return joinInfo{}, err
	}
	response, err := client.Do(request)
	if err != nil {
		return joinInfo{}, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		words, _ := io.ReadAll(io.LimitReader(response.Body, 512))
		return joinInfo{}, fmt.Errorf("%s answers %s: %s", url, response.Status, words)
	}
	var published struct {
		Data joinInfo `json:"data"`
	}
	err = json.NewDecoder(response.Body).Decode(&published)
	return published.Data, err
}

// adopt takes over the cluster's settings.
func (c *Config) adopt(info joinInfo) error {
	var err error
	if c.ClusterCIDR, err = netip.ParsePrefix(info.ClusterCIDR); err != nil {
		return err
	}
	c.ClusterDomain, c.LocalStorage, c.CloudController = info.ClusterDomain, info.LocalStorage, info.CloudController == "true"
	c.ClusterDNS, err = netip.ParseAddr(info.ClusterDNS)
	return err
}

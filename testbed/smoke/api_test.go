//go:build smoke

package smoke

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net/http"
	"testing"
	"time"

	"sigs.k8s.io/yaml"
)

// verified asks the API at the address for its nodes, as a client with that kubeconfig does: TLS is verified.
func verified(t *testing.T, kubeconfig, address string) error {
	t.Helper()
	var config struct {
		Clusters []struct {
			Cluster struct {
				CA string `json:"certificate-authority-data"`
			} `json:"cluster"`
		} `json:"clusters"`
		Users []struct {
			User struct {
				Certificate string `json:"client-certificate-data"`
				Key         string `json:"client-key-data"`
			} `json:"user"`
		} `json:"users"`
	}
	if err := yaml.Unmarshal([]byte(kubeconfig), &config); err != nil || len(config.Clusters) != 1 || len(config.Users) != 1 {
		t.Fatalf("not a kubeconfig (%v): %s", err, kubeconfig)
	}
	decoded := func(text string) []byte {
		content, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	user := config.Users[0].User
	pair, err := tls.X509KeyPair(decoded(user.Certificate), decoded(user.Key))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(decoded(config.Clusters[0].Cluster.CA))
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}}}}
	defer client.CloseIdleConnections()
	response, err := client.Get("https://" + address + "/api/v1/nodes")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", address, response.Status)
	}
	return nil
}

package talos

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"sigs.k8s.io/yaml"
)

const (
	nodeHeader = "X-Talos-Node"
	callLimit  = 30 * time.Second
)

// rpcError is a failure in the words of gRPC, which Talos speaks.
type rpcError struct {
	Code string `json:"code"`
	Desc string `json:"desc"`
}

func (e *rpcError) Error() string {
	return fmt.Sprintf("rpc error: code = %s desc = %s", e.Code, e.Desc)
}

// client calls the Talos API of a node, by way of an endpoint.
type client struct {
	endpoint, node string
	tls            *tls.Config
}

// newClient takes endpoint and node from the configuration where they are not given.
func newClient(file, endpoint, node string) (*client, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("failed to open config file %q: %w", file, err)
	}
	var known talosconfig
	if err := yaml.Unmarshal(content, &known); err != nil {
		return nil, err
	}
	current, ok := known.Contexts[known.Context]
	if !ok {
		return nil, fmt.Errorf("default context %q is not defined in config", known.Context)
	}
	if endpoint == "" && len(current.Endpoints) > 0 {
		endpoint = current.Endpoints[0]
	}
	if node == "" && len(current.Nodes) > 0 {
		node = current.Nodes[0]
	}
	if endpoint == "" {
		return nil, errors.New("failed to determine endpoints")
	}
	if node == "" {
		return nil, errors.New("nodes are not set for the command: please use `--nodes` flag or configuration file to set the nodes to run the command against")
	}
	return newClientOf(current, endpoint, node)
}

func newClientOf(who accessContext, endpoint, node string) (*client, error) {
	authority, err := keyPair{Crt: who.CA}.pool()
	if err != nil {
		return nil, err
	}
	certificate, err := keyPair{who.Crt, who.Key}.tls()
	if err != nil {
		return nil, err
	}
	if _, _, err := net.SplitHostPort(endpoint); err != nil {
		endpoint = net.JoinHostPort(endpoint, apiPort)
	}
	return &client{endpoint, node, &tls.Config{RootCAs: authority, Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS13}}, nil
}

// call asks for something; the answer is JSON, or text where into is a string.
func (c *client) call(method, path string, body any, into any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(method, "https://"+c.endpoint+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set(nodeHeader, c.node)
	caller := http.Client{Transport: &http.Transport{TLSClientConfig: c.tls, DisableKeepAlives: true}, Timeout: callLimit}
	response, err := caller.Do(request)
	if err != nil {
		return &rpcError{"Unavailable", fmt.Sprintf("connection error: desc = %q", errors.Unwrap(err))}
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		failure := &rpcError{"Unknown", string(answer)}
		_ = json.Unmarshal(answer, failure)
		return failure
	}
	if text, ok := into.(*string); ok {
		*text = string(answer)
		return nil
	}
	return json.Unmarshal(answer, into)
}

package node

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"time"
)

// apiClient is what little of the Kubernetes API this program needs; client-go would make it many times as large and
// slower to start.
type apiClient struct {
	url   string
	http  *http.Client
	token string
}

// statusError is an answer that is no success.
type statusError struct {
	code int
	body string
}

func (e *statusError) Error() string { return fmt.Sprintf("HTTP %d: %s", e.code, e.body) }

func newAPIClient(url string, caPEM []byte, certificateFile, token string) (*apiClient, error) {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(caPEM)
	config := &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	if certificateFile != "" {
		pair, err := tls.LoadX509KeyPair(certificateFile+".crt", certificateFile+".key")
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{pair}
	}
	transport := &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: true, TLSHandshakeTimeout: 5 * time.Second,
		HTTP2: &http.HTTP2Config{SendPingTimeout: 10 * time.Second, PingTimeout: 5 * time.Second}} // a watch must not outlive its server
	return &apiClient{url: url, token: token, http: &http.Client{Transport: transport}}, nil
}

func (a *apiClient) open(ctx context.Context, method, path, contentType string, body []byte) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, a.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	if a.token != "" {
		request.Header.Set("Authorization", "Bearer "+a.token)
	}
	response, err := a.http.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 300 {
		defer response.Body.Close()
		text, _ := io.ReadAll(io.LimitReader(response.Body, 2048))
		return nil, &statusError{response.StatusCode, string(text)}
	}
	return response, nil
}

func (a *apiClient) call(ctx context.Context, method, path, contentType string, body []byte, into any) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	response, err := a.open(ctx, method, path, contentType, body)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if into == nil {
		_, err = io.Copy(io.Discard, response.Body)
		return err
	}
	err = json.NewDecoder(response.Body).Decode(into)
	_, _ = io.Copy(io.Discard, response.Body) // an answer not read to its end is a broken connection to the server
	return err
}

func (a *apiClient) get(ctx context.Context, path string, into any) error {
	return a.call(ctx, http.MethodGet, path, "", nil, into)
}

// create makes an object; that it exists is success too.
func (a *apiClient) create(ctx context.Context, path string, body any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	err = a.call(ctx, http.MethodPost, path, "application/json", content, nil)
	if failure, ok := err.(*statusError); ok && failure.code == http.StatusConflict {
		return nil
	}
	return err
}

// apply is server-side apply: the object is made, or made to be so.
func (a *apiClient) apply(ctx context.Context, path string, manifest []byte) error {
	return a.call(ctx, http.MethodPatch, path+"?fieldManager=k3s&force=true", "application/apply-patch+yaml", manifest, nil)
}

// merge changes an object by a JSON merge patch.
func (a *apiClient) merge(ctx context.Context, path string, change any) error {
	content, err := json.Marshal(change)
	if err != nil {
		return err
	}
	return a.call(ctx, http.MethodPatch, path, "application/merge-patch+json", content, nil)
}

// nodeObject is the part of a Node that networking needs.
type nodeObject struct {
	Metadata struct {
		Name            string `json:"name"`
		ResourceVersion string `json:"resourceVersion"`

		DeletionTimestamp string   `json:"deletionTimestamp"`
		Finalizers        []string `json:"finalizers"`
	} `json:"metadata"`
	Spec struct {
		PodCIDR string  `json:"podCIDR"`
		Taints  []taint `json:"taints"`
	} `json:"spec"`
	Status struct {
		Addresses  []struct{ Type, Address string }
		Conditions []struct{ Type, Status, Message string }
	} `json:"status"`
}

func (n nodeObject) internalIP() netip.Addr {
	for _, address := range n.Status.Addresses {
		if ip, err := netip.ParseAddr(address.Address); err == nil && address.Type == "InternalIP" && ip.Is4() {
			return ip
		}
	}
	return netip.Addr{}
}

func (n nodeObject) pods() netip.Prefix {
	prefix, _ := netip.ParsePrefix(n.Spec.PodCIDR)
	return prefix
}

func (n nodeObject) ready() bool {
	for _, condition := range n.Status.Conditions {
		if condition.Type == "Ready" {
			return condition.Status == "True"
		}
	}
	return false
}

// follow tells of every object there is below the path, then of every change, until the context ends. When a
// connection ends, the next tells of everything again.
func follow[T any](ctx context.Context, a *apiClient, path string, tell func(deleted bool, object T)) {
	for ctx.Err() == nil {
		err := watch(ctx, a, path, tell)
		if err != nil && ctx.Err() == nil {
			time.Sleep(time.Second) // the server is away; its own liveness is watched elsewhere
		}
	}
}

// watch is follow until the connection ends.
func watch[T any](ctx context.Context, a *apiClient, path string, tell func(deleted bool, object T)) error {
	response, err := a.open(ctx, http.MethodGet, path+"?watch=true", "", nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	for decoder := json.NewDecoder(response.Body); ; {
		var event struct {
			Type   string `json:"type"`
			Object T      `json:"object"`
		}
		if err := decoder.Decode(&event); err != nil {
			return err
		}
		switch event.Type {
		case "ADDED", "MODIFIED", "DELETED":
			tell(event.Type == "DELETED", event.Object)
		}
	}
}

package talos

import (
	"crypto/tls"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

type machineStatus struct {
	Stage  string `json:"stage"`
	Status struct {
		Ready bool `json:"ready"`
	} `json:"status"`
}

// api serves a node's Talos API.
type api struct {
	node    *node
	version string
	address string

	mutex   sync.Mutex
	serving keyPair
}

// serve begins to answer.
func (a *api) serve() error {
	if err := a.renew(); err != nil {
		return err
	}
	trusted, err := a.node.config.Machine.CA.pool()
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	for pattern, handle := range map[string]func(*http.Request) (any, error){
		"GET /version":        func(*http.Request) (any, error) { return a.version, nil },
		"GET /machinestatus":  func(*http.Request) (any, error) { return a.node.status(), nil },
		"GET /services":       func(*http.Request) (any, error) { return a.node.services(), nil },
		"GET /logs/{service}": a.logs,
		"POST /bootstrap":     func(*http.Request) (any, error) { return "", a.node.bootstrap() },
		"GET /kubeconfig":     func(*http.Request) (any, error) { return a.node.kubeconfig() },
		"POST /patch":         a.patch,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
				answer(w, nil, &rpcError{"PermissionDenied", "not authorized"})
				return
			}
			if other := r.Header.Get(nodeHeader); other != "" && other != a.address {
				result, err := a.forward(other, r)
				answer(w, result, err)
				return
			}
			result, err := handle(r)
			answer(w, result, err)
		})
	}
	mux.HandleFunc("POST /trust", func(w http.ResponseWriter, r *http.Request) {
		result, err := a.trust(r)
		answer(w, result, err)
	})
	server := &http.Server{Addr: ":" + apiPort, Handler: mux, TLSConfig: &tls.Config{
		ClientCAs: trusted, ClientAuth: tls.VerifyClientCertIfGiven, MinVersion: tls.VersionTLS13,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			a.mutex.Lock()
			defer a.mutex.Unlock()
			certificate, err := a.serving.tls()
			return &certificate, err
		}}}
	go func() { fmt.Fprintln(os.Stderr, "apid:", server.ListenAndServeTLS("", "")) }()
	return nil
}

func answer(w http.ResponseWriter, result any, err error) {
	var failure *rpcError
	if err != nil {
		if !errors.As(err, &failure) {
			failure = &rpcError{"Unknown", err.Error()}
		}
		w.WriteHeader(http.StatusInternalServerError)
		result = failure
	}
	if text, ok := result.(string); ok {
		_, _ = w.Write([]byte(text))
		return
	}
	_ = json.NewEncoder(w).Encode(result)
}

// renew makes the certificate for what the configuration names now; a worker gets it from a control plane.
func (a *api) renew() error {
	names := append([]string{a.address, "127.0.0.1", "localhost", hostname()}, a.node.config.Machine.CertSANs...)
	pair, err := a.issued(names)
	if err != nil {
		return err
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.serving = pair
	return nil
}

func (a *api) issued(names []string) (keyPair, error) {
	if a.node.config.Machine.Type == worker {
		return a.node.askForTrust(names)
	}
	signer, err := a.node.config.Machine.CA.authority()
	if err != nil {
		return keyPair{}, err
	}
	key, err := ed25519Key()
	if err != nil {
		return keyPair{}, err
	}
	return signer.issue(pkix.Name{Organization: []string{"os:impersonator"}, CommonName: hostname()}, names, key)
}

type trustRequest struct {
	Token string   `json:"token"`
	Names []string `json:"names"`
}

func (a *api) trust(r *http.Request) (any, error) {
	var asked trustRequest
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return nil, err
	}
	if asked.Token != a.node.config.Machine.Token || a.node.config.Machine.Type == worker {
		return nil, &rpcError{"Unauthenticated", "no such token"}
	}
	return a.issued(asked.Names)
}

// askForTrust waits until a control plane gives a certificate.
func (n *node) askForTrust(names []string) (keyPair, error) {
	trusted, err := n.config.Machine.CA.pool()
	if err != nil {
		return keyPair{}, err
	}
	c := &client{endpoint: n.firstControlPlane() + ":" + apiPort, tls: &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS13}}
	for {
		var pair keyPair
		err := c.call("POST", "/trust", trustRequest{n.config.Machine.Token, names}, &pair)
		if err == nil {
			return pair, nil
		}
		fmt.Fprintln(os.Stderr, "no certificate yet:", err)
		time.Sleep(time.Second)
	}
}

// forward hands a request on to the node that it is for.
func (a *api) forward(other string, r *http.Request) (any, error) {
	a.mutex.Lock()
	own := a.serving
	a.mutex.Unlock()
	c, err := newClientOf(accessContext{CA: a.node.config.Machine.CA.Crt, Crt: own.Crt, Key: own.Key}, other, other)
	if err != nil {
		return nil, err
	}
	var body any
	_ = json.NewDecoder(r.Body).Decode(&body)
	var result string
	path := r.URL.Path
	if r.URL.RawQuery != "" {
		path += "?" + r.URL.RawQuery
	}
	err = c.call(r.Method, path, body, &result)
	return result, err
}

func (a *api) logs(r *http.Request) (any, error) {
	text, err := a.node.log(r.PathValue("service"))
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if tail, err := strconv.Atoi(r.URL.Query().Get("tail")); err == nil && tail >= 0 && tail < len(lines) {
		lines = lines[len(lines)-tail:]
	}
	return strings.Join(lines, "\n"), nil
}

// patch takes what can be changed while the node runs: the names in its certificate.
func (a *api) patch(r *http.Request) (any, error) {
	var text string
	if err := json.NewDecoder(r.Body).Decode(&text); err != nil {
		return nil, err
	}
	if err := a.node.patch(text); err != nil {
		return nil, &rpcError{"InvalidArgument", err.Error()}
	}
	return "", a.renew()
}

func hostname() string {
	name, _ := os.Hostname()
	return name
}

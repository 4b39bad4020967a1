package node

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strconv"
)

// API is the little client of this package, for the stand-ins of operators: of the cluster they run in, or of one whose
// kubeconfig they have.
type API struct{ client *apiClient }

const account = "/var/run/secrets/kubernetes.io/serviceaccount/"

// HostAPI is the API of the cluster that this pod runs in, with its own ServiceAccount.
func HostAPI() (*API, error) {
	token, err := os.ReadFile(account + "token")
	if err != nil {
		return nil, err
	}
	ca, err := os.ReadFile(account + "ca.crt")
	if err != nil {
		return nil, err
	}
	client, err := newAPIClient("https://"+os.Getenv("KUBERNETES_SERVICE_HOST")+":"+os.Getenv("KUBERNETES_SERVICE_PORT"),
		ca, "", string(token))
	return &API{client}, err
}

// OwnAPI is the API of the control plane that runs in this process, as its administrator.
func OwnAPI(config *Config) (*API, error) {
	dir := config.DataDir + "/server/tls/"
	ca, err := os.ReadFile(dir + "server-ca.crt")
	if err != nil {
		return nil, err
	}
	client, err := newAPIClient("https://127.0.0.1:"+strconv.Itoa(config.Port), ca, dir+"admin", "")
	return &API{client}, err
}

// Get reads an object.
func (a *API) Get(ctx context.Context, path string, into any) error {
	return a.client.get(ctx, path, into)
}

// Create makes an object; that it exists is success too.
func (a *API) Create(ctx context.Context, path string, body any) error {
	return a.client.create(ctx, path, body)
}

// Delete deletes an object with all that it owns; that it does not exist is success too.
func (a *API) Delete(ctx context.Context, path string) error {
	return a.delete(ctx, path, object{"propagationPolicy": "Background"})
}

// DeleteNow is Delete of a pod that runs nowhere any more, which nobody would report as ended. Options in the body beat
// those of the query.
func (a *API) DeleteNow(ctx context.Context, path string) error {
	return a.delete(ctx, path, object{"propagationPolicy": "Background", "gracePeriodSeconds": 0})
}

func (a *API) delete(ctx context.Context, path string, options object) error {
	options["kind"], options["apiVersion"] = "DeleteOptions", "v1"
	body, err := json.Marshal(options)
	if err != nil {
		return err
	}
	err = a.client.call(ctx, http.MethodDelete, path, "application/json", body, nil)
	if NotFound(err) {
		return nil
	}
	return err
}

// Merge changes an object by a JSON merge patch.
func (a *API) Merge(ctx context.Context, path string, body any) error {
	return a.client.merge(ctx, path, body)
}

// Follow tells of every object below the path, and of every change, until the context ends.
func Follow[T any](ctx context.Context, a *API, path string, tell func(deleted bool, object T)) {
	follow(ctx, a.client, path, tell)
}

// Retry tries until it works, or the context ends.
func Retry(ctx context.Context, try func() error) error { return retry(ctx, try) }

// NotFound tells that an object is not there.
func NotFound(err error) bool {
	var status *statusError
	return errors.As(err, &status) && status.code == http.StatusNotFound
}

// Authority makes a new certificate authority for a K3s server that finds it in its data directory, and the kubeconfig of
// its administrator: what an operator does that never looks into its servers. The files are those of <data>/server/tls.
func Authority(server string) (files map[string][]byte, admin []byte, err error) {
	dir, err := os.MkdirTemp("", "authority-")
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(dir)
	ca, err := loadAuthority(dir, "server-ca")
	if err != nil {
		return nil, nil, err
	}
	if err := ca.issue(dir+"/admin", identity{name: "system:admin", groups: []string{"system:masters"}}); err != nil {
		return nil, nil, err
	}
	user, err := certificateUser(dir + "/admin")
	if err != nil {
		return nil, nil, err
	}
	files = map[string][]byte{}
	for _, name := range []string{"server-ca.crt", "server-ca.key"} {
		if files[name], err = os.ReadFile(dir + "/" + name); err != nil {
			return nil, nil, err
		}
	}
	admin, err = kubeconfig(server, files["server-ca.crt"], user)
	return files, admin, err
}

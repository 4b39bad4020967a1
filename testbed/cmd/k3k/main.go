// Command k3k stands in for the operator k3k in the testbed's images. It keeps what others see of it: Clusters with phases,
// conditions and a finalizer, and a StatefulSet, a Service and a Secret with the kubeconfig for each. It makes clusters of
// one server, in mode virtual, and has nothing of the rest of k3k.
package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"

	"ksail.io/testbed/internal/node"
)

type object = map[string]any

const finalizer = "k3k.io/finalizer"

// cluster is the part of a Cluster that is looked at.
type cluster struct {
	Metadata struct {
		Name              string   `json:"name"`
		Namespace         string   `json:"namespace"`
		UID               string   `json:"uid"`
		Finalizers        []string `json:"finalizers"`
		DeletionTimestamp string   `json:"deletionTimestamp"`
	} `json:"metadata"`
	Spec struct {
		Mode        string   `json:"mode"`
		Version     string   `json:"version"`
		Servers     int      `json:"servers"`
		Agents      int      `json:"agents"`
		ClusterCIDR string   `json:"clusterCIDR"`
		ServiceCIDR string   `json:"serviceCIDR"`
		ClusterDNS  string   `json:"clusterDNS"`
		TLSSANs     []string `json:"tlsSANs"`
		ServerArgs  []string `json:"serverArgs"`
		Persistence struct {
			Type    string  `json:"type"`
			Storage string  `json:"storageRequestSize"`
			Class   *string `json:"storageClassName"`
		} `json:"persistence"`
		Resources    object  `json:"serverResources"`
		SecretMounts []mount `json:"secretMounts"`
	} `json:"spec"`
}

type mount struct {
	SecretName string `json:"secretName"`
	MountPath  string `json:"mountPath"`
	SubPath    string `json:"subPath"`
	Role       string `json:"role"`
}

func main() {
	host, err := node.HostAPI()
	if err != nil {
		fmt.Fprintln(os.Stderr, "k3k:", err)
		os.Exit(1)
	}
	fmt.Println("Starting k3k (KSail testbed)")
	o := &operator{host: host, begun: map[string]bool{}}
	node.Follow(context.Background(), host, "/apis/k3k.io/v1beta1/clusters", o.changed)
}

type operator struct {
	host  *node.API
	mutex sync.Mutex
	begun map[string]bool // by UID
}

func (c cluster) path() string {
	return "/apis/k3k.io/v1beta1/namespaces/" + c.Metadata.Namespace + "/clusters/" + c.Metadata.Name
}

func (o *operator) changed(deleted bool, c cluster) {
	ctx := context.Background()
	switch {
	case deleted:
	case c.Metadata.DeletionTimestamp != "":
		o.complain(o.phase(ctx, c, "Terminating", "False", "Terminating", "Cluster is being terminated"))
		o.complain(o.host.Merge(ctx, c.path(), object{"metadata": object{"finalizers": slices.DeleteFunc(c.Metadata.Finalizers,
			func(name string) bool { return name == finalizer })}}))
	case !slices.Contains(c.Metadata.Finalizers, finalizer):
		o.complain(o.host.Merge(ctx, c.path(), object{"metadata": object{"finalizers": append(c.Metadata.Finalizers, finalizer)}}))
	case o.begins(c):
		go func() { o.complain(o.provision(ctx, c)) }()
	}
}

func (o *operator) begins(c cluster) bool {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	before := o.begun[c.Metadata.UID]
	o.begun[c.Metadata.UID] = true
	return !before
}

// provision makes everything, and tells how far it is.
func (o *operator) provision(ctx context.Context, c cluster) error {
	if c.Spec.Mode != "virtual" || c.Spec.Servers != 1 || c.Spec.Version == "" {
		return o.phase(ctx, c, "Pending", "False", "ValidationFailed",
			"the testbed's k3k makes clusters of one server and a version, in mode virtual")
	}
	if err := o.phase(ctx, c, "Provisioning", "False", "Provisioning", "server not ready"); err != nil {
		return err
	}
	kubeconfig, err := o.create(ctx, c)
	if err != nil {
		return o.phase(ctx, c, "Failed", "False", "ProvisioningFailed", err.Error())
	}
	err = node.Retry(ctx, func() error {
		var set struct {
			Status struct {
				ReadyReplicas int `json:"readyReplicas"`
			} `json:"status"`
		}
		if err := o.host.Get(ctx, c.inNamespace("apis/apps/v1", "statefulsets")+"/"+c.name("server"), &set); node.NotFound(err) {
			return nil
		} else if err != nil {
			return err
		}
		if set.Status.ReadyReplicas < c.Spec.Servers {
			return fmt.Errorf("%d of %d servers are ready", set.Status.ReadyReplicas, c.Spec.Servers)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := o.host.Create(ctx, c.inNamespace("api/v1", "secrets"), kubeconfig); err != nil {
		return err
	}
	return o.phase(ctx, c, "Ready", "True", "Provisioned", "Cluster successfully provisioned")
}

func (o *operator) phase(ctx context.Context, c cluster, phase, ready, reason, message string) error {
	return o.host.Merge(ctx, c.path()+"/status", object{"status": object{"phase": phase, "conditions": []object{
		{"type": "Ready", "status": ready, "reason": reason, "message": message, "lastTransitionTime": "2026-01-01T00:00:00Z"}}}})
}

func (o *operator) complain(err error) {
	if err != nil && !node.NotFound(err) {
		fmt.Println("k3k:", err)
	}
}

package node

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"golang.org/x/sync/errgroup"
)

// server starts a control plane and a worker on it. What does not wait for something else starts at once.
func (n *Node) server() error {
	config := n.config
	if !config.ControlPlaneOnly {
		if err := PrepareHost(); err != nil {
			return err
		}
	}
	if err := config.settleMembership(); err != nil {
		return err
	}
	if config.joining {
		if err := n.obtainKeys(); err != nil {
			return err
		}
	}
	c, err := newCredentials(config)
	if err != nil {
		return fmt.Errorf("certificates: %w", err)
	}
	if err := settleToken(config, c); err != nil {
		return err
	}
	if err := n.startDatastore(c); err != nil {
		return err
	}
	if err := n.watch(startAPIServer(config, c)); err != nil {
		return err
	}
	if err := n.publishKubeconfig(c); err != nil {
		return err
	}
	client, err := newAPIClient(c.localURL, c.caPEM, c.file("node-program"), "")
	if err != nil {
		return err
	}
	var parts errgroup.Group
	if !config.ControlPlaneOnly {
		parts.Go(func() error { return n.serverWorker(c, client) })
	}
	parts.Go(func() error { return n.controllers(c, client) })
	if config.Clustered {
		go func() {
			if err := n.forgetDeleted(c, client); err != nil {
				n.say("Members of deleted nodes stay: %v", err)
			}
		}()
	}
	if err := parts.Wait(); err != nil {
		return err
	}
	if config.ControlPlaneOnly {
		n.say("Control plane is ready")
		return nil
	}
	n.say("Node controller sync successful: node %s is Ready", config.Name)
	return nil
}

// publishKubeconfig writes the user's kubeconfig, before anything answers at its address.
func (n *Node) publishKubeconfig(c *credentials) error {
	user, err := certificateUser(c.file("admin"))
	if err != nil {
		return err
	}
	content, err := kubeconfig(c.localURL, c.caPEM, user)
	if err != nil {
		return err
	}
	n.say("Wrote kubeconfig %s", n.config.Kubeconfig)
	return writeFile(n.config.Kubeconfig, content, n.config.KubeconfigMode)
}

// controllers starts what must not run before the API server is ready, and fills the cluster.
func (n *Node) controllers(c *credentials, client *apiClient) error {
	if err := retry(n.ctx, func() error { return client.get(n.ctx, "/readyz", nil) }); err != nil {
		return err
	}
	n.say("API server is ready")
	if err := n.watch(startControllerManager(n.config, c)); err != nil {
		return err
	}
	if n.config.CloudController {
		go initializeNodes(n.ctx, client)
	}
	if n.config.Scheduler {
		if err := n.watch(startScheduler(n.config, c)); err != nil {
			return err
		}
	}
	return deployAddons(n.ctx, n.config, c, client)
}

// serverWorker starts the worker half and waits until its node is Ready and its pods have a network.
func (n *Node) serverWorker(c *credentials, client *apiClient) error {
	if err := keepServicesInside(n.config.ServiceCIDR); err != nil {
		return err
	}
	if err := n.startRuntime(); err != nil {
		return err
	}
	// With K3s the kubelet comes after the API server is ready. kube-proxy would back off for seconds before.
	if err := retry(n.ctx, func() error { return client.get(n.ctx, "/readyz", nil) }); err != nil {
		return err
	}
	ca := filepath.Join(c.dir, "server-ca.crt")
	if err := n.watch(startKubelet(n.config, ca, c.file("kubelet.kubeconfig"), "")); err != nil {
		return err
	}
	if err := n.describeServer(client); err != nil {
		return err
	}
	if err := n.connectPods(client, c.file("kube-proxy.kubeconfig")); err != nil {
		return err
	}
	n.followStorage(client)
	return n.awaitReady(client)
}

// describeServer gives this node, once it has registered, the labels that a kubelet may not give itself, and says how it was
// started.
func (n *Node) describeServer(client *apiClient) error {
	labels := object{"node-role.kubernetes.io/control-plane": "true"}
	arguments, err := json.Marshal(n.config.Arguments)
	if err != nil {
		return err
	}
	metadata := object{"labels": labels, "annotations": object{"k3s.io/node-args": string(arguments)}}
	if n.config.Clustered {
		labels["node-role.kubernetes.io/etcd"] = "true"
		metadata["finalizers"] = []string{etcdFinalizer}
	}
	return retry(n.ctx, func() error {
		return client.merge(n.ctx, nodesPath+"/"+n.config.Name, object{"metadata": metadata})
	})
}

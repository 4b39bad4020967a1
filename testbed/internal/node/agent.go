package node

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"time"
)

// flannelStart stands for what flannel does once it knows the pod range, which takes it one to three seconds: in between
// pods are scheduled to a node that has no network for them.
const flannelStart = 500 * time.Millisecond

// agent joins a server and runs a worker.
func (n *Node) agent() error {
	config := n.config
	if err := PrepareHost(); err != nil {
		return err
	}
	if err := n.startRuntime(); err != nil {
		return err
	}
	info, err := askToJoin(n.ctx, config)
	if err != nil {
		return err
	}
	if err := config.adopt(info); err != nil {
		return fmt.Errorf("%s: %w", config.ServerURL, err)
	}
	n.say("Joining %s", config.ServerURL)
	dir := filepath.Join(config.DataDir, "agent")
	caFile, bootstrap := filepath.Join(dir, "server-ca.crt"), filepath.Join(dir, "bootstrap.kubeconfig")
	bearer := derive(config.Token, "agent")
	content, err := kubeconfig(config.ServerURL, []byte(info.CA), object{"token": bearer})
	if err != nil {
		return err
	}
	if err := errors.Join(writeFile(caFile, []byte(info.CA), 0o644), writeFile(bootstrap, content, 0o600)); err != nil {
		return err
	}
	client, err := newAPIClient(config.ServerURL, []byte(info.CA), "", bearer)
	if err != nil {
		return err
	}
	// The kubelet's own kubeconfig names the server too: one of an earlier start may name another.
	kubeletConfig := filepath.Join(dir, "kubelet.kubeconfig")
	_ = os.Remove(kubeletConfig)
	if err := n.watch(startKubelet(config, caFile, kubeletConfig, bootstrap)); err != nil {
		return err
	}
	if err := n.connectPods(client, bootstrap); err != nil {
		return err
	}
	n.followStorage(client)
	if err := n.awaitReady(client); err != nil {
		return err
	}
	n.say("Node %s is Ready", config.Name)
	return nil
}

// awaitPodRange waits until the server has given this node its pods' addresses, and configures pod networking.
func (n *Node) awaitPodRange(client *apiClient) error {
	var pods netip.Prefix
	err := retry(n.ctx, func() error {
		var node nodeObject
		if err := client.get(n.ctx, "/api/v1/nodes/"+n.config.Name, &node); err != nil {
			return err
		}
		if pods = node.pods(); !pods.IsValid() {
			return errors.New("the node has no pod range yet")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return n.configurePods(pods)
}

// configurePods gives this node's pods their addresses.
func (n *Node) configurePods(pods netip.Prefix) error {
	n.config.Pods = pods
	return masquerade(n.config.ClusterCIDR)
}

// connectPods waits for this node's pod range, starts kube-proxy and the overlay to the other nodes' pods, and opens the
// network for pods of this one.
func (n *Node) connectPods(client *apiClient, proxyKubeconfig string) error {
	if err := n.awaitPodRange(client); err != nil {
		return err
	}
	if n.config.KubeProxy {
		if err := n.watch(startKubeProxy(n.config, proxyKubeconfig)); err != nil {
			return err
		}
	}
	network, err := newOverlay(n.config, n.config.Pods)
	if err != nil {
		return err
	}
	go network.follow(n.ctx, client, n.config.Name)
	select {
	case <-time.After(flannelStart):
		return writeSubnet(n.config, n.config.Pods)
	case <-n.ctx.Done():
		return context.Cause(n.ctx)
	}
}

func (n *Node) awaitReady(client *apiClient) error {
	return retry(n.ctx, func() error {
		var node nodeObject
		if err := client.get(n.ctx, "/api/v1/nodes/"+n.config.Name, &node); err != nil {
			return err
		}
		if !node.ready() {
			return errors.New("not Ready yet")
		}
		return nil
	})
}

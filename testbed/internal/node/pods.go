package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/vishvananda/netlink"
)

// What nodes that kubeadm sets up have as pods, in place of kindnet and the local-path provisioner.

const (
	serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount/"
	podNetworkFile = "10-kindnet.conflist"
)

// fromPod is the API as a pod reaches it: at the endpoint given, or through its Service.
func fromPod(endpoint string) (*apiClient, error) {
	if endpoint == "" {
		endpoint = net.JoinHostPort(os.Getenv("KUBERNETES_SERVICE_HOST"), os.Getenv("KUBERNETES_SERVICE_PORT"))
	}
	ca, err := os.ReadFile(serviceAccount + "ca.crt")
	if err != nil {
		return nil, err
	}
	token, err := os.ReadFile(serviceAccount + "token")
	if err != nil {
		return nil, err
	}
	return newAPIClient("https://"+endpoint, ca, "", string(token))
}

// ServeVolumes makes and removes the local volumes of the node it runs on, in dir, until the context ends.
func ServeVolumes(ctx context.Context, node, dir string) error {
	client, err := fromPod("")
	if err != nil {
		return err
	}
	(&localStorage{client: client, node: node, dir: dir}).follow(ctx)
	return nil
}

// ConnectPods gives the pods of the node it runs on their network, until the context ends: addresses from the node's
// range, and routes to the other nodes, which all are in one network.
func ConnectPods(ctx context.Context, node, endpoint string, cluster netip.Prefix) error {
	client, err := fromPod(endpoint)
	if err != nil {
		return err
	}
	if err := masquerade(cluster); err != nil {
		return err
	}
	var own nodeObject
	err = retry(ctx, func() error {
		if err := client.get(ctx, "/api/v1/nodes/"+node, &own); err != nil {
			return err
		}
		if !own.pods().IsValid() {
			return errors.New("the node has no pod range yet")
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := writePodNetwork(own); err != nil {
		return err
	}
	fmt.Printf("Pods of %s are in %s\n", node, own.pods())
	known := map[string]peer{}
	follow(ctx, client, "/api/v1/nodes", func(deleted bool, other nodeObject) {
		if other.Metadata.Name != node {
			connect(known, deleted, other)
		}
	})
	return nil
}

func writePodNetwork(own nodeObject) error {
	content, err := json.MarshalIndent(object{
		"name": "kindnet", "cniVersion": "1.0.0",
		"plugins": []object{
			{
				"type": "bridge", "bridge": cniBridge, "isDefaultGateway": true, "hairpinMode": true, "forceAddress": true,
				"mtu":  mtu(own.internalIP()),
				"ipam": object{"type": "host-local", "dataDir": "/run/cni-ipam-state", "ranges": [][]object{{{"subnet": own.pods().String()}}}},
			},
			{"type": "portmap", "capabilities": object{"portMappings": true}},
		},
	}, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(cniConfDir, podNetworkFile), content, 0o644)
}

// connect keeps the route to another node's pods.
func connect(known map[string]peer, deleted bool, node nodeObject) {
	name := node.Metadata.Name
	now, before := peer{node.internalIP(), node.pods()}, known[name]
	if !deleted && (now == before || !now.ip.IsValid() || !now.pods.IsValid()) {
		return
	}
	if before.ip.IsValid() {
		_ = netlink.RouteDel(before.route())
		delete(known, name)
	}
	if deleted {
		return
	}
	if err := netlink.RouteReplace(now.route()); err != nil {
		fmt.Printf("Pods of node %s cannot be reached: %v\n", name, err)
		return
	}
	known[name] = now
}

func (p peer) route() *netlink.Route {
	return &netlink.Route{Gw: p.ip.AsSlice(),
		Dst: &net.IPNet{IP: p.pods.Addr().AsSlice(), Mask: net.CIDRMask(p.pods.Bits(), 32)}}
}

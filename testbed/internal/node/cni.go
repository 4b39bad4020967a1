package node

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
)

const (
	cniNetwork = "cbr0"
	cniBridge  = "cni0"
	// vxlanOverhead is what an encapsulated packet needs more.
	vxlanOverhead = 50
)

// cniDir is where containerd looks for the configuration of pod networking.
func (c *Config) cniDir() string { return filepath.Join(c.DataDir, "agent", "etc", "cni", "net.d") }

// writeCNI configures pod networking, as K3s does long before anything is known of the node's pod range: from then on the
// kubelet takes the network for ready, and the plugin (flannel.go) fails until writeSubnet.
func writeCNI(config *Config) error {
	forgetAddresses()
	_ = os.Remove(subnetFile)
	content, err := json.MarshalIndent(object{
		"name": cniNetwork, "cniVersion": "1.0.0",
		"plugins": []object{
			{"type": "flannel", "delegate": object{"isDefaultGateway": true, "hairpinMode": true, "forceAddress": true}},
			{"type": "portmap", "capabilities": object{"portMappings": true}},
		},
	}, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(config.cniDir(), "10-flannel.conflist"), content, 0o600)
}

// writeSubnet tells the plugin this node's pod range, in flannel's own format.
func writeSubnet(config *Config, pods netip.Prefix) error {
	gateway := netip.PrefixFrom(pods.Masked().Addr().Next(), pods.Bits())
	return writeFile(subnetFile, []byte(fmt.Sprintf("FLANNEL_NETWORK=%s\nFLANNEL_SUBNET=%s\nFLANNEL_MTU=%d\nFLANNEL_IPMASQ=true\n",
		config.ClusterCIDR, gateway, mtu(config.NodeIP)-vxlanOverhead)), 0o644)
}

// forgetAddresses drops the address reservations of before a restart: with the network namespaces gone, nobody has
// those addresses any more.
func forgetAddresses() {
	if _, err := os.Stat("/sys/class/net/" + cniBridge); err != nil {
		_ = os.RemoveAll(filepath.Join("/var/lib/cni/networks", cniNetwork))
	}
}

// masquerade hides pod addresses from everything outside the cluster, and lets pods be forwarded to.
func masquerade(cluster netip.Prefix) error {
	return addRules([][]string{
		{"-t", "nat", "-A", "POSTROUTING", "-s", cluster.String(), "!", "-d", cluster.String(), "-j", "MASQUERADE"},
		{"-A", "FORWARD", "-s", cluster.String(), "-j", "ACCEPT"},
		{"-A", "FORWARD", "-d", cluster.String(), "-j", "ACCEPT"},
	})
}

// keepServicesInside refuses connections to Services that kube-proxy does not know yet. Without it they leave by the
// default route, and whoever answers there is taken for the Service for as long as the connection lives.
func keepServicesInside(services netip.Prefix) error {
	return addRules([][]string{
		{"-A", "FORWARD", "-d", services.String(), "-j", "REJECT"},
		{"-A", "OUTPUT", "-d", services.String(), "-j", "REJECT"},
	})
}

// addRules adds what is not there yet.
func addRules(rules [][]string) error {
	for _, rule := range rules {
		check := append([]string{"-w"}, rule...)
		for i, word := range check {
			if word == "-A" {
				check[i] = "-C"
			}
		}
		if _, err := run("/usr/sbin/iptables", check...); err == nil {
			continue
		}
		if _, err := run("/usr/sbin/iptables", append([]string{"-w"}, rule...)...); err != nil {
			return err
		}
	}
	return nil
}

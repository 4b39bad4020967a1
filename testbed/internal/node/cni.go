package node

import (
	"encoding/json"
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

// writeCNI configures pod networking: a bridge, addresses from the node's pod range, host ports.
func writeCNI(config *Config, pods netip.Prefix) error {
	forgetAddresses()
	content, err := json.MarshalIndent(object{
		"name": cniNetwork, "cniVersion": "1.0.0",
		"plugins": []object{
			{
				"type": "bridge", "bridge": cniBridge, "isDefaultGateway": true, "hairpinMode": true, "forceAddress": true,
				"mtu":  mtu(config.NodeIP) - vxlanOverhead,
				"ipam": object{"type": "host-local", "ranges": [][]object{{{"subnet": pods.String()}}}},
			},
			{"type": "portmap", "capabilities": object{"portMappings": true}},
		},
	}, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(cniConfDir, "10-k3s.conflist"), content, 0o600)
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

package node

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
)

// nodeIP is the address asked for, or that of the interface with the default route.
func nodeIP(given []string) (netip.Addr, error) {
	for _, address := range given {
		if ip, err := netip.ParseAddr(address); err != nil || ip.Is4() {
			return ip, err
		}
	}
	return Address()
}

// Address is that of the interface with the default route.
func Address() (netip.Addr, error) {
	// No packet is sent: connecting a UDP socket only asks the routing table.
	connection, err := net.Dial("udp4", "192.0.2.1:9")
	if err != nil {
		return netip.Addr{}, fmt.Errorf("no default route to find this node's address by (give --node-ip): %w", err)
	}
	defer connection.Close()
	return connection.LocalAddr().(*net.UDPAddr).AddrPort().Addr(), nil
}

// serverSANs are all names and addresses the API server's certificate is for: those every client inside may use, those
// of this node, and those asked for.
func (c *Config) serverSANs() []string {
	hostname, _ := os.Hostname()
	sans := []string{
		"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc." + c.ClusterDomain,
		"localhost", "127.0.0.1", "::1", c.Name, hostname, c.NodeIP.String(), c.ServiceCIDR.Addr().Next().String(),
	}
	sans = append(sans, c.SANs...)
	slices.Sort(sans)
	return slices.DeleteFunc(slices.Compact(sans), func(san string) bool { return san == "" })
}

// mtu of the interface that has the address; 1500 if unknown.
func mtu(address netip.Addr) int {
	interfaces, _ := net.Interfaces()
	for _, candidate := range interfaces {
		addresses, _ := candidate.Addrs()
		for _, own := range addresses {
			if prefix, err := netip.ParsePrefix(own.String()); err == nil && prefix.Addr() == address {
				return candidate.MTU
			}
		}
	}
	return 1500
}

package node

import (
	"context"
	"fmt"
	"net"
	"net/netip"

	"github.com/vishvananda/netlink"
)

const (
	vxlanDevice = "flannel.1" // as K3s names it
	vxlanID     = 1
	vxlanPort   = 8472
)

// overlay connects this node's pods to those of the other nodes over VXLAN, which works wherever the nodes' own
// addresses reach each other: containers of one engine, or pods of a host cluster with several nodes.
type overlay struct {
	link  netlink.Link
	peers map[string]peer // by node name
}

// peer is another node: its address and its pods' range.
type peer struct {
	ip   netip.Addr
	pods netip.Prefix
}

func newOverlay(config *Config, pods netip.Prefix) (*overlay, error) {
	underlay, err := linkOf(config.NodeIP)
	if err != nil {
		return nil, err
	}
	if stale, err := netlink.LinkByName(vxlanDevice); err == nil {
		_ = netlink.LinkDel(stale)
	}
	attributes := netlink.NewLinkAttrs()
	attributes.Name = vxlanDevice
	attributes.HardwareAddr = tunnelMAC(pods)
	attributes.MTU = underlay.Attrs().MTU - vxlanOverhead
	device := &netlink.Vxlan{LinkAttrs: attributes, VxlanId: vxlanID, VtepDevIndex: underlay.Attrs().Index,
		SrcAddr: config.NodeIP.AsSlice(), Port: vxlanPort, Learning: false}
	if err := netlink.LinkAdd(device); err != nil {
		return nil, fmt.Errorf("cannot make the VXLAN device that connects nodes: %w", err)
	}
	address := &netlink.Addr{IPNet: &net.IPNet{IP: pods.Addr().AsSlice(), Mask: net.CIDRMask(32, 32)}}
	if err := netlink.AddrAdd(device, address); err != nil {
		return nil, err
	}
	return &overlay{link: device, peers: map[string]peer{}}, netlink.LinkSetUp(device)
}

func linkOf(address netip.Addr) (netlink.Link, error) {
	links, err := netlink.LinkList()
	if err != nil {
		return nil, err
	}
	for _, link := range links {
		addresses, _ := netlink.AddrList(link, netlink.FAMILY_V4)
		for _, own := range addresses {
			if own.IP.Equal(address.AsSlice()) {
				return link, nil
			}
		}
	}
	return nil, fmt.Errorf("no interface has the node's address %s", address)
}

// tunnelMAC is computed from the pod range, so that nodes need not tell each other.
func tunnelMAC(pods netip.Prefix) net.HardwareAddr {
	ip := pods.Addr().As4()
	return net.HardwareAddr{0x0a, 0x58, ip[0], ip[1], ip[2], ip[3]}
}

// follow keeps routes to all other nodes until the context ends.
func (o *overlay) follow(ctx context.Context, client *apiClient, self string) {
	follow(ctx, client, "/api/v1/nodes", func(deleted bool, node nodeObject) {
		if node.Metadata.Name != self {
			o.update(deleted, node)
		}
	})
}

func (o *overlay) update(deleted bool, node nodeObject) {
	name := node.Metadata.Name
	now, known := peer{node.internalIP(), node.pods()}, o.peers[name]
	if !deleted && (now == known || !now.ip.IsValid() || !now.pods.IsValid()) {
		return
	}
	if known.ip.IsValid() {
		_ = o.set(known, netlink.RouteDel, netlink.NeighDel)
		delete(o.peers, name)
	}
	if deleted {
		return
	}
	if err := o.set(now, netlink.RouteReplace, netlink.NeighSet); err != nil {
		fmt.Printf("Pods of node %s cannot be reached: %v\n", name, err)
		return
	}
	o.peers[name] = now
}

// set applies the route to a peer's pods, the peer's tunnel address (ARP), and where that lives (FDB).
func (o *overlay) set(to peer, route func(*netlink.Route) error, neighbour func(*netlink.Neigh) error) error {
	index, mac, gateway := o.link.Attrs().Index, tunnelMAC(to.pods), net.IP(to.pods.Addr().AsSlice())
	bridge := &netlink.Neigh{LinkIndex: index, State: netlink.NUD_PERMANENT, Family: 7 /* AF_BRIDGE */, Flags: netlink.NTF_SELF,
		IP: to.ip.AsSlice(), HardwareAddr: mac}
	if err := neighbour(bridge); err != nil {
		return fmt.Errorf("forwarding entry: %w", err)
	}
	if err := neighbour(&netlink.Neigh{LinkIndex: index, State: netlink.NUD_PERMANENT, IP: gateway, HardwareAddr: mac}); err != nil {
		return fmt.Errorf("neighbour: %w", err)
	}
	destination := &net.IPNet{IP: gateway, Mask: net.CIDRMask(to.pods.Bits(), 32)}
	if err := route(&netlink.Route{LinkIndex: index, Dst: destination, Gw: gateway, Flags: int(netlink.FLAG_ONLINK)}); err != nil {
		return fmt.Errorf("route: %w", err)
	}
	return nil
}

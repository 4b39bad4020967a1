// Command kindnode is our own part of the testbed's kindest/node image: its entry point, what systemctl and journalctl
// are there (by name), and what runs as pods in place of kindnet and the local-path provisioner.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"ksail.io/testbed/internal/kindnode"
	"ksail.io/testbed/internal/node"
)

const usage = `kindnode: a node of the KSail testbed, to the contract of kindest/node

  entrypoint           (by name) runs the node; its arguments are ignored
  systemctl journalctl (by name) what kubeadm and kind need of them
  kindnode network     in a pod of every node: connects pods; NODE_NAME, POD_SUBNET, CONTROL_PLANE_ENDPOINT
  kindnode volumes     in a pod of every node: makes local volumes; NODE_NAME, VOLUMES
`

// stopped is the exit code of a node that was told to end. Kind's is no success either: its nodes are to be restarted on
// failure, and so come back with the engine.
const stopped = 130

func main() {
	name, args := filepath.Base(os.Args[0]), os.Args[1:]
	if name == "kindnode" && len(args) > 0 {
		name = args[0]
	}
	switch name {
	case "entrypoint":
		if code, done := node.RunAsInit(); done {
			os.Exit(code)
		}
		if err := kindnode.Run(); err != nil {
			end(err)
		}
		os.Exit(stopped)
	case "systemctl":
		os.Exit(kindnode.Systemctl(args))
	case "journalctl":
		os.Exit(kindnode.Journalctl(args))
	case "network":
		cluster, err := netip.ParsePrefix(os.Getenv("POD_SUBNET"))
		if err == nil && !cluster.Addr().Is4() {
			err = errors.New("IPv4 only")
		}
		if err != nil {
			end(fmt.Errorf("POD_SUBNET: %w", err))
		}
		end(node.ConnectPods(untilTold(), os.Getenv("NODE_NAME"), os.Getenv("CONTROL_PLANE_ENDPOINT"), cluster))
	case "volumes":
		end(node.ServeVolumes(untilTold(), os.Getenv("NODE_NAME"), os.Getenv("VOLUMES")))
	default:
		fmt.Print(usage)
		os.Exit(2)
	}
}

func untilTold() context.Context {
	ctx, _ := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	return ctx
}

func end(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "kindnode:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

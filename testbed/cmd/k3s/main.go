// Command k3s is the entry point of the testbed's K3s-like node image: `k3s server` and `k3s agent` run a node (see
// package node); kubectl and ctr, by subcommand or by name, are the real ones set up for it.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"ksail.io/testbed/internal/node"
)

// version is the Kubernetes this image holds; set when linking.
var version = "unknown"

const usage = `k3s: a K3s-like Kubernetes node of the KSail testbed (not Rancher's K3s)

  k3s server [flags]   control plane and worker
  k3s agent  [flags]   worker that joins --server with --token
  k3s kubectl | ctr    the usual programs, set up for this node
  k3s --version
`

// programs are the real programs that go by another name here.
var programs = map[string]struct {
	path string
	env  map[string]string
}{
	"kubectl": {"/usr/libexec/kubernetes/kubectl", map[string]string{"KUBECONFIG": "/etc/rancher/k3s/k3s.yaml"}},
	"ctr": {"/usr/bin/ctr", map[string]string{
		"CONTAINERD_ADDRESS": "/run/k3s/containerd/containerd.sock", "CONTAINERD_NAMESPACE": "k8s.io"}},
}

func main() {
	name, args := filepath.Base(os.Args[0]), os.Args[1:]
	if _, ok := programs[name]; !ok && name != "flannel" && len(args) > 0 {
		name, args = args[0], args[1:]
	}
	switch name {
	case "flannel":
		os.Exit(node.PodNetworkPlugin(os.Stdin, os.Stdout))
	case "kubectl", "ctr":
		become(name, args)
	case "server", "agent":
		if code, done := node.RunAsInit(); done {
			os.Exit(code)
		}
		config, err := node.Read(name, args)
		if err == nil {
			fmt.Printf("Starting k3s %s %s (KSail testbed)\n", name, version)
			err = node.Run(config)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "k3s %s: %v\n", name, err)
			os.Exit(1)
		}
	case "--version", "-v", "version":
		fmt.Printf("k3s version %s (KSail testbed)\n", version)
	case "k3s", "help", "--help", "-h":
		fmt.Print(usage)
	default:
		fmt.Fprintf(os.Stderr, "k3s: no command %q\n\n%s", name, usage)
		os.Exit(1)
	}
}

func become(name string, args []string) {
	program := programs[name]
	for variable, value := range program.env {
		if os.Getenv(variable) == "" {
			os.Setenv(variable, value)
		}
	}
	err := syscall.Exec(program.path, append([]string{name}, args...), os.Environ())
	fmt.Fprintf(os.Stderr, "k3s: %s: %v\n", program.path, err)
	os.Exit(1)
}

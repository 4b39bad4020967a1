package engine

import (
	"fmt"
	"net/http"
	"net/netip"
	"os/exec"
	"strings"
	"time"
)

const (
	registryName  = "ksail-testbed-registry"
	label         = "ksail.io/testbed=registry"
	preferredPort = "5005"
)

// Registry is the testbed's registry: reachable from this machine and, at the bridge's address, from containers and
// from pods in containers.
type Registry struct {
	Local   string // host:port from this machine
	Mirrors string // URL from inside containers
}

// EnsureRegistry makes sure that the registry runs from the given image, and answers.
func EnsureRegistry(image string) (*Registry, error) {
	gateway, err := bridgeGateway()
	if err != nil {
		return nil, err
	}
	wanted, err := docker("image", "inspect", "--format", "{{.Id}}", image)
	if err != nil {
		return nil, err
	}
	running, _ := docker("container", "inspect", "--format", "{{.Image}} {{.State.Status}}", registryName)
	if running == wanted+" running" {
		if registry, err := findRegistry(gateway); err == nil {
			return registry, nil
		}
	}
	var problem error
	for _, port := range []string{preferredPort, "0"} { // if the port is taken: any other
		_, _ = docker("rm", "--force", registryName)
		if problem = runRegistry(image, gateway, port); problem == nil {
			return findRegistry(gateway)
		}
	}
	return nil, problem
}

// bridgeGateway is this machine's address in the engine's default network. An engine that has had no container yet may
// know its subnet only: the gateway is its first address.
func bridgeGateway() (string, error) {
	known, err := docker("network", "inspect", "bridge", "--format", "{{with index .IPAM.Config 0}}{{.Gateway}} {{.Subnet}}{{end}}")
	if err != nil {
		return "", err
	}
	fields := strings.Fields(known)
	if len(fields) == 2 {
		return fields[0], nil
	}
	subnet, err := netip.ParsePrefix(strings.TrimSpace(known))
	if err != nil {
		return "", fmt.Errorf("the engine's bridge network has no gateway: `docker network inspect bridge` says %q", known)
	}
	return subnet.Masked().Addr().Next().String(), nil
}

func runRegistry(image, gateway, port string) error {
	_, err := docker("run", "--detach", "--name", registryName, "--label", label, "--restart", "always",
		"--volume", registryName+":/var/lib/registry",
		"--publish", "127.0.0.1:"+port+":5000", "--publish", gateway+":"+port+":5000", image)
	return err
}

func findRegistry(gateway string) (*Registry, error) {
	ports, err := docker("port", registryName, "5000/tcp")
	if err != nil {
		return nil, err
	}
	registry := &Registry{}
	for _, binding := range strings.Fields(ports) {
		if strings.HasPrefix(binding, "127.0.0.1:") {
			registry.Local = binding
		} else if strings.HasPrefix(binding, gateway+":") {
			registry.Mirrors = "http://" + binding
		}
	}
	client := &http.Client{Timeout: time.Second}
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if response, err := client.Get("http://" + registry.Local + "/v2/"); err == nil {
			response.Body.Close()
			return registry, nil
		}
	}
	return nil, fmt.Errorf("the registry (container %s) does not answer at %s; see `docker logs %s`", registryName, registry.Local, registryName)
}

// StopRegistry removes the registry's container; what it holds stays in its volume.
func StopRegistry() (bool, error) {
	found, err := docker("ps", "--all", "--quiet", "--filter", "label="+label)
	if err != nil || found == "" {
		return false, err
	}
	_, err = docker("rm", "--force", registryName)
	return err == nil, err
}

func docker(args ...string) (string, error) {
	output, err := exec.Command("docker", args...).CombinedOutput()
	text := strings.TrimSpace(string(output))
	if err != nil {
		return "", fmt.Errorf("docker %s: %w: %s", strings.Join(args[:min(3, len(args))], " "), err, text)
	}
	return text, nil
}

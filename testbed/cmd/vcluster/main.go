// Command vcluster stands in for VCluster's program in the testbed's images: a real control plane without privileges, a
// Secret with its kubeconfig on the host, and pods that run on the host's nodes. It keeps what others see of VCluster
// (port, Secret, labels, what happens to pods), and has nothing of the rest of it.
package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"strings"

	"sigs.k8s.io/yaml"

	"ksail.io/testbed/internal/node"
)

type object = map[string]any

// settings is what of the chart's values matters here; the chart puts all of them into a file.
type settings struct {
	ControlPlane struct {
		Proxy struct {
			ExtraSANs []string `json:"extraSANs"`
		} `json:"proxy"`
		CoreDNS struct {
			Enabled bool `json:"enabled"`
		} `json:"coredns"`
	} `json:"controlPlane"`
}

func main() {
	if code, done := node.RunAsInit(); done {
		os.Exit(code)
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "vcluster:", err)
		os.Exit(1)
	}
}

func run() error {
	name, namespace := os.Getenv("VCLUSTER_NAME"), os.Getenv("POD_NAMESPACE")
	content, err := os.ReadFile("/var/vcluster/config.yaml")
	if err != nil {
		return err
	}
	var given settings
	if err := yaml.Unmarshal(content, &given); err != nil {
		return err
	}
	fmt.Printf("Starting vcluster %s (KSail testbed)\n", name)
	config, err := node.Read("server", arguments(name, namespace, given.ControlPlane.Proxy.ExtraSANs))
	if err != nil {
		return err
	}
	host, err := node.HostAPI()
	if err != nil {
		return err
	}
	go func() {
		if err := serve(host, config, name, namespace, given); err != nil {
			fmt.Fprintln(os.Stderr, "vcluster:", err)
			os.Exit(1)
		}
	}()
	return node.Run(config)
}

func arguments(name, namespace string, sans []string) []string {
	return []string{"--disable-agent", "--disable-scheduler", "--https-listen-port=8443", "--data-dir=/data",
		"--write-kubeconfig=/data/kubeconfig.yaml", "--disable=coredns,local-storage", "--node-name=vcluster",
		"--service-cidr=" + os.Getenv("SERVICE_CIDR"),
		// Nodes are those of pods, and nobody reports for them.
		"--kube-controller-manager-arg=controllers=*,-node-lifecycle-controller,-node-ipam-controller,-taint-eviction-controller",
		"--kube-controller-manager-arg=allocate-node-cidrs=false",
		"--tls-san=" + strings.Join(append(sans, name, name+"."+namespace, name+"."+namespace+".svc"), ",")}
}

// serve does what has to be done once the API server answers.
func serve(host *node.API, config *node.Config, name, namespace string, given settings) error {
	ctx := context.Background()
	var nested *node.API
	err := node.Retry(ctx, func() (err error) {
		if nested, err = node.OwnAPI(config); err != nil {
			return err
		}
		return nested.Get(ctx, "/readyz", nil)
	})
	if err != nil {
		return err
	}
	kubeconfig, err := os.ReadFile(config.Kubeconfig)
	if err != nil {
		return err
	}
	secret := object{"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "metadata": object{"name": "vc-" + name},
		"data": object{"config": base64.StdEncoding.EncodeToString(kubeconfig)}}
	if err := host.Create(ctx, "/api/v1/namespaces/"+namespace+"/secrets", secret); err != nil {
		return fmt.Errorf("secret vc-%s: %w", name, err)
	}
	// A pod that starts again has other certificates than before.
	if err := host.Merge(ctx, "/api/v1/namespaces/"+namespace+"/secrets/vc-"+name, secret); err != nil {
		return fmt.Errorf("secret vc-%s: %w", name, err)
	}
	s := &syncer{host: host, nested: nested, name: name, namespace: namespace}
	if given.ControlPlane.CoreDNS.Enabled {
		if err := s.serveDNS(ctx, config.Kubeconfig); err != nil {
			return fmt.Errorf("DNS: %w", err)
		}
	}
	go node.Follow(ctx, host, "/api/v1/namespaces/"+namespace+"/pods", s.hostPod)
	node.Follow(ctx, nested, "/api/v1/pods", s.nestedPod)
	return nil
}

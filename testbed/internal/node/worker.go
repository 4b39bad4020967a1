package node

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// startKubelet starts the kubelet; bootstrap is the kubeconfig to ask for its certificate with, "" when it has one.
func startKubelet(config *Config, caFile, kubeconfig, bootstrap string) (*process, error) {
	file, err := kubeletConfig(config, caFile)
	if err != nil {
		return nil, err
	}
	args := []string{"--config=" + file, "--kubeconfig=" + kubeconfig, "--hostname-override=" + config.Name,
		"--node-ip=" + config.NodeIP.String(), "--v=1"}
	if bootstrap != "" {
		args = append(args, "--bootstrap-kubeconfig="+bootstrap, "--cert-dir="+filepath.Join(config.DataDir, "agent", "pki"))
	}
	if config.CloudController {
		args = append(args, "--cloud-provider=external")
	}
	labels := append([]string{"node.kubernetes.io/instance-type=k3s"}, config.Labels...)
	args = append(args, "--node-labels="+strings.Join(labels, ","))
	if len(config.Taints) > 0 {
		args = append(args, "--register-with-taints="+strings.Join(config.Taints, ","))
	}
	return start("kubelet", kubeDir+"/kubelet", extra(config, "kubelet", args...)...)
}

func kubeletConfig(config *Config, caFile string) (string, error) {
	agentDir := filepath.Join(config.DataDir, "agent")
	staticPods, plugins := filepath.Join(agentDir, "pod-manifests"), filepath.Join(agentDir, "volume-plugins")
	if err := errors.Join(os.MkdirAll(staticPods, 0o755), os.MkdirAll(plugins, 0o755)); err != nil {
		return "", err // without them the kubelet complains for ever
	}
	resolvers, err := resolvConf(config)
	if err != nil {
		return "", err
	}
	content, err := yaml.Marshal(object{
		"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
		"authentication": object{
			"anonymous": object{"enabled": false},
			"webhook":   object{"enabled": true},
			"x509":      object{"clientCAFile": caFile},
		},
		"authorization":            object{"mode": "Webhook"},
		"containerRuntimeEndpoint": "unix://" + containerdSocket,
		"cgroupDriver":             "cgroupfs",
		"cgroupRoot":               CgroupRoot(),
		"failCgroupV1":             false, // the machine may have nothing newer
		"failSwapOn":               false,
		"oomScoreAdj":              0,
		"clusterDNS":               []string{config.ClusterDNS.String()},
		"clusterDomain":            config.ClusterDomain,
		"resolvConf":               resolvers,
		"staticPodPath":            staticPods,
		"volumePluginDir":          plugins,
		"serializeImagePulls":      false,
		"registryPullQPS":          0,
		"eventRecordQPS":           0,
		"kubeAPIQPS":               100, "kubeAPIBurst": 200,
		"rotateCertificates": true,
		// A full disk of the machine is no reason to refuse a test's pods.
		"imageGCHighThresholdPercent": 100,
		"evictionHard":                object{"imagefs.available": "1%", "nodefs.available": "1%", "nodefs.inodesFree": "1%", "memory.available": "50Mi"},
		"logging":                     object{"verbosity": 1},
	})
	if err != nil {
		return "", err
	}
	file := filepath.Join(agentDir, "etc", "kubelet.yaml")
	return file, writeFile(file, content, 0o600)
}

// resolvConf is the file that pods with dnsPolicy Default, CoreDNS among them, resolve names by. A nameserver on
// loopback (as containers in a Docker network of their own have) is the node's, and would be the pod's own self: then
// there is none but a public one, as with K3s.
func resolvConf(config *Config) (string, error) {
	content, err := os.ReadFile(config.ResolvConf)
	if err != nil {
		return "", err
	}
	for _, line := range strings.Split(string(content), "\n") {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "nameserver" {
			if ip, err := netip.ParseAddr(fields[1]); err == nil && !ip.IsLoopback() {
				return config.ResolvConf, nil
			}
		}
	}
	file := filepath.Join(config.DataDir, "agent", "etc", "resolv.conf")
	return file, writeFile(file, []byte("nameserver 8.8.8.8\n"), 0o644)
}

func startKubeProxy(config *Config, kubeconfig string) (*process, error) {
	content, err := yaml.Marshal(object{
		"apiVersion": "kubeproxy.config.k8s.io/v1alpha1", "kind": "KubeProxyConfiguration",
		"clientConnection": object{"kubeconfig": kubeconfig},
		"hostnameOverride": config.Name, "clusterCIDR": config.ClusterCIDR.String(), "mode": "iptables",
		"oomScoreAdj": 0, "healthzBindAddress": "127.0.0.1:10256",
		// The machine's own limits stay: they are not this container's to set.
		"conntrack": object{"maxPerCore": 0, "min": 0},
		"iptables":  object{"minSyncPeriod": "0.1s", "syncPeriod": "30s"},
	})
	if err != nil {
		return nil, err
	}
	file := filepath.Join(config.DataDir, "agent", "etc", "kube-proxy.yaml")
	if err := writeFile(file, content, 0o600); err != nil {
		return nil, err
	}
	return start("kube-proxy", kubeDir+"/kube-proxy", extra(config, "kube-proxy", "--config="+file)...)
}

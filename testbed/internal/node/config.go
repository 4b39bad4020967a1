package node

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"
)

// Config is what one node was asked to be.
type Config struct {
	Agent          bool
	Name           string
	NodeIP         netip.Addr
	Token          string // the shared secret alone; "" asks the server to make one
	ServerURL      string
	DataDir        string
	Port           int
	ClusterCIDR    netip.Prefix
	ServiceCIDR    netip.Prefix
	ClusterDNS     netip.Addr
	ClusterDomain  string
	LocalStorage   string // the directory of a node's volumes; "" when the cluster gives none
	SANs           []string
	Pods           netip.Prefix // this node's own pod range
	Disabled       []string
	Labels, Taints []string
	NodePorts      string
	Kubeconfig     string
	KubeconfigMode os.FileMode
	Registries     string
	PauseImage     string
	Snapshotter    string
	ResolvConf     string
	KubeProxy      bool
	Args           map[string][]string // extra arguments by component
	Arguments      []string            // those of the command itself, as its node says them to everybody

	ControlPlaneOnly bool // no pods run on this node: it needs no privileges
	Scheduler        bool
	CloudController  bool // looks at every node before pods are scheduled there

	ClusterInit bool // other servers may join this one
	Clustered   bool // it is one of several, or may become so
	Joined      bool // others were there before it
	joining     bool // it has yet to join them
}

// environment are the variables K3s reads, by the flag they stand for.
var environment = map[string]string{
	"K3S_TOKEN": "token", "K3S_TOKEN_FILE": "token-file", "K3S_URL": "server", "K3S_NODE_NAME": "node-name",
	"K3S_KUBECONFIG_OUTPUT": "write-kubeconfig", "K3S_KUBECONFIG_MODE": "write-kubeconfig-mode",
	"K3S_CONFIG_FILE": "config", "K3S_DATA_DIR": "data-dir", "K3S_RESOLV_CONF": "resolv-conf",
	"K3S_CLUSTER_INIT": "cluster-init", "K3S_AGENT_TOKEN": "agent-token",
}

// Read makes the Config of `k3s <role> args…`: arguments beat the environment, which beats the configuration file.
func Read(role string, args []string) (*Config, error) {
	given, err := parseArgs(args)
	if err != nil {
		return nil, err
	}
	fromEnv := values{}
	for variable, name := range environment {
		if value := os.Getenv(variable); value != "" {
			if err := fromEnv.add(name, value); err != nil {
				return nil, err
			}
		}
	}
	given.under(fromEnv)
	fromFile, err := readConfigFile(given.one("config", "/etc/rancher/k3s/config.yaml"), given["config"] != nil)
	if err != nil {
		return nil, err
	}
	given.under(fromFile)
	config, err := newConfig(role == "agent", given)
	if err == nil {
		config.Arguments = publicArguments(role, args)
	}
	return config, err
}

// ofUser is where K3s keeps something: elsewhere for whoever is not root.
func ofUser(root, belowHome string) string {
	if os.Getuid() == 0 {
		return root
	}
	return filepath.Join(os.Getenv("HOME"), belowHome)
}

func newConfig(agent bool, given values) (*Config, error) {
	if err := refuse(agent, given); err != nil {
		return nil, err
	}
	hostname, _ := os.Hostname()
	config := &Config{
		Agent:         agent,
		Name:          strings.ToLower(given.one("node-name", hostname)),
		ServerURL:     strings.TrimRight(given.one("server", ""), "/"),
		DataDir:       given.one("data-dir", ofUser("/var/lib/rancher/k3s", ".rancher/k3s")),
		ClusterDomain: given.one("cluster-domain", "cluster.local"),
		SANs:          given["tls-san"],
		Disabled:      given["disable"],
		Labels:        given["node-label"],
		Taints:        given["node-taint"],
		NodePorts:     given.one("service-node-port-range", "30000-32767"),
		Kubeconfig:    given.one("write-kubeconfig", ofUser("/etc/rancher/k3s/k3s.yaml", ".kube/k3s.yaml")),
		Registries:    given.one("private-registry", "/etc/rancher/k3s/registries.yaml"),
		PauseImage:    given.one("pause-image", PauseImage),
		Snapshotter:   given.one("snapshotter", ""),
		ResolvConf:    given.one("resolv-conf", "/etc/resolv.conf"),
		KubeProxy:     !given.is("disable-kube-proxy"),
		ClusterInit:   !agent && given.is("cluster-init"),
		Scheduler:     !given.is("disable-scheduler"),

		CloudController: !given.is("disable-cloud-controller"),

		ControlPlaneOnly: !agent && given.is("disable-agent"),
		Args:             map[string][]string{},
	}
	if !agent && !slices.Contains(config.Disabled, "local-storage") {
		config.LocalStorage = given.one("default-local-storage-path", filepath.Join(config.DataDir, "storage"))
	}
	for _, component := range []string{"kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "kubelet", "etcd"} {
		config.Args[component] = given[component+"-arg"]
	}
	var problem error
	check := func(err error) {
		if problem == nil {
			problem = err
		}
	}
	var err error
	config.Port, err = strconv.Atoi(given.one("https-listen-port", "6443"))
	check(err)
	mode, err := strconv.ParseUint(given.one("write-kubeconfig-mode", "600"), 8, 32)
	config.KubeconfigMode = os.FileMode(mode)
	check(err)
	config.ClusterCIDR, err = firstIPv4(given["cluster-cidr"], "10.42.0.0/16")
	check(err)
	config.ServiceCIDR, err = firstIPv4(given["service-cidr"], "10.43.0.0/16")
	check(err)
	config.ClusterDNS, err = clusterDNS(given["cluster-dns"], config.ServiceCIDR)
	check(err)
	config.NodeIP, err = nodeIP(given["node-ip"])
	check(err)
	config.Token, err = token(given)
	check(err)
	return config, problem
}

// refuse names what this node cannot do, rather than doing something else silently.
func refuse(agent bool, given values) error {
	switch {
	case agent && given.one("server", "") == "":
		return fmt.Errorf("--server is required")
	case given.one("server", "") != "" && given.one("token", "") == "" && given.one("token-file", "") == "":
		return fmt.Errorf("--token is required")
	case given.one("datastore-endpoint", "") != "" || given.is("docker") || given.is("rootless"):
		return fmt.Errorf("--datastore-endpoint, --docker and --rootless are not supported by the testbed's node")
	}
	return nil
}

// token is the secret part of K3S_TOKEN: all of it, or what follows "K10<hash>::server:".
func token(given values) (string, error) {
	secret := given.one("token", "")
	if file := given.one("token-file", ""); secret == "" && file != "" {
		content, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		secret = strings.TrimSpace(string(content))
	}
	return bareToken(secret), nil
}

func bareToken(secret string) string {
	if _, credentials, full := strings.Cut(secret, "::"); full && strings.HasPrefix(secret, "K10") {
		if _, password, ok := strings.Cut(credentials, ":"); ok {
			return password
		}
	}
	return secret
}

func firstIPv4(given []string, otherwise string) (netip.Prefix, error) {
	for _, cidr := range append(slices.Clone(given), otherwise) {
		prefix, err := netip.ParsePrefix(cidr)
		if err != nil {
			return netip.Prefix{}, fmt.Errorf("invalid CIDR %q: %w", cidr, err)
		}
		if prefix.Addr().Is4() {
			return prefix.Masked(), nil
		}
	}
	return netip.Prefix{}, nil
}

func clusterDNS(given []string, services netip.Prefix) (netip.Addr, error) {
	if len(given) > 0 {
		return netip.ParseAddr(given[0])
	}
	address := services.Addr()
	for range 10 {
		address = address.Next()
	}
	return address, nil
}

// readConfigFile reads K3s's YAML configuration: flag names without dashes; "name+" means the same as name here.
func readConfigFile(file string, mustExist bool) (values, error) {
	content, err := os.ReadFile(file)
	if err != nil && (mustExist || !os.IsNotExist(err)) {
		return nil, err
	}
	dropIns, _ := filepath.Glob(file + ".d/*.yaml")
	settings := map[string]any{}
	if err := yaml.Unmarshal(content, &settings); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, dropIn := range dropIns {
		content, err := os.ReadFile(dropIn)
		if err != nil {
			return nil, err
		}
		if err := yaml.Unmarshal(content, &settings); err != nil {
			return nil, fmt.Errorf("%s: %w", dropIn, err)
		}
	}
	return settingsValues(settings)
}

func settingsValues(settings map[string]any) (values, error) {
	read := values{}
	for key, setting := range settings {
		name := strings.TrimSuffix(key, "+")
		if _, known := flagKinds[name]; !known {
			continue // as K3s: a configuration file may serve servers and agents
		}
		entries, several := setting.([]any)
		if !several {
			entries = []any{setting}
		}
		for _, entry := range entries {
			if err := read.add(name, scalar(entry)); err != nil {
				return nil, err
			}
		}
	}
	return read, nil
}

func scalar(value any) string {
	if number, ok := value.(float64); ok {
		return strconv.FormatFloat(number, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

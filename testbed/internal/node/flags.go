package node

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// kind is how often a flag may be given and what it holds.
type kind int

const (
	text  kind = iota // one value, the last one wins
	flag              // true or false, alone means true
	list              // repeatable
	comma             // repeatable, and one value may hold several separated by commas
)

// flagKinds are the flags of `k3s server` and `k3s agent`. Those without a meaning here (what they turn off does not
// exist in this node) are accepted all the same, so that a command line for K3s is one for this node.
var flagKinds = map[string]kind{
	"config": text, "debug": flag, "log": text, "alsologtostderr": flag, "v": text, "vmodule": text,
	"data-dir": text, "token": text, "token-file": text, "agent-token": text, "agent-token-file": text, "server": text,
	"bind-address": text, "https-listen-port": text, "advertise-address": text, "advertise-port": text,
	"tls-san": comma, "tls-san-security": flag, "cluster-cidr": comma, "service-cidr": comma,
	"service-node-port-range": text, "cluster-dns": comma, "cluster-domain": text, "cluster-init": flag,
	"cluster-reset": flag, "datastore-endpoint": text, "default-local-storage-path": text,
	"disable": comma, "disable-apiserver": flag,
	"disable-scheduler": flag, "disable-cloud-controller": flag, "disable-kube-proxy": flag,
	"disable-network-policy": flag, "disable-helm-controller": flag, "disable-agent": flag,
	"disable-default-registry-endpoint": flag, "disable-apiserver-lb": flag, "disable-etcd": flag,
	"disable-controller-manager": flag, "servicelb-namespace": text, "supervisor-metrics": flag,
	"embedded-registry": flag, "egress-selector-mode": text, "etcd-disable-snapshots": flag, "etcd-expose-metrics": flag,
	"etcd-arg": list, "etcd-snapshot-schedule-cron": text, "etcd-snapshot-retention": text, "etcd-snapshot-dir": text,
	"flannel-backend": text, "flannel-iface": text, "flannel-conf": text, "flannel-cni-conf": text,
	"flannel-external-ip": flag, "flannel-ipv6-masq": flag, "secrets-encryption": flag, "helm-job-image": text,
	"kube-apiserver-arg": list, "kube-controller-manager-arg": list, "kube-scheduler-arg": list,
	"kube-cloud-controller-manager-arg": list, "kube-proxy-arg": list, "kubelet-arg": list,
	"node-name": text, "with-node-id": flag, "node-ip": comma, "node-external-ip": comma, "node-internal-dns": list,
	"node-external-dns": list, "node-label": comma, "node-taint": comma, "image-credential-provider-bin-dir": text,
	"image-credential-provider-config": text, "container-runtime-endpoint": text, "default-runtime": text,
	"disable-default-apparmor": flag, "docker": flag, "image-service-endpoint": text, "pause-image": text,
	"snapshotter": text, "private-registry": text, "system-default-registry": text, "resolv-conf": text,
	"airgap-extra-registry": list, "nonroot-devices": flag, "protect-kernel-defaults": flag, "selinux": flag,
	"lb-server-port": text, "rootless": flag, "prefer-bundled-bin": flag, "enable-pprof": flag, "vpn-auth": text,
	"vpn-auth-file": text, "write-kubeconfig": text, "write-kubeconfig-mode": text, "write-kubeconfig-group": text,
}

// shortFlags are the one-letter names.
var shortFlags = map[string]string{
	"c": "config", "d": "data-dir", "t": "token", "s": "server", "o": "write-kubeconfig", "l": "log",
}

// omitted is what K3s writes where a secret was.
const omitted = "********"

var secretFlags = regexp.MustCompile(`^-(t|-token|-agent-token)$`)

// values are flag values by flag name, in the order given.
type values map[string][]string

// parseArgs reads "--flag=v", "--flag v", "-flag v" and short names.
func parseArgs(args []string) (values, error) {
	given := values{}
	for i := 0; i < len(args); i++ {
		name, value, hasValue := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		if !strings.HasPrefix(args[i], "-") || name == "" {
			return nil, fmt.Errorf("unexpected argument %q", args[i])
		}
		if long, ok := shortFlags[name]; ok {
			name = long
		}
		kind, known := flagKinds[name]
		switch {
		case !known:
			return nil, fmt.Errorf("flag provided but not defined: -%s", name)
		case kind == flag && !hasValue:
			value = "true"
		case !hasValue && i+1 == len(args):
			return nil, fmt.Errorf("flag needs an argument: -%s", name)
		case !hasValue:
			i++
			value = args[i]
		}
		if err := given.add(name, value); err != nil {
			return nil, err
		}
	}
	return given, nil
}

// publicArguments are a command's arguments as K3s writes them into an annotation of its node: names and values one after the
// other, and secrets left out.
func publicArguments(role string, args []string) []string {
	all, omit := []string{role}, false
	for _, arg := range args {
		name, value, hasValue := strings.Cut(arg, "=")
		if omit {
			name = omitted
		}
		all = append(all, name)
		omit = !omit && secretFlags.MatchString(name)
		if omit && hasValue {
			value, omit = omitted, false
		}
		if hasValue {
			all = append(all, value)
		}
	}
	return all
}

func (v values) add(name, value string) error {
	switch flagKinds[name] {
	case flag:
		if value != "true" && value != "false" {
			return fmt.Errorf("invalid boolean value %q for -%s", value, name)
		}
		v[name] = []string{value}
	case text:
		v[name] = []string{value}
	case list:
		v[name] = append(v[name], value)
	case comma:
		for _, part := range strings.Split(value, ",") {
			if part = strings.TrimSpace(part); part != "" && !slices.Contains(v[name], part) {
				v[name] = append(v[name], part)
			}
		}
	}
	return nil
}

// under gives v the values of weaker where it has none itself.
func (v values) under(weaker values) {
	for name, value := range weaker {
		if _, given := v[name]; !given {
			v[name] = value
		}
	}
}

func (v values) one(name, otherwise string) string {
	if given := v[name]; len(given) > 0 && given[len(given)-1] != "" {
		return given[len(given)-1]
	}
	return otherwise
}

func (v values) is(name string) bool { return v.one(name, "false") == "true" }

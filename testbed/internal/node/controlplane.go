package node

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const kubeDir = "/usr/libexec/kubernetes"

// credentials are the files of the control plane, made by newCredentials.
type credentials struct {
	dir       string // <data>/server/tls
	ca        *authority
	caPEM     []byte
	etcdCAPEM []byte
	localURL  string
	tokenFile string
}

func (c *credentials) file(name string) string { return filepath.Join(c.dir, name) }

// newCredentials makes or renews all keys, certificates and kubeconfigs of a server.
func newCredentials(config *Config) (*credentials, error) {
	c := &credentials{dir: filepath.Join(config.DataDir, "server", "tls"), localURL: fmt.Sprintf("https://127.0.0.1:%d", config.Port)}
	loaded := map[string]*authority{}
	for _, name := range authorities {
		ca, err := loadAuthority(c.dir, name)
		if err != nil {
			return nil, err
		}
		loaded[name] = ca
	}
	c.ca = loaded["server-ca"]
	type leaf struct {
		ca, file string
		who      identity
	}
	leaves := []leaf{
		{"server-ca", "kube-apiserver", identity{name: "kube-apiserver", sans: config.serverSANs()}},
		{"server-ca", "admin", identity{name: "system:admin", groups: []string{"system:masters"}}},
		{"server-ca", "node-program", identity{name: "system:k3s", groups: []string{"system:masters"}}},
		{"server-ca", "apiserver-kubelet-client", identity{name: "kube-apiserver", groups: []string{"system:masters"}}},
		{"server-ca", "kube-controller-manager", identity{name: "system:kube-controller-manager", groups: []string{"system:masters"}}},
		{"server-ca", "kube-scheduler", identity{name: "system:kube-scheduler"}},
		{"server-ca", "kube-proxy", identity{name: "system:kube-proxy"}},
		{"server-ca", "kubelet", identity{name: "system:node:" + config.Name, groups: []string{"system:nodes"}}},
		{"request-header-ca", "auth-proxy", identity{name: "system:auth-proxy"}},
		{"etcd-ca", "etcd", identity{name: "etcd", sans: []string{"127.0.0.1", "localhost", config.NodeIP.String()}}},
		{"etcd-ca", "etcd-client", identity{name: "kube-apiserver"}},
	}
	if config.Clustered {
		leaves = append(leaves, leaf{"etcd-ca", "etcd-peer", identity{name: "etcd-peer", sans: []string{config.NodeIP.String()}}})
	}
	for _, leaf := range leaves {
		if err := loaded[leaf.ca].issue(c.file(leaf.file), leaf.who); err != nil {
			return nil, err
		}
	}
	var err error
	if c.caPEM, err = os.ReadFile(c.ca.certFile); err != nil {
		return nil, err
	}
	if c.etcdCAPEM, err = os.ReadFile(loaded["etcd-ca"].certFile); err != nil {
		return nil, err
	}
	return c, writeKubeconfigs(c.dir, c.localURL, c.caPEM,
		"admin", "kube-controller-manager", "kube-scheduler", "kube-proxy", "kubelet")
}

func startAPIServer(config *Config, c *credentials) (*process, error) {
	// One server's address of before a restart is gone at once; several keep each other's as long as they are renewed.
	endpoints := "master-count"
	if config.Clustered {
		endpoints = "lease"
	}
	return start("kube-apiserver", kubeDir+"/kube-apiserver", extra(config, "kube-apiserver",
		"--secure-port="+strconv.Itoa(config.Port), "--advertise-address="+config.NodeIP.String(),
		"--tls-cert-file="+c.file("kube-apiserver.crt"), "--tls-private-key-file="+c.file("kube-apiserver.key"),
		"--client-ca-file="+c.file("server-ca.crt"), "--token-auth-file="+c.tokenFile,
		"--etcd-servers="+etcdURL, "--etcd-cafile="+c.file("etcd-ca.crt"),
		"--etcd-certfile="+c.file("etcd-client.crt"), "--etcd-keyfile="+c.file("etcd-client.key"),
		"--service-account-issuer=https://kubernetes.default.svc."+config.ClusterDomain,
		"--service-account-key-file="+c.file("service.crt"), "--service-account-signing-key-file="+c.file("service.key"),
		"--service-cluster-ip-range="+config.ServiceCIDR.String(), "--service-node-port-range="+config.NodePorts,
		"--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction", "--allow-privileged=true",
		"--kubelet-client-certificate="+c.file("apiserver-kubelet-client.crt"),
		"--kubelet-client-key="+c.file("apiserver-kubelet-client.key"),
		"--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
		"--requestheader-client-ca-file="+c.file("request-header-ca.crt"), "--requestheader-allowed-names=system:auth-proxy",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-", "--requestheader-group-headers=X-Remote-Group",
		"--requestheader-username-headers=X-Remote-User",
		"--proxy-client-cert-file="+c.file("auth-proxy.crt"), "--proxy-client-key-file="+c.file("auth-proxy.key"),
		"--enable-aggregator-routing=true", "--profiling=false",
		"--endpoint-reconciler-type="+endpoints)...)
}

func startControllerManager(config *Config, c *credentials) (*process, error) {
	kubeconfig := c.file("kube-controller-manager.kubeconfig")
	return start("kube-controller-manager", kubeDir+"/kube-controller-manager", extra(config, "kube-controller-manager",
		"--kubeconfig="+kubeconfig, "--authentication-kubeconfig="+kubeconfig, "--authorization-kubeconfig="+kubeconfig,
		"--bind-address=127.0.0.1", "--leader-elect="+strconv.FormatBool(config.Clustered), "--profiling=false",
		"--allocate-node-cidrs=true", "--cluster-cidr="+config.ClusterCIDR.String(),
		"--service-cluster-ip-range="+config.ServiceCIDR.String(),
		"--cluster-signing-cert-file="+c.file("server-ca.crt"), "--cluster-signing-key-file="+c.file("server-ca.key"),
		"--root-ca-file="+c.file("server-ca.crt"), "--service-account-private-key-file="+c.file("service.key"),
		"--use-service-account-credentials=false", // thirty accounts fewer to make before anything is controlled
		"--kube-api-qps=200", "--kube-api-burst=400",
		"--client-ca-file="+c.file("server-ca.crt"),
		"--requestheader-client-ca-file="+c.file("request-header-ca.crt"))...)
}

func startScheduler(config *Config, c *credentials) (*process, error) {
	kubeconfig := c.file("kube-scheduler.kubeconfig")
	return start("kube-scheduler", kubeDir+"/kube-scheduler", extra(config, "kube-scheduler",
		"--kubeconfig="+kubeconfig, "--authentication-kubeconfig="+kubeconfig, "--authorization-kubeconfig="+kubeconfig,
		"--bind-address=127.0.0.1", "--leader-elect="+strconv.FormatBool(config.Clustered), "--profiling=false",
		"--kube-api-qps=200", "--kube-api-burst=400")...)
}

// extra adds what --<component>-arg asked for; given later, it wins.
func extra(config *Config, component string, args ...string) []string {
	for _, arg := range config.Args[component] {
		args = append(args, "--"+strings.TrimLeft(arg, "-"))
	}
	return args
}

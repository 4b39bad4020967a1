package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"strings"

	"sigs.k8s.io/yaml"

	"ksail.io/testbed/internal/node"
)

// start is the script of a server. As in k3k 1.1.0, the arguments stand in it as they are: of several that are parted by blanks,
// the shell takes the second for a command, and K3s gets none.
const start = `EXTRA_ARGS=%s
mkdir -p /var/lib/rancher/k3s/server/tls && cp /opt/rancher/k3s/ca/* /var/lib/rancher/k3s/server/tls/ &&
exec /bin/k3s server --config /opt/rancher/k3s/server/config.yaml $EXTRA_ARGS`

func (c cluster) name(what string) string { return "k3k-" + c.Metadata.Name + "-" + what }

func (c cluster) inNamespace(group, plural string) string {
	return "/" + group + "/namespaces/" + c.Metadata.Namespace + "/" + plural
}

func (c cluster) metadata(what string) object {
	return object{"name": c.name(what), "ownerReferences": []object{{"apiVersion": "k3k.io/v1beta1", "kind": "Cluster",
		"name": c.Metadata.Name, "uid": c.Metadata.UID, "controller": true}}}
}

// create makes the objects of a cluster, and gives the Secret that is made when its server is ready.
func (o *operator) create(ctx context.Context, c cluster) (kubeconfig object, err error) {
	labels := object{"cluster": c.Metadata.Name, "role": "server"}
	service := object{"apiVersion": "v1", "kind": "Service", "metadata": c.metadata("service"), "spec": object{
		"selector": labels, "ports": []object{{"name": "k3s-server-port", "port": 443, "targetPort": 6443}}}}
	if err := o.host.Create(ctx, c.inNamespace("api/v1", "services"), service); err != nil {
		return nil, err
	}
	var made struct {
		Spec struct {
			ClusterIP string `json:"clusterIP"`
		} `json:"spec"`
	}
	if err := o.host.Get(ctx, c.inNamespace("api/v1", "services")+"/"+c.name("service"), &made); err != nil {
		return nil, err
	}
	url := "https://" + made.Spec.ClusterIP
	files, admin, err := node.Authority(url)
	if err != nil {
		return nil, err
	}
	secret := make([]byte, 16)
	_, _ = rand.Read(secret)
	token := hex.EncodeToString(secret)
	config, err := yaml.Marshal(object{"cluster-cidr": c.Spec.ClusterCIDR, "service-cidr": c.Spec.ServiceCIDR,
		"cluster-dns": c.Spec.ClusterDNS, "token": token, "tls-san": append(c.Spec.TLSSANs, made.Spec.ClusterIP)})
	if err != nil {
		return nil, err
	}
	agent, err := yaml.Marshal(object{"server": url, "token": token})
	if err != nil {
		return nil, err
	}
	for what, data := range map[string]map[string][]byte{"server-config": {"config.yaml": config},
		"agent-config": {"config.yaml": agent}, "ca": files} {
		if err := o.host.Create(ctx, c.inNamespace("api/v1", "secrets"), c.secret(what, data)); err != nil {
			return nil, err
		}
	}
	if err := o.host.Create(ctx, c.inNamespace("apis/apps/v1", "statefulsets"), c.servers(labels)); err != nil {
		return nil, err
	}
	if c.Spec.Agents > 0 {
		if err := o.host.Create(ctx, c.inNamespace("apis/apps/v1", "deployments"), c.agents()); err != nil {
			return nil, err
		}
	}
	return c.secret("kubeconfig", map[string][]byte{"kubeconfig.yaml": admin}), nil
}

func (c cluster) secret(what string, files map[string][]byte) object {
	data := object{}
	for name, content := range files {
		data[name] = base64.StdEncoding.EncodeToString(content)
	}
	return object{"apiVersion": "v1", "kind": "Secret", "metadata": c.metadata(what), "data": data}
}

func (c cluster) servers(labels object) object {
	command := fmt.Sprintf(start, strings.Join(c.Spec.ServerArgs, " "))
	spec := object{"replicas": c.Spec.Servers, "serviceName": c.name("service"), "selector": object{"matchLabels": labels},
		"template": object{"metadata": object{"labels": labels}, "spec": c.pod("server", command)}}
	if c.Spec.Persistence.Type == "dynamic" {
		claim := object{"accessModes": []string{"ReadWriteOnce"},
			"resources": object{"requests": object{"storage": c.Spec.Persistence.Storage}}}
		if c.Spec.Persistence.Class != nil {
			claim["storageClassName"] = *c.Spec.Persistence.Class
		}
		spec["volumeClaimTemplates"] = []object{{"metadata": object{"name": "data"}, "spec": claim}}
	}
	return object{"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": c.metadata("server"), "spec": spec}
}

func (c cluster) agents() object {
	labels := object{"cluster": c.Metadata.Name, "type": "agent", "mode": "virtual"}
	return object{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": c.metadata("agent"), "spec": object{
		"replicas": c.Spec.Agents, "selector": object{"matchLabels": labels}, "template": object{
			"metadata": object{"labels": labels},
			"spec":     c.pod("agent", "exec /bin/k3s agent --config /opt/rancher/k3s/server/config.yaml")}}}
}

func (c cluster) pod(role, command string) object {
	volumes := []object{
		{"name": "config", "secret": object{"secretName": c.name(role + "-config")}},
		{"name": "run", "emptyDir": object{"medium": "Memory"}}, {"name": "kubelet", "emptyDir": object{}}}
	mounts := []object{{"name": "config", "mountPath": "/opt/rancher/k3s/server"}, {"name": "run", "mountPath": "/run"},
		{"name": "kubelet", "mountPath": "/var/lib/kubelet"}, {"name": "data", "mountPath": "/var/lib/rancher/k3s"}}
	if role == "server" {
		volumes = append(volumes, object{"name": "ca", "secret": object{"secretName": c.name("ca")}})
		mounts = append(mounts, object{"name": "ca", "mountPath": "/opt/rancher/k3s/ca"})
	}
	if role == "agent" || c.Spec.Persistence.Type != "dynamic" {
		volumes = append(volumes, object{"name": "data", "emptyDir": object{}})
	}
	for i, given := range c.Spec.SecretMounts {
		if given.Role == role || given.Role == "" || given.Role == "all" {
			name := fmt.Sprintf("mount-%d", i)
			volumes = append(volumes, object{"name": name, "secret": object{"secretName": given.SecretName}})
			mounts = append(mounts, object{"name": name, "mountPath": given.MountPath, "subPath": given.SubPath})
		}
	}
	container := object{"name": c.name(role), "image": os.Getenv("K3S_IMAGE") + ":" + c.Spec.Version,
		"imagePullPolicy": "IfNotPresent", "command": []string{"/bin/sh", "-c", command},
		"securityContext": object{"privileged": true}, "volumeMounts": mounts, "resources": c.Spec.Resources}
	if role == "server" {
		container["readinessProbe"] = object{"periodSeconds": 1, "tcpSocket": object{"port": 6443}}
	}
	return object{"containers": []object{container}, "volumes": volumes, "terminationGracePeriodSeconds": 2,
		"automountServiceAccountToken": false, "enableServiceLinks": false}
}

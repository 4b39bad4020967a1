package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
)

const (
	dnsPort  = 1053 // this pod may not listen below 1024
	corefile = "/data/Corefile"
)

// serveDNS answers for the names of the nested cluster, beside its control plane; pods on the host's nodes reach that by a
// Service of the host. What the API server's own Service is on the host stands for the nested one, which leads nowhere there.
func (s *syncer) serveDNS(ctx context.Context, kubeconfig string) error {
	services := "/api/v1/namespaces/" + s.namespace + "/services"
	ports := func(target any) []object {
		return []object{{"name": "dns", "port": 53, "protocol": "UDP", "targetPort": target},
			{"name": "dns-tcp", "port": 53, "protocol": "TCP", "targetPort": target}}
	}
	name := short("kube-dns-x-kube-system-x-" + s.name)
	service := object{"apiVersion": "v1", "kind": "Service", "metadata": object{"name": name},
		"spec": object{"ports": ports(dnsPort), "selector": object{"app": "vcluster", "release": s.name}}}
	if err := s.host.Create(ctx, services, service); err != nil {
		return err
	}
	address := func(of string) (string, error) {
		var found struct {
			Spec struct {
				ClusterIP string `json:"clusterIP"`
			} `json:"spec"`
		}
		err := s.host.Get(ctx, services+"/"+of, &found)
		return found.Spec.ClusterIP, err
	}
	api, err := address(s.name)
	if err != nil {
		return err
	}
	dns, err := address(name)
	if err != nil {
		return err
	}
	if err := os.WriteFile(corefile, []byte(corefileOf(api, kubeconfig)), 0o600); err != nil {
		return err
	}
	server := exec.Command("/coredns", "-conf", corefile)
	server.Stdout, server.Stderr = os.Stdout, os.Stderr
	if err := server.Start(); err != nil {
		return err
	}
	go func() {
		fmt.Fprintln(os.Stderr, "vcluster: coredns ended:", server.Wait())
		os.Exit(1)
	}()
	nested := object{"apiVersion": "v1", "kind": "Service", "metadata": object{"name": "kube-dns"},
		"spec": object{"ports": ports("dns")}}
	if err := s.nested.Create(ctx, "/api/v1/namespaces/kube-system/services", nested); err != nil {
		return err
	}
	s.dns = dns
	return nil
}

func corefileOf(api, kubeconfig string) string {
	return fmt.Sprintf(`.:%d {
    errors
    hosts {
        %s kubernetes.default.svc.%s
        fallthrough
    }
    kubernetes %s in-addr.arpa ip6.arpa {
        kubeconfig %s
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
    }
    forward . /etc/resolv.conf
    cache 5
    loadbalance
}
`, dnsPort, api, domain, domain, kubeconfig)
}

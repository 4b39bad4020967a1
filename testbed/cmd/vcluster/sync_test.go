package main

import (
	"reflect"
	"strings"
	"testing"
)

func TestPodsResolveNamesOfTheNestedCluster(t *testing.T) {
	s := &syncer{name: "demo", dns: "10.43.0.9"}
	ours := object{"nameservers": []any{"10.43.0.9"}, "searches": []any{"app.svc.cluster.local", "svc.cluster.local", "cluster.local"},
		"options": []any{object{"name": "ndots", "value": "5"}}}
	for name, test := range map[string]struct {
		nested object
		policy any
		config any
	}{
		"as most pods are":      {object{"dnsPolicy": "ClusterFirst"}, "None", ours},
		"in the host's network": {object{"dnsPolicy": "ClusterFirst", "hostNetwork": true}, "ClusterFirst", nil},
		"there, but asked for":  {object{"dnsPolicy": "ClusterFirstWithHostNet", "hostNetwork": true}, "None", ours},
		"as the node does":      {object{"dnsPolicy": "Default"}, "Default", nil},
		"with more": {object{"dnsPolicy": "ClusterFirst", "dnsConfig": object{"searches": []any{"example.com"}}}, "None",
			object{"nameservers": ours["nameservers"], "options": ours["options"],
				"searches": []any{"app.svc.cluster.local", "svc.cluster.local", "cluster.local", "example.com"}}},
	} {
		spec := s.hostSpec("app", test.nested)
		if spec["dnsPolicy"] != test.policy || !reflect.DeepEqual(spec["dnsConfig"], test.config) {
			t.Errorf("%s: %v %v", name, spec["dnsPolicy"], spec["dnsConfig"])
		}
	}
	s.dns = ""
	if spec := s.hostSpec("app", object{"dnsPolicy": "ClusterFirst"}); spec["dnsPolicy"] != "ClusterFirst" {
		t.Errorf("without DNS of its own: %v", spec)
	}
}

func TestTheAPIServerIsFoundWhereTheHostHasIt(t *testing.T) {
	if file := corefileOf("10.43.0.8", "/data/kubeconfig.yaml"); !strings.Contains(file, "10.43.0.8 kubernetes.default.svc.cluster.local") {
		t.Error(file)
	}
}

func TestNamesFitTheHost(t *testing.T) {
	a, b := short(strings.Repeat("a", 70)+"1"), short(strings.Repeat("a", 70)+"2")
	if len(a) != 63 || len(b) != 63 || a == b || short("kube-dns") != "kube-dns" {
		t.Error(a, b)
	}
}

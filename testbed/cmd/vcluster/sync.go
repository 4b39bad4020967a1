package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"ksail.io/testbed/internal/node"
)

// syncer has the pods of the nested cluster run on the host, and tells the nested cluster what becomes of them.
type syncer struct {
	host, nested    *node.API
	name, namespace string
	dns             string // the host's address of the nested cluster's DNS; empty where it has none
}

const (
	managedBy     = "vcluster.loft.sh/managed-by"
	nestedName    = "vcluster.loft.sh/object-name"
	nestedSpace   = "vcluster.loft.sh/object-namespace"
	accessVolumes = "kube-api-access-"
	domain        = "cluster.local"
)

// pod is the part of a Pod that the syncer looks at.
type pod struct {
	Metadata struct {
		Name              string            `json:"name"`
		Namespace         string            `json:"namespace"`
		Labels            map[string]string `json:"labels"`
		Annotations       map[string]string `json:"annotations"`
		DeletionTimestamp string            `json:"deletionTimestamp"`
	} `json:"metadata"`
	Spec   object `json:"spec"`
	Status object `json:"status"`
}

func (s *syncer) hostName(p pod) string {
	return short(p.Metadata.Name + "-x-" + p.Metadata.Namespace + "-x-" + s.name)
}

// short is a name that the host takes, whatever its length was.
func short(name string) string {
	if len(name) <= 63 {
		return name
	}
	return fmt.Sprintf("%s-%x", name[:52], sha256.Sum256([]byte(name)))[:63]
}

func (s *syncer) hostPath(name string) string {
	return "/api/v1/namespaces/" + s.namespace + "/pods/" + name
}

func (s *syncer) nestedPod(deleted bool, p pod) {
	ctx := context.Background()
	if deleted || p.Metadata.DeletionTimestamp != "" {
		s.complain(s.host.Delete(ctx, s.hostPath(s.hostName(p))))
		if !deleted {
			s.complain(s.nested.DeleteNow(ctx, "/api/v1/namespaces/"+p.Metadata.Namespace+"/pods/"+p.Metadata.Name))
		}
		return
	}
	if p.Spec["nodeName"] != nil {
		return
	}
	s.complain(s.host.Create(ctx, "/api/v1/namespaces/"+s.namespace+"/pods", object{
		"apiVersion": "v1", "kind": "Pod", "spec": s.hostSpec(p.Metadata.Namespace, p.Spec),
		"metadata": object{"name": s.hostName(p), "labels": object{managedBy: s.name},
			"annotations": object{nestedName: p.Metadata.Name, nestedSpace: p.Metadata.Namespace}}}))
}

// hostSpec is the pod as the host gets it: without what only the nested cluster has.
func (s *syncer) hostSpec(namespace string, nested object) object {
	spec := object{}
	for key, value := range nested {
		spec[key] = value
	}
	for _, key := range []string{"serviceAccount", "priority", "priorityClassName", "preemptionPolicy", "tolerations"} {
		delete(spec, key)
	}
	spec["volumes"] = without(spec["volumes"], "name")
	for _, kind := range []string{"containers", "initContainers"} {
		containers, _ := spec[kind].([]any)
		for _, container := range containers {
			if c, ok := container.(object); ok {
				c["volumeMounts"] = without(c["volumeMounts"], "name")
			}
		}
	}
	policy, onHost := nested["dnsPolicy"], nested["hostNetwork"] == true
	if s.dns != "" && (policy == "ClusterFirstWithHostNet" || policy == "ClusterFirst" && !onHost) {
		spec["dnsPolicy"], spec["dnsConfig"] = "None", s.dnsConfig(namespace, nested["dnsConfig"])
	}
	spec["serviceAccountName"] = "vc-workload-" + s.name
	spec["automountServiceAccountToken"] = false
	spec["enableServiceLinks"] = false
	return spec
}

// dnsConfig is how the nested cluster's own nodes would have a pod resolve names, with what the pod adds to it.
func (s *syncer) dnsConfig(namespace string, own any) object {
	added, _ := own.(object)
	also := func(ours []any, key string) []any {
		theirs, _ := added[key].([]any)
		return append(ours, theirs...)
	}
	return object{"nameservers": also([]any{s.dns}, "nameservers"),
		"searches": also([]any{namespace + ".svc." + domain, "svc." + domain, domain}, "searches"),
		"options":  also([]any{object{"name": "ndots", "value": "5"}}, "options")}
}

// without leaves out what brings tokens of the nested cluster.
func without(list any, key string) []any {
	kept := []any{}
	entries, _ := list.([]any)
	for _, entry := range entries {
		if e, ok := entry.(object); ok && strings.HasPrefix(fmt.Sprint(e[key]), accessVolumes) {
			continue
		}
		kept = append(kept, entry)
	}
	return kept
}

func (s *syncer) hostPod(deleted bool, p pod) {
	node, placed := p.Spec["nodeName"].(string)
	if deleted || !placed || p.Metadata.Labels[managedBy] != s.name {
		return
	}
	ctx := context.Background()
	s.complain(s.nested.Create(ctx, "/api/v1/nodes", object{"apiVersion": "v1", "kind": "Node", "metadata": object{
		"name": node, "labels": object{"vcluster.loft.sh/fake-node": "true", "kubernetes.io/hostname": node}}}))
	s.complain(s.nested.Merge(ctx, "/api/v1/nodes/"+node+"/status", object{"status": object{
		"conditions": []object{{"type": "Ready", "status": "True", "reason": "FakeReady", "message": "a node of the host"}}}}))
	path := "/api/v1/namespaces/" + p.Metadata.Annotations[nestedSpace] + "/pods/" + p.Metadata.Annotations[nestedName]
	s.complain(s.nested.Create(ctx, path+"/binding", object{"apiVersion": "v1", "kind": "Binding",
		"metadata": object{"name": p.Metadata.Annotations[nestedName]}, "target": object{"kind": "Node", "name": node}}))
	delete(p.Status, "qosClass")
	s.complain(s.nested.Merge(ctx, path+"/status", object{"status": p.Status}))
}

// complain tells of a failure; the next change brings another try.
func (s *syncer) complain(err error) {
	if err != nil && !node.NotFound(err) {
		fmt.Println("sync:", err)
	}
}

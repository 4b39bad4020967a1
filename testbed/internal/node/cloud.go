package node

import (
	"context"
	"fmt"
	"slices"
)

const (
	nodesPath = "/api/v1/nodes"
	// uninitialized is what a kubelet registers with where a cloud controller is to look at its node first: K3s' own does.
	uninitialized = "node.cloudprovider.kubernetes.io/uninitialized"
)

// taint is one of a node's.
type taint struct {
	Key       string `json:"key"`
	Value     string `json:"value,omitempty"`
	Effect    string `json:"effect"`
	TimeAdded string `json:"timeAdded,omitempty"`
}

// initializeNodes does what K3s' cloud controller does with a node that has registered: until then nothing is scheduled there.
func initializeNodes(ctx context.Context, client *apiClient) {
	follow(ctx, client, nodesPath, func(deleted bool, node nodeObject) {
		if deleted || !slices.ContainsFunc(node.Spec.Taints, isUninitialized) {
			return
		}
		err := retry(ctx, func() error { return initialize(ctx, client, node.Metadata.Name) })
		if err != nil && ctx.Err() == nil {
			fmt.Printf("Node %s is not initialized: %v\n", node.Metadata.Name, err)
		}
	})
}

func initialize(ctx context.Context, client *apiClient, name string) error {
	var node nodeObject
	if err := client.get(ctx, nodesPath+"/"+name, &node); err != nil {
		return err
	}
	remaining := slices.DeleteFunc(node.Spec.Taints, isUninitialized)
	// With the version that was read: taints are a list, and others change it at the same time.
	return client.merge(ctx, nodesPath+"/"+name, object{
		"metadata": object{"resourceVersion": node.Metadata.ResourceVersion},
		"spec":     object{"taints": remaining, "providerID": "k3s://" + name},
	})
}

func isUninitialized(t taint) bool { return t.Key == uninitialized }

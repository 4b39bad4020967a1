package node

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Volumes of the StorageClass local-path, which K3s makes by pods of its local-path provisioner. Here every node
// makes and removes those of the pods that are to run on it, as directories of its own: no node acts for another.

const (
	provisioner = "rancher.io/local-path"
	claimsPath  = "/api/v1/persistentvolumeclaims"
	volumesPath = "/api/v1/persistentvolumes"

	selectedNode     = "volume.kubernetes.io/selected-node"
	askedProvisioner = "volume.kubernetes.io/storage-provisioner"
	provisionedBy    = "pv.kubernetes.io/provisioned-by"

	// storagePatience is how long one volume is tried, while others wait.
	storagePatience = 10 * time.Second
)

// localStorage is the volumes of one node.
type localStorage struct {
	client *apiClient
	node   string
	dir    string
}

// claimObject is the part of a PersistentVolumeClaim that a volume is made from.
type claimObject struct {
	Metadata struct {
		Name, Namespace, UID string
		Annotations          map[string]string
	}
	Spec struct {
		StorageClassName, VolumeName, VolumeMode string
		AccessModes                              []string
		Resources                                struct{ Requests map[string]string }
	}
}

// volumeObject is the part of a PersistentVolume that its end depends on.
type volumeObject struct {
	Metadata struct {
		Name        string
		Annotations map[string]string
	}
	Spec struct {
		PersistentVolumeReclaimPolicy string
		HostPath                      struct{ Path string }
		NodeAffinity                  struct {
			Required struct {
				NodeSelectorTerms []struct {
					MatchExpressions []struct {
						Key    string
						Values []string
					}
				}
			}
		}
	}
	Status struct{ Phase string }
}

// follow serves what there is to do already, then whatever comes, until the context ends.
func (s *localStorage) follow(ctx context.Context) {
	go follow(ctx, s.client, volumesPath, func(deleted bool, volume volumeObject) {
		if !deleted && s.isToEnd(volume) {
			s.try(ctx, "removed: volume "+volume.Metadata.Name, func(ctx context.Context) error { return s.remove(ctx, volume) })
		}
	})
	follow(ctx, s.client, claimsPath, func(deleted bool, claim claimObject) {
		if !deleted && s.isToProvide(claim) {
			s.try(ctx, "made: volume for "+claim.Metadata.Namespace+"/"+claim.Metadata.Name,
				func(ctx context.Context) error { return s.provide(ctx, claim) })
		}
	})
}

// try does not give up at once: what is told of is not told of again soon.
func (s *localStorage) try(ctx context.Context, what string, do func(context.Context) error) {
	patience, cancel := context.WithTimeout(ctx, storagePatience)
	defer cancel()
	if err := retry(patience, func() error { return do(patience) }); err != nil && ctx.Err() == nil {
		fmt.Printf("Not %s: %v\n", what, err)
	}
}

// isToProvide: a pod that uses the claim is to run here, and the volume is ours to make.
func (s *localStorage) isToProvide(claim claimObject) bool {
	annotations := claim.Metadata.Annotations
	return annotations[askedProvisioner] == provisioner && annotations[selectedNode] == s.node && claim.Spec.VolumeName == ""
}

// isToEnd: the volume is of this node, was made by us, and its claim is gone.
func (s *localStorage) isToEnd(volume volumeObject) bool {
	if volume.Metadata.Annotations[provisionedBy] != provisioner || volume.Status.Phase != "Released" ||
		volume.Spec.PersistentVolumeReclaimPolicy != "Delete" {
		return false
	}
	for _, term := range volume.Spec.NodeAffinity.Required.NodeSelectorTerms {
		for _, match := range term.MatchExpressions {
			if match.Key == "kubernetes.io/hostname" && slices.Contains(match.Values, s.node) {
				return true
			}
		}
	}
	return false
}

// provide makes the directory and the volume; the controller manager binds it to the claim.
func (s *localStorage) provide(ctx context.Context, claim claimObject) error {
	var class struct{ ReclaimPolicy string }
	if err := s.client.get(ctx, "/apis/storage.k8s.io/v1/storageclasses/"+claim.Spec.StorageClassName, &class); err != nil {
		return err
	}
	volume, err := s.volume(claim, class.ReclaimPolicy)
	if err != nil {
		fmt.Printf("No volume for %s/%s: %v\n", claim.Metadata.Namespace, claim.Metadata.Name, err)
		return nil
	}
	dir := s.path(claim)
	// As K3s: whoever the pod runs as may write, and nobody outside looks in. Chmod, because of the umask.
	if err := errors.Join(os.MkdirAll(dir, 0o777), os.Chmod(dir, 0o777), os.Chmod(s.dir, 0o700)); err != nil {
		return err
	}
	return s.client.create(ctx, volumesPath, volume)
}

func volumeName(claim claimObject) string { return "pvc-" + claim.Metadata.UID }

func (s *localStorage) path(claim claimObject) string {
	return filepath.Join(s.dir, volumeName(claim)+"_"+claim.Metadata.Namespace+"_"+claim.Metadata.Name)
}

// volume is the PersistentVolume for the claim, or says what K3s' provisioner does not do either.
func (s *localStorage) volume(claim claimObject, reclaimPolicy string) (object, error) {
	if claim.Spec.VolumeMode == "Block" {
		return nil, errors.New("local-path gives no block devices")
	}
	for _, mode := range claim.Spec.AccessModes {
		if mode != "ReadWriteOnce" && mode != "ReadWriteOncePod" {
			return nil, fmt.Errorf("local-path volumes are of one node: access mode %s cannot be had", mode)
		}
	}
	return object{
		"apiVersion": "v1", "kind": "PersistentVolume",
		"metadata": object{"name": volumeName(claim), "annotations": object{provisionedBy: provisioner}},
		"spec": object{
			"capacity":                      object{"storage": claim.Spec.Resources.Requests["storage"]},
			"accessModes":                   claim.Spec.AccessModes,
			"persistentVolumeReclaimPolicy": reclaimPolicy,
			"storageClassName":              claim.Spec.StorageClassName,
			"hostPath":                      object{"path": s.path(claim), "type": "DirectoryOrCreate"},
			"claimRef": object{"apiVersion": "v1", "kind": "PersistentVolumeClaim",
				"namespace": claim.Metadata.Namespace, "name": claim.Metadata.Name, "uid": claim.Metadata.UID},
			"nodeAffinity": object{"required": object{"nodeSelectorTerms": []object{{"matchExpressions": []object{{
				"key": "kubernetes.io/hostname", "operator": "In", "values": []string{s.node}}}}}}},
		},
	}, nil
}

// remove removes the directory, then the volume: one whose directory could not be removed is still seen.
func (s *localStorage) remove(ctx context.Context, volume volumeObject) error {
	dir := filepath.Clean(volume.Spec.HostPath.Path)
	if filepath.Dir(dir) != filepath.Clean(s.dir) {
		fmt.Printf("Volume %s is left alone: %q is not in %s\n", volume.Metadata.Name, dir, s.dir)
		return nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	err := s.client.call(ctx, http.MethodDelete, volumesPath+"/"+volume.Metadata.Name, "", nil, nil)
	if failure, ok := err.(*statusError); ok && failure.code == http.StatusNotFound {
		return nil
	}
	return err
}

// followStorage serves the node's volumes, unless the cluster has none.
func (n *Node) followStorage(client *apiClient) {
	if dir := n.config.LocalStorage; dir != "" {
		go (&localStorage{client: client, node: n.config.Name, dir: dir}).follow(n.ctx)
	}
}

package node

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// storageOf gives a node's storage whose API server knows the class, and tells of one object at watch.
func storageOf(t *testing.T, watched, told string) (s *localStorage, requests chan string) {
	t.Helper()
	requests = make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		switch {
		case request.URL.RawQuery == "watch=true":
			if request.URL.Path == watched {
				_ = json.NewEncoder(w).Encode(object{"type": "ADDED", "object": json.RawMessage(told)})
				w.(http.Flusher).Flush()
			}
			<-request.Context().Done()
		case request.Method == http.MethodGet:
			_ = json.NewEncoder(w).Encode(object{"reclaimPolicy": "Delete"})
		default:
			var body bytes.Buffer
			_, _ = body.ReadFrom(request.Body)
			requests <- request.Method + " " + request.URL.Path + " " + body.String()
		}
	}))
	t.Cleanup(server.CloseClientConnections)
	client := &apiClient{url: server.URL, http: server.Client()}
	return &localStorage{client: client, node: "here", dir: filepath.Join(t.TempDir(), "storage")}, requests
}

func next(t *testing.T, requests chan string) string {
	t.Helper()
	select {
	case request := <-requests:
		return request
	case <-time.After(5 * time.Second):
		t.Fatal("nothing was asked of the API server")
		return ""
	}
}

const claimToldOf = `{"metadata": {"name": "data", "namespace": "shop", "uid": "u-1", "annotations": {
  "volume.kubernetes.io/storage-provisioner": "rancher.io/local-path", "volume.kubernetes.io/selected-node": "here"}},
  "spec": {"storageClassName": "local-path", "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}`

func TestClaimOfThisNodeGetsADirectoryAnyoneMayWriteAndAVolume(t *testing.T) {
	s, requests := storageOf(t, claimsPath, claimToldOf)
	go s.follow(t.Context())
	dir := filepath.Join(s.dir, "pvc-u-1_shop_data")
	expected := `POST /api/v1/persistentvolumes {"apiVersion":"v1","kind":"PersistentVolume","metadata":{` +
		`"annotations":{"pv.kubernetes.io/provisioned-by":"rancher.io/local-path"},"name":"pvc-u-1"},"spec":{` +
		`"accessModes":["ReadWriteOnce"],"capacity":{"storage":"1Gi"},` +
		`"claimRef":{"apiVersion":"v1","kind":"PersistentVolumeClaim","name":"data","namespace":"shop","uid":"u-1"},` +
		`"hostPath":{"path":"` + dir + `","type":"DirectoryOrCreate"},` +
		`"nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"In","values":["here"]}]}]}},` +
		`"persistentVolumeReclaimPolicy":"Delete","storageClassName":"local-path"}}`
	if request := next(t, requests); request != expected {
		t.Error(request)
	}
	for path, mode := range map[string]os.FileMode{dir: 0o777, s.dir: 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v %v", path, info, err)
		}
	}
}

func TestOnlyClaimsThatWaitForThisNodeAreServed(t *testing.T) {
	s := &localStorage{node: "here"}
	for name, change := range map[string]func(*claimObject){
		"as it is":         func(*claimObject) {},
		"other node":       func(c *claimObject) { c.Metadata.Annotations[selectedNode] = "there" },
		"no node yet":      func(c *claimObject) { delete(c.Metadata.Annotations, selectedNode) },
		"bound":            func(c *claimObject) { c.Spec.VolumeName = "pvc-u-1" },
		"other class":      func(c *claimObject) { c.Metadata.Annotations[askedProvisioner] = "example.test/other" },
		"no class":         func(c *claimObject) { c.Metadata.Annotations = nil },
		"several nodes":    func(c *claimObject) { c.Spec.AccessModes = []string{"ReadWriteMany"} },
		"raw block device": func(c *claimObject) { c.Spec.VolumeMode = "Block" },
	} {
		var claim claimObject
		if err := json.Unmarshal([]byte(claimToldOf), &claim); err != nil {
			t.Fatal(err)
		}
		change(&claim)
		_, err := s.volume(claim, "Delete")
		if served := s.isToProvide(claim) && err == nil; served != (name == "as it is") {
			t.Errorf("%s: %v, %v", name, served, err)
		}
	}
}

// volumeToldOf is a volume in dir, of the node, whose claim is in that phase.
func volumeToldOf(dir, node, phase, policy string) string {
	content, _ := json.Marshal(object{
		"metadata": object{"name": "pvc-u-1", "annotations": object{provisionedBy: provisioner}}, "status": object{"phase": phase},
		"spec": object{"persistentVolumeReclaimPolicy": policy, "hostPath": object{"path": dir},
			"nodeAffinity": object{"required": object{"nodeSelectorTerms": []object{{"matchExpressions": []object{{
				"key": "kubernetes.io/hostname", "values": []string{node}}}}}}}}})
	return string(content)
}

func TestReleasedVolumeIsRemovedWithItsDirectory(t *testing.T) {
	outer := t.TempDir()
	dir := filepath.Join(outer, "pvc-u-1_shop_data")
	if err := os.MkdirAll(filepath.Join(dir, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	s, requests := storageOf(t, volumesPath, volumeToldOf(dir, "here", "Released", "Delete"))
	s.dir = outer
	go s.follow(t.Context())
	if request := next(t, requests); request != "DELETE /api/v1/persistentvolumes/pvc-u-1 " {
		t.Error(request)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error("the directory is still there:", err)
	}
}

func TestOtherVolumesStay(t *testing.T) {
	s := &localStorage{node: "here"}
	for told, ends := range map[string]bool{
		volumeToldOf("/d", "here", "Released", "Delete"):                                         true,
		volumeToldOf("/d", "here", "Bound", "Delete"):                                            false,
		volumeToldOf("/d", "here", "Released", "Retain"):                                         false,
		volumeToldOf("/d", "there", "Released", "Delete"):                                        false,
		`{"status": {"phase": "Released"}, "spec": {"persistentVolumeReclaimPolicy": "Delete"}}`: false,
	} {
		var volume volumeObject
		if err := json.Unmarshal([]byte(told), &volume); err != nil {
			t.Fatal(err)
		}
		if s.isToEnd(volume) != ends {
			t.Errorf("%s: %v", told, !ends)
		}
	}
}

func TestNothingOutsideTheStorageIsRemoved(t *testing.T) {
	s, requests := storageOf(t, "", "")
	outside := t.TempDir()
	for _, dir := range []string{outside, filepath.Join(s.dir, "..", filepath.Base(outside)), s.dir, s.dir + "/..", s.dir + "/a/b", "/", ""} {
		var volume volumeObject
		volume.Spec.HostPath.Path = dir
		if err := s.remove(t.Context(), volume); err != nil || len(requests) != 0 {
			t.Errorf("%s: %v", dir, err)
		}
	}
	if _, err := os.Stat(outside); err != nil {
		t.Error(err)
	}
}

package talos

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"time"
)

// service is how a part of a node is.
type service struct {
	ID     string    `json:"id"`
	State  string    `json:"state"`
	Health string    `json:"health"`
	Since  time.Time `json:"since"`
	Event  string    `json:"event"`
}

// probes tell whether a service is well, where that can be seen.
var probes = map[string]string{"kubelet": kubeletHealth, "etcd": "http://127.0.0.1:2381/health"}

// logFiles are where the services write.
var logFiles = map[string]string{
	"kubelet": "/var/log/kindnode/kubelet.log", "cri": "/var/log/kindnode/containerd.log", "containerd": "/var/log/kindnode/containerd.log",
	"machined": kubeadmLog, "etcd": "/var/log/pods/kube-system_etcd-*/etcd/*.log",
}

// runtimePrefix is what the container runtime puts before what a container says.
var runtimePrefix = regexp.MustCompile(`(?m)^\S+ (stdout|stderr) [FP] `)

func (n *node) services() []service {
	ids := []string{"apid", "containerd", "cri", "etcd", "kubelet", "machined", "trustd"}
	if n.config.Machine.Type == worker {
		ids = []string{"apid", "containerd", "cri", "kubelet", "machined"}
	}
	n.mutex.Lock()
	defer n.mutex.Unlock()
	all := make([]service, len(ids))
	for i, id := range ids {
		all[i] = service{ID: id, State: "Running", Health: "OK", Since: n.begun, Event: "Health check successful"}
		probe, ok := probes[id]
		if !ok || well(probe) {
			continue
		}
		all[i].State, all[i].Health, all[i].Event = "Preparing", "?", n.event[id]
		if newest(logFiles[id]) != "" {
			all[i].State, all[i].Health = "Running", "Fail"
			if id == "etcd" {
				all[i].Event = "Health check failed: context deadline exceeded"
			}
		}
	}
	return all
}

func well(probe string) bool {
	client := http.Client{Timeout: time.Second}
	answer, err := client.Get(probe)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

func (n *node) log(name string) (string, error) {
	file := newest(logFiles[name])
	if file == "" {
		return "", &rpcError{"Unknown", fmt.Sprintf("log %q was not registered", name)}
	}
	content, err := os.ReadFile(file)
	return runtimePrefix.ReplaceAllString(string(content), ""), err
}

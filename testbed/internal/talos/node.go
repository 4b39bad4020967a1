package talos

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"ksail.io/testbed/internal/kindnode"
	machine "ksail.io/testbed/internal/node"
)

const (
	stateFile     = "/system/state/config.yaml"
	kubeletConfig = "/etc/kubernetes/kubelet.conf"
	kubeletHealth = "http://127.0.0.1:10248/healthz"
)

// What a container has to give the node.
var (
	inMemory = []string{"/run", "/system", "/tmp"}
	onDisk   = []string{"/var", "/system/state", "/etc/cni", "/etc/kubernetes", "/usr/libexec/kubernetes", "/opt"}
)

// node is one Talos node.
type node struct {
	config    config
	documents []document
	address   string

	mutex sync.Mutex
	stage string
	asked chan struct{} // closed by bootstrap
	begun time.Time
	event map[string]string // the last of a service
}

// Run runs a node until it is told to end.
func Run(version string) error {
	if err := checkContainer(os.Getenv("PLATFORM")); err != nil {
		return err
	}
	text, err := configuration()
	if err != nil {
		return err
	}
	n := &node{stage: "booting", asked: make(chan struct{}), begun: time.Now(), event: map[string]string{}}
	if n.config, err = load(text); err != nil {
		return fmt.Errorf("failed to load config: %w", err)
	}
	if n.documents, err = parse(text); err != nil {
		return err
	}
	own, err := machine.Address()
	if err != nil {
		return err
	}
	n.address = own.String()
	told, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	// What is ours may write where Talos itself has other places.
	for _, mounted := range []string{"/", "/etc/resolv.conf", "/etc/hosts", "/etc/hostname"} {
		if err := syscall.Mount("", mounted, "", syscall.MS_REMOUNT|syscall.MS_BIND, ""); err != nil {
			return fmt.Errorf("%s stays read-only: %w", mounted, err)
		}
	}
	api := &api{node: n, version: version, address: n.address}
	if err := api.serve(); err != nil {
		return err
	}
	end, err := kindnode.Begin(told)
	if err != nil {
		return err
	}
	go func() {
		if err := n.bringUp(told); err != nil {
			fmt.Fprintln(os.Stderr, "machined:", err)
		}
	}()
	<-told.Done()
	end()
	return nil
}

// checkContainer says what is missing of what Talos needs of its container.
func checkContainer(platform string) error {
	if platform != "container" {
		return fmt.Errorf("unknown platform: %q", platform)
	}
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return err
	}
	return checkMounts(string(mounts))
}

func checkMounts(mountinfo string) error {
	type mount struct {
		kind     string
		readOnly bool
	}
	found := map[string]mount{}
	lines := bufio.NewScanner(strings.NewReader(mountinfo))
	for lines.Scan() {
		before, after, _ := strings.Cut(lines.Text(), " - ")
		if fields, kind := strings.Fields(before), strings.Fields(after); len(fields) > 5 && len(kind) > 0 {
			found[fields[4]] = mount{kind[0], slices.Contains(strings.Split(fields[5], ","), "ro")}
		}
	}
	if !found["/"].readOnly {
		return errors.New("the root file system is not read-only")
	}
	for _, path := range inMemory {
		if found[path].kind != "tmpfs" {
			return fmt.Errorf("%s is not in memory", path)
		}
	}
	for _, path := range onDisk {
		if kind := found[path].kind; kind == "" || kind == "overlay" || kind == "tmpfs" {
			return fmt.Errorf("%s is no volume", path)
		}
	}
	return nil
}

// configuration is that of before, or what the container was given.
func configuration() (string, error) {
	if kept, err := os.ReadFile(stateFile); err == nil {
		return string(kept), nil
	}
	text, err := base64.StdEncoding.DecodeString(os.Getenv("USERDATA"))
	if err != nil || len(text) == 0 {
		return "", fmt.Errorf("no configuration in USERDATA: %w", errors.Join(err, errors.New("it has to be base64")))
	}
	return string(text), os.WriteFile(stateFile, text, 0o600)
}

func (n *node) firstControlPlane() string {
	endpoint, err := url.Parse(n.config.Cluster.ControlPlane.Endpoint)
	if err != nil {
		return ""
	}
	return endpoint.Hostname()
}

// bringUp makes this node one of the cluster, and tells when it is.
func (n *node) bringUp(told context.Context) error {
	if _, err := os.Stat(kubeletConfig); err != nil {
		if n.config.Machine.Type == controlPlane {
			if err := n.writeKeys(); err != nil {
				return err
			}
		}
		n.says("kubelet", "Waiting for the cluster")
		for {
			err := n.join(told)
			if err == nil {
				break
			}
			if told.Err() != nil {
				return err
			}
			fmt.Fprintln(os.Stderr, "machined: not part of the cluster yet:", err)
			n.says("kubelet", firstLine(err.Error()))
			time.Sleep(time.Second)
		}
	}
	for told.Err() == nil {
		answer, err := http.Get(kubeletHealth)
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				n.mutex.Lock()
				n.stage = "running"
				n.mutex.Unlock()
				n.says("kubelet", "Health check successful")
				return nil
			}
		}
		time.Sleep(200 * time.Millisecond)
	}
	return told.Err()
}

// bootstrap makes this node the first of the cluster.
func (n *node) bootstrap() error {
	if n.config.Machine.Type != controlPlane {
		return &rpcError{"Unimplemented", "bootstrap can only be performed on a control plane node"}
	}
	// As Talos, which takes it once its services have started.
	if time.Since(n.begun) < time.Second {
		return &rpcError{"FailedPrecondition", "bootstrap is not available yet"}
	}
	n.mutex.Lock()
	defer n.mutex.Unlock()
	select {
	case <-n.asked:
		return &rpcError{"AlreadyExists", "etcd data directory is not empty"}
	default:
		if _, err := os.Stat(kubeletConfig); err == nil {
			return &rpcError{"AlreadyExists", "etcd data directory is not empty"}
		}
		close(n.asked)
		return nil
	}
}

func (n *node) status() machineStatus {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	seen := machineStatus{Stage: n.stage}
	seen.Status.Ready = n.stage == "running"
	return seen
}

// patch takes a patch of the machine's configuration.
func (n *node) patch(text string) error {
	documents, err := patched(n.documents, text)
	if err != nil {
		return err
	}
	rendered, err := render(documents)
	if err != nil {
		return err
	}
	changed, err := load(rendered)
	if err != nil {
		return err
	}
	n.mutex.Lock()
	defer n.mutex.Unlock()
	n.config, n.documents = changed, documents
	return os.WriteFile(stateFile, []byte(rendered), 0o600)
}

func (n *node) says(service, event string) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	n.event[service] = event
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// newest is the file of that pattern which was written to last.
func newest(pattern string) string {
	files, _ := filepath.Glob(pattern)
	var at time.Time
	found := ""
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.ModTime().After(at) {
			at, found = info.ModTime(), file
		}
	}
	return found
}

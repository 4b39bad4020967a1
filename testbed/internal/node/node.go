// Package node is one Kubernetes node in a container, started the way K3s's image is: `k3s server` runs a control
// plane and a worker, `k3s agent` a worker that joins one. It starts and watches the real components (containerd, etcd,
// kube-apiserver, …) and does what K3s's own program does around them: certificates, kubeconfig, networking, CoreDNS.
package node

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// Node is a running node.
type Node struct {
	config  *Config
	began   time.Time
	ctx     context.Context
	fail    context.CancelCauseFunc
	mutex   sync.Mutex
	started []*process
}

// Run runs a node until it is told to end (nil) or a part of it ended (an error that says which and why).
func Run(config *Config) error {
	if os.Getuid() != 0 && !config.ControlPlaneOnly {
		return errors.New("must run as root, in a privileged container")
	}
	told, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	ctx, fail := context.WithCancelCause(context.Background())
	n := &Node{config: config, began: time.Now(), ctx: ctx, fail: fail}
	go func() {
		begin := n.server
		if config.Agent {
			begin = n.agent
		}
		if err := begin(); err != nil {
			fail(err)
		}
	}()
	select {
	case <-told.Done():
		n.say("Asked to end")
		fail(nil)
		n.shutdown()
		return nil
	case <-ctx.Done():
		n.shutdown()
		return context.Cause(ctx)
	}
}

// say prints a line with the time since the start.
func (n *Node) say(format string, args ...any) {
	fmt.Printf("[%5.1fs] %s\n", time.Since(n.began).Seconds(), fmt.Sprintf(format, args...))
}

// watch takes a started component into the node: when it ends, the node does.
func (n *Node) watch(p *process, err error) error {
	if err != nil {
		return err
	}
	n.mutex.Lock()
	n.started = append(n.started, p)
	n.mutex.Unlock()
	go func() {
		<-p.done
		if n.ctx.Err() == nil {
			n.fail(p.obituary())
		}
	}()
	return nil
}

// shutdown ends everything within two seconds. Only etcd and containerd have something to write down.
func (n *Node) shutdown() {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	var graceful []*process
	for _, p := range n.started {
		if p.name == "etcd" || p.name == "containerd" {
			p.signal(syscall.SIGTERM)
			graceful = append(graceful, p)
		} else {
			p.signal(syscall.SIGKILL)
		}
	}
	deadline := time.After(1500 * time.Millisecond)
	for _, p := range graceful {
		select {
		case <-p.done:
		case <-deadline:
			return
		}
	}
}

// startRuntime starts containerd and brings the images that come with the node.
func (n *Node) startRuntime() error {
	if err := writeCNI(n.config); err != nil {
		return err
	}
	if err := n.watch(startContainerd(n.config)); err != nil {
		return err
	}
	if err := retry(n.ctx, func() error { _, err := os.Stat(containerdSocket); return err }); err != nil {
		return err
	}
	n.say("containerd is running")
	go func() {
		snapshotter := snapshotter(n.config, filepath.Join(n.config.DataDir, "agent", "containerd"))
		for _, dir := range []string{bakedImages, filepath.Join(n.config.DataDir, "agent", "images")} {
			if err := importImages(dir, snapshotter); err != nil {
				n.say("Images not imported: %v", err)
			}
		}
	}()
	return nil
}

// retry tries until it works, with short pauses, as long as the context lives; it gives the last error.
func retry(ctx context.Context, try func() error) error {
	for pause := 20 * time.Millisecond; ; pause = min(pause*3/2, 250*time.Millisecond) {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, context.Cause(ctx))
		case <-time.After(pause):
		}
	}
}

//go:build smoke

// Package smoke tries the stand-in images the way the project uses them, against the engine that runs: see testbed/check.
// What it makes is labelled, and removed at the end whatever happens.
package smoke

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"
)

const nodeImage = "ksail.test/rancher/k3s:v1.36.4-k3s1"

var (
	// run is the label of everything that this run makes.
	run = fmt.Sprintf("ksail.io/testbed-check=%d", os.Getpid())
	// host is the node that most tests share.
	host *node
)

func TestMain(m *testing.M) {
	os.Exit(func() int {
		defer removeAll()
		interrupted := make(chan os.Signal, 1)
		signal.Notify(interrupted, syscall.SIGINT, syscall.SIGTERM)
		go func() {
			<-interrupted
			removeAll()
			os.Exit(1)
		}()
		began := time.Now()
		var err error
		if host, err = startNode("host", []string{"--publish", "127.0.0.1::6443"},
			"server", "--disable=traefik", "--tls-san=127.0.0.1", "--token=check"); err != nil {
			fmt.Println(err)
			return 1
		}
		if err = host.awaitReady(1); err != nil {
			fmt.Println(err)
			return 1
		}
		fmt.Printf("a node was Ready %.1f s after `docker run`\n", time.Since(began).Seconds())
		return m.Run()
	}())
}

// removeAll removes every container of this run, with its volumes.
func removeAll() {
	found, _ := exec.Command("docker", "ps", "--all", "--quiet", "--filter", "label="+run).Output()
	if ids := strings.Fields(string(found)); len(ids) > 0 {
		_ = exec.Command("docker", append([]string{"rm", "--force", "--volumes"}, ids...)...).Run()
	}
	_ = exec.Command("docker", "network", "prune", "--force", "--filter", "label="+run).Run()
}

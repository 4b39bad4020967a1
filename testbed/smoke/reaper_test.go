//go:build smoke

package smoke

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"
)

// A JVM that was killed cannot remove its containers: Testcontainers' Ryuk does, once its connection is gone.
func TestReaperRemovesWhatAKilledProcessLeaves(t *testing.T) {
	session := "org.testcontainers.sessionId=" + strings.ReplaceAll(run, "=", "-")
	reaper, err := docker("", "run", "--detach", "--label", run, "--publish", "127.0.0.1::8080", "--env", "RYUK_RECONNECTION_TIMEOUT=1s",
		"--volume", "/var/run/docker.sock:/var/run/docker.sock", "ksail.test/testcontainers/ryuk:0.14.0")
	if err != nil {
		t.Fatal(err)
	}
	left, err := docker("", "run", "--detach", "--label", run, "--label", session, "ksail.test/busybox:1.36", "sleep", "600")
	if err != nil {
		t.Fatal(err)
	}
	address, err := docker("", "port", reaper, "8080/tcp")
	if err != nil {
		t.Fatal(err)
	}
	var connection net.Conn
	eventually(t, 5*time.Second, func() (err error) {
		connection, err = net.Dial("tcp", address)
		return err
	})
	fmt.Fprintf(connection, "label=%s\n", session)
	if answer, err := bufio.NewReader(connection).ReadString('\n'); answer != "ACK\n" {
		t.Fatal(answer, err)
	}
	if _, err := docker("", "inspect", left); err != nil {
		t.Error("removed while the connection stands:", err)
	}
	connection.Close()
	eventually(t, 10*time.Second, func() error {
		for _, gone := range []string{left, reaper} {
			if running, _ := docker("", "ps", "--quiet", "--no-trunc", "--filter", "id="+gone); running != "" {
				return fmt.Errorf("%s still runs", gone)
			}
		}
		return nil
	})
}

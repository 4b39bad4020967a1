//go:build smoke

package smoke

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// node is a node in a container.
type node struct{ container string }

// startNode starts a node as Testcontainers' K3sContainer does, with mirrors as the project sets them.
func startNode(name string, options []string, command ...string) (*node, error) {
	n := &node{fmt.Sprintf("tb-check-%d-%s", os.Getpid(), name)}
	create := []string{"create", "--name", n.container, "--hostname", name, "--label", run, "--privileged",
		"--cgroupns=host", "--volume", "/sys/fs/cgroup:/sys/fs/cgroup:rw", "--tmpfs", "/run", "--tmpfs", "/var/run"}
	create = append(append(append(create, options...), nodeImage), command...)
	if _, err := docker("", create...); err != nil {
		return nil, err
	}
	if _, err := docker(registriesArchive(), "cp", "-", n.container+":/"); err != nil {
		return nil, err
	}
	_, err := docker("", "start", n.container)
	return n, err
}

// awaitReady waits until the node has said for that many times (one more with every start) that it is Ready.
func (n *node) awaitReady(times int) error {
	return within(40*time.Second, func() error {
		if strings.Count(n.log(), " is Ready") < times {
			return fmt.Errorf("%s is not Ready:\n%s", n.container, last(n.log(), 12))
		}
		return nil
	})
}

func (n *node) log() string {
	output, _ := exec.Command("docker", "logs", n.container).CombinedOutput()
	return string(output)
}

// exec runs a command in the node.
func (n *node) exec(input string, command ...string) (string, error) {
	return docker(input, append([]string{"exec", "--interactive", n.container}, command...)...)
}

func (n *node) kubectl(input string, arguments ...string) (string, error) {
	return n.exec(input, append([]string{"kubectl"}, arguments...)...)
}

// must is kubectl that has to work.
func (n *node) must(t *testing.T, input string, arguments ...string) string {
	t.Helper()
	output, err := n.kubectl(input, arguments...)
	if err != nil {
		t.Fatal(err)
	}
	return output
}

// address is the node's in the one network it is in.
func (n *node) address(t *testing.T) string {
	t.Helper()
	address, err := docker("", "inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", n.container)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// ended waits for the container's end and gives its exit code.
func (n *node) ended(t *testing.T, patience time.Duration) string {
	t.Helper()
	code := ""
	eventually(t, patience, func() error {
		state, err := docker("", "inspect", "--format", "{{.State.Running}} {{.State.ExitCode}}", n.container)
		running := false
		if err == nil {
			_, err = fmt.Sscan(state, &running, &code)
		}
		if running {
			return fmt.Errorf("%s still runs:\n%s", n.container, last(n.log(), 12))
		}
		return err
	})
	return code
}

func docker(input string, arguments ...string) (string, error) {
	command := exec.Command("docker", arguments...)
	command.Stdin = strings.NewReader(input)
	output, err := command.CombinedOutput()
	text := strings.TrimSpace(string(output))
	if err != nil {
		return text, fmt.Errorf("docker %s: %w: %s", strings.Join(arguments, " "), err, text)
	}
	return text, nil
}

// eventually tries until it works, and fails the test with the last error when it takes too long.
func eventually(t *testing.T, patience time.Duration, try func() error) {
	t.Helper()
	if err := within(patience, try); err != nil {
		t.Fatal(err)
	}
}

func within(patience time.Duration, try func() error) error {
	for deadline := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		err := try()
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("not within %s: %w", patience, err)
		}
	}
}

func last(text string, lines int) string {
	all := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

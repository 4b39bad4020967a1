//go:build smoke

package smoke

import (
	"fmt"
	"testing"
	"time"
)

func TestAgentJoins(t *testing.T) {
	agent, err := startNode("agent", nil, "agent", "--server=https://"+host.address(t)+":6443", "--token=check")
	if err != nil {
		t.Fatal(err)
	}
	if err := agent.awaitReady(1); err != nil {
		t.Fatal(err)
	}
	host.must(t, web("here", "host", 0), "apply", "-f", "-")
	host.must(t, web("there", "agent", 0), "apply", "-f", "-")
	for _, pod := range []string{"here", "there"} {
		host.must(t, "", "expose", "pod", pod, "--port=80", "--target-port=8080")
	}
	reachEachOther(t, host.kubectl, "here", "there")
	t.Run("volume", func(t *testing.T) { keepsData(t, agent, "agent") })
}

func TestAgentWithAnotherTokenIsRefused(t *testing.T) {
	agent, err := startNode("stranger", nil, "agent", "--server=https://"+host.address(t)+":6443", "--token=wrong")
	if err != nil {
		t.Fatal(err)
	}
	if code := agent.ended(t, 15*time.Second); code != "1" {
		t.Errorf("exit code %s: %s", code, agent.log())
	}
}

// kubectl runs kubectl for some cluster.
type kubectl func(input string, arguments ...string) (string, error)

// must is kubectl that has to work.
func (k kubectl) must(t *testing.T, input string, arguments ...string) string {
	t.Helper()
	output, err := k(input, arguments...)
	if err != nil {
		t.Fatal(err)
	}
	return output
}

// reachEachOther makes sure that the web pods, on different nodes, reach each other directly and by DNS name.
func reachEachOther(t *testing.T, cluster kubectl, pods ...string) {
	t.Helper()
	for _, pod := range pods {
		cluster.must(t, "", "wait", "--for=condition=Ready", "pod/"+pod, "--timeout=60s")
	}
	cluster.must(t, "", "-n", "kube-system", "rollout", "status", "deployment/coredns", "--timeout=30s")
	for _, from := range pods {
		for _, to := range pods {
			ip := cluster.must(t, "", "get", "pod", to, "-o=jsonpath={.status.podIP}")
			for _, address := range []string{ip + ":8080", to + ".default.svc"} {
				eventually(t, 20*time.Second, func() error {
					output, err := cluster("", "exec", from, "--", "wget", "-q", "-T", "2", "-O", "-", "http://"+address+"/")
					if err == nil && output != to {
						err = fmt.Errorf("%s answers %q", address, output)
					}
					return err
				})
			}
		}
	}
}

package kindnode

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestVariableGivesKubeadmsWords(t *testing.T) {
	file := filepath.Join(t.TempDir(), "flags.env")
	if err := os.WriteFile(file, []byte("# a comment\nKUBELET_KUBEADM_ARGS=\"--node-ip=10.0.0.1 --node-labels=a=b,c=d\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if found := variable(file, "KUBELET_KUBEADM_ARGS"); !slices.Equal(found, []string{"--node-ip=10.0.0.1", "--node-labels=a=b,c=d"}) {
		t.Error(found)
	}
	if found := variable(file+".none", "KUBELET_KUBEADM_ARGS"); found != nil {
		t.Error(found)
	}
}

func TestOnlyAResolverOnLoopbackIsReplaced(t *testing.T) {
	for _, c := range []struct{ content, rewritten, loopback string }{
		{"search local\nnameserver 127.0.0.11\noptions ndots:0\n", "search local\nnameserver " + resolver + "\noptions ndots:0\n", "127.0.0.11"},
		{"nameserver 10.1.1.1\n", "nameserver 10.1.1.1\n", ""},
		{"", "", ""},
	} {
		if rewritten, loopback := withResolver(c.content); rewritten != c.rewritten || loopback != c.loopback {
			t.Errorf("%q: %q, %q", c.content, rewritten, loopback)
		}
	}
}

func TestAddressIsReplacedWhereItIsWhole(t *testing.T) {
	file := filepath.Join(t.TempDir(), "admin.conf")
	if err := os.WriteFile(file, []byte("172.18.0.2:6443 =172.18.0.2, 172.18.0.22 1172.18.0.2 172.18.0.2"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := replaceAddress(file, "172.18.0.2", "172.18.0.3"); err != nil {
		t.Fatal(err)
	}
	const wanted = "172.18.0.3:6443 =172.18.0.3, 172.18.0.22 1172.18.0.2 172.18.0.3"
	if found, err := os.ReadFile(file); err != nil || string(found) != wanted {
		t.Errorf("%v: %s", err, found)
	}
}

func TestSystemctlAnswersAsKubeadmAndKindExpect(t *testing.T) {
	units := map[string]*unit{"kubelet": newUnit("kubelet", func() (*command, error) {
		return &command{path: "/bin/sleep", args: []string{"60"}}, nil
	})}
	defer func(usual string) { logDir = usual }(logDir)
	logDir = t.TempDir()
	for _, c := range []struct {
		asked []string
		code  int
		text  string
	}{
		{[]string{"daemon-reload"}, 0, ""},
		{[]string{"is-active", "kubelet"}, 3, "inactive\n"},
		{[]string{"start", "kubelet.service"}, 0, ""},
		{[]string{"is-active", "kubelet"}, 0, "active\n"},
		{[]string{"restart", "--now", "kubelet"}, 0, ""},
		{[]string{"is-active", "kubelet"}, 0, "active\n"},
		{[]string{"stop", "kubelet"}, 0, ""},
		{[]string{"is-active", "kubelet"}, 3, "inactive\n"},
		{[]string{"is-active", "systemd-resolved"}, 3, "inactive\n"},
		{[]string{"start", "crio"}, 5, "Unit crio not found.\n"},
	} {
		began := time.Now()
		if code, text := control(units, c.asked); code != c.code || text != c.text {
			t.Errorf("%q: %d, %q", c.asked, code, text)
		}
		if time.Since(began) > stopWait {
			t.Errorf("%q took %s", c.asked, time.Since(began))
		}
	}
}

package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestPidFilesOfDeadOrOtherProcessesAreForgotten(t *testing.T) {
	own := filepath.Base(os.Args[0])
	for _, test := range []struct {
		content, program string
		kept             bool
	}{
		{fmt.Sprint(os.Getpid()), own, true},
		{fmt.Sprint(os.Getpid()), "dockerd", false}, // the number is somebody else's now
		{"4194305", "dockerd", false},               // beyond what Linux gives
		{"", "dockerd", false},
	} {
		file := filepath.Join(t.TempDir(), "pid")
		if err := os.WriteFile(file, []byte(test.content), 0o600); err != nil {
			t.Fatal(err)
		}
		forgetStale(file, test.program)
		if _, err := os.Stat(file); (err == nil) != test.kept {
			t.Errorf("%+v: %v", test, err)
		}
	}
}

func TestOnlyADaemonStartedHereIsOurs(t *testing.T) {
	d := &daemon{pidFile: filepath.Join(t.TempDir(), "pid"), configFile: "/our/dockerd.json"}
	if err := os.WriteFile(d.pidFile, []byte(fmt.Sprint(os.Getpid())), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ours := d.pid(); ours {
		t.Error("this test is no dockerd of ours")
	}
	d.configFile = os.Args[0]
	if pid, ours := d.pid(); !ours || pid != os.Getpid() {
		t.Error(pid, ours)
	}
}

package engine

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"ksail.io/testbed/internal/bound"
)

// patience is how long dockerd may take to answer: seconds, or a minute on a busy machine with many containers.
const patience = 60 * time.Second

// daemon is the dockerd that this program starts, and where its files are.
type daemon struct {
	pidFile, configFile, logFile string
	wrapper                      string // boundrunc
}

// start starts dockerd in the background, with a configuration of our own, to outlive this program. One that is
// starting already is waited for.
func (d *daemon) start() error {
	ended := make(chan error, 1)
	if _, starting := d.pid(); !starting {
		if err := d.configure(); err != nil {
			return err
		}
		forgetStale(d.pidFile, "dockerd")
		forgetStale("/var/run/docker/containerd/containerd.pid", "containerd")
		log, err := os.OpenFile(d.logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		if err != nil {
			return err
		}
		defer log.Close()
		command := exec.Command("dockerd", "--config-file", d.configFile)
		command.Stdout, command.Stderr = log, log
		command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		if err := command.Start(); err != nil {
			return fmt.Errorf("dockerd does not start: %w", err)
		}
		go func() { ended <- command.Wait() }()
	}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if _, ok := Answers(); ok {
			return nil
		}
		select {
		case err := <-ended:
			return fmt.Errorf("dockerd ended at once (%v): %s; the full log is %s", err, lastLine(d.logFile), d.logFile)
		default:
		}
	}
	return fmt.Errorf("dockerd did not answer within %s; its log is %s", patience, d.logFile)
}

func (d *daemon) configure() error {
	config := map[string]any{"pidfile": d.pidFile, "hosts": []string{"unix:///var/run/docker.sock"}, "log-level": "warn"}
	if bound.Limited() {
		config["default-runtime"] = "boundrunc"
		config["runtimes"] = map[string]any{"boundrunc": map[string]any{"path": d.wrapper}}
		config["oom-score-adjust"] = bound.OOMScore()
	}
	content, err := json.MarshalIndent(config, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(d.configFile, content, 0o644)
}

// forgetStale removes the pid file of a killed process when that number is nobody's now, or somebody else's, or only
// waits to be reaped: dockerd would take it for a second dockerd, or wait for its containerd in vain.
func forgetStale(pidFile, program string) {
	if _, arguments := process(pidFile); filepath.Base(arguments[0]) != program {
		_ = os.Remove(pidFile)
	}
}

// stop ends the daemon if it is the one started here.
func (d *daemon) stop() (bool, error) {
	pid, ok := d.pid()
	if !ok {
		return false, nil
	}
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		return false, err
	}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if _, still := d.pid(); !still {
			return true, nil
		}
	}
	return false, fmt.Errorf("dockerd (process %d) was asked to end and did not within %s; its log is %s", pid, patience, d.logFile)
}

// pid is the running daemon's, if it was started here.
func (d *daemon) pid() (int, bool) {
	pid, arguments := process(d.pidFile)
	return pid, slices.Contains(arguments, d.configFile)
}

// process is what a pid file names: its number, and its command line, empty if it does not live.
func process(pidFile string) (pid int, arguments []string) {
	content, _ := os.ReadFile(pidFile)
	pid, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil {
		return 0, []string{""}
	}
	command, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return pid, strings.Split(string(command), "\x00")
}

func lastLine(file string) string {
	content, _ := os.ReadFile(file)
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	return lines[len(lines)-1]
}

package kindnode

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

const (
	restartWait = time.Second
	stopWait    = 10 * time.Second
)

var logDir = "/var/log/kindnode"

func logFile(unit string) string { return filepath.Join(logDir, unit+".log") }

// command is how a unit's program is started.
type command struct {
	path string
	args []string
}

// unit is a program that is kept running from when it is started until it is stopped, as systemd keeps it.
type unit struct {
	name    string
	command func() (*command, error) // asked at every start

	mutex   sync.Mutex
	wanted  bool
	process *exec.Cmd     // nil: does not run
	ended   chan struct{} // closed when the process ends
}

func newUnit(name string, command func() (*command, error)) *unit {
	return &unit{name: name, command: command}
}

// Start wants the unit to run. It returns when it was tried once.
func (u *unit) Start() {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	u.wanted = true
	u.try()
}

// Stop ends the unit, and waits for its end.
func (u *unit) Stop() {
	u.mutex.Lock()
	u.wanted = false
	process, ended := u.process, u.ended
	u.mutex.Unlock()
	if process == nil {
		return
	}
	_ = process.Process.Signal(syscall.SIGTERM)
	select {
	case <-ended:
	case <-time.After(stopWait):
		_ = process.Process.Kill()
		<-ended
	}
}

// Active says whether the unit runs.
func (u *unit) Active() bool {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	return u.process != nil
}

// keep starts the unit whenever it should run and does not.
func (u *unit) keep(ctx context.Context) {
	for ; ctx.Err() == nil; time.Sleep(restartWait) {
		u.mutex.Lock()
		if u.wanted {
			u.try()
		}
		u.mutex.Unlock()
	}
}

// try starts the process if it does not run; the caller holds the mutex.
func (u *unit) try() {
	if u.process != nil {
		return
	}
	what, err := u.command()
	if err != nil {
		return // it is tried again
	}
	if err := os.MkdirAll(logDir, 0o755); err != nil {
		fmt.Println(err)
		return
	}
	log, err := os.OpenFile(logFile(u.name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer log.Close()
	process := exec.Command(what.path, what.args...)
	process.Args[0] = filepath.Base(what.path)
	process.Stdout, process.Stderr = log, log
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := process.Start(); err != nil {
		fmt.Printf("%s: %v\n", u.name, err)
		return
	}
	ended := make(chan struct{})
	u.process, u.ended = process, ended
	go func() {
		err := process.Wait()
		u.mutex.Lock()
		if u.wanted {
			fmt.Printf("%s ended (%v) and is started again; its log is %s\n", u.name, err, logFile(u.name))
		}
		u.process = nil
		u.mutex.Unlock()
		close(ended)
	}()
}

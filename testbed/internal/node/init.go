package node

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

const childMark = "KSAIL_NODE_CHILD"

// RunAsInit makes this process a minimal init when it is process 1 of its container: it runs the same command again as
// a child, hands signals on, reaps what containerd's shims leave behind, and ends with the child's exit code. It
// returns at once (false) when there is nothing to do.
func RunAsInit() (int, bool) {
	if os.Getpid() != 1 || os.Getenv(childMark) != "" {
		return 0, false
	}
	signals := make(chan os.Signal, 64)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGCHLD)
	child := exec.Command("/proc/self/exe", os.Args[1:]...)
	child.Args[0] = os.Args[0]
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	child.Env = append(os.Environ(), childMark+"=1")
	if err := child.Start(); err != nil {
		fmt.Fprintln(os.Stderr, os.Args[0]+":", err)
		return 1, true
	}
	for received := range signals {
		if received != syscall.SIGCHLD {
			_ = child.Process.Signal(received)
			continue
		}
		for {
			var status syscall.WaitStatus
			pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
			if err != nil || pid <= 0 {
				break
			}
			if pid == child.Process.Pid {
				if status.Signaled() {
					return 128 + int(status.Signal()), true
				}
				return status.ExitStatus(), true
			}
		}
	}
	return 0, true
}

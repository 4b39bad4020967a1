// Command dind is the entry point of the testbed's docker:…-dind image, under the name dockerd-entrypoint.sh: it starts
// dockerd as the official one does, with what this machine needs, or whatever else it is told to run.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"ksail.io/testbed/internal/bound"
	"ksail.io/testbed/internal/node"
)

func main() {
	command, err := command(os.Args[1:])
	if err != nil {
		fail(err)
	}
	if command[0] == "dockerd" {
		if code, done := node.RunAsInit(); done {
			os.Exit(code)
		}
		if err := node.PrepareHost(); err != nil {
			fail(err)
		}
		removeStale()
		command = append(command, forMachine(command)...)
	}
	program, err := exec.LookPath(command[0])
	if err != nil {
		fail(err)
	}
	fail(syscall.Exec(program, command, os.Environ()))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "dockerd-entrypoint.sh:", err)
	os.Exit(1)
}

// command is what to run. Options alone are dockerd's, which then listens by TCP too: without TLS only, here.
func command(args []string) ([]string, error) {
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		return args, nil
	}
	if os.Getenv("DOCKER_TLS_CERTDIR") != "" {
		return nil, errors.New(`the testbed's image makes no certificates: set DOCKER_TLS_CERTDIR="", or start with "dockerd" and hosts of your own`)
	}
	return append([]string{"dockerd", "--host=unix:///var/run/docker.sock", "--host=tcp://0.0.0.0:2375"}, args...), nil
}

// removeStale removes the pid files of daemons that were killed: they may be somebody else's numbers now.
func removeStale() {
	for _, pattern := range []string{"/var/run/docker*.pid", "/var/run/docker/containerd/*.pid"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			_ = os.Remove(file)
		}
	}
}

// forMachine are the options that this machine needs more.
func forMachine(command []string) []string {
	if !bound.Limited() {
		return nil
	}
	options := []string{"--add-runtime=boundrunc=/usr/sbin/boundrunc", "--default-runtime=boundrunc"}
	for _, option := range command {
		if strings.HasPrefix(option, "--oom-score-adjust") {
			return options
		}
	}
	return append(options, "--oom-score-adjust="+strconv.FormatInt(bound.OOMScore(), 10))
}

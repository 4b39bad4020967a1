// Command boundrunc stands before runc where CAP_SYS_RESOURCE cannot be had (see package bound): it takes the
// capability out of the bundle's config.json (create, run) or the process file (exec), and becomes runc. The outer
// dockerd uses it as its default runtime, the containerd of a node inside as its runc.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"ksail.io/testbed/internal/bound"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "boundrunc:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	floor := bound.OOMScore()
	if bundle := value(args, "--bundle", "-b"); bundle != "" {
		if err := edit(filepath.Join(bundle, "config.json"), floor, bound.Spec); err != nil {
			return err
		}
	}
	if process := value(args, "--process", "-p"); process != "" {
		if err := edit(process, floor, bound.Process); err != nil {
			return err
		}
	}
	runc, err := exec.LookPath("runc")
	if err != nil {
		runc = "/usr/sbin/runc"
	}
	return syscall.Exec(runc, append([]string{"runc"}, args...), os.Environ())
}

// value is the value of a flag given as "--flag v" or "--flag=v".
func value(args []string, names ...string) string {
	for i, arg := range args {
		for _, name := range names {
			if arg == name && i+1 < len(args) {
				return args[i+1]
			}
			if v, ok := strings.CutPrefix(arg, name+"="); ok {
				return v
			}
		}
	}
	return ""
}

func edit(file string, floor int64, change func([]byte, int64) ([]byte, error)) error {
	before, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return nil // runc says better what is missing
	}
	if err != nil {
		return err
	}
	after, err := change(before, floor)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, after, 0o600)
}

// Command testbed gives a machine what the project runs on: a Docker engine, and the images, from their registries or
// built. It is called by testbed/up, testbed/down and testbed/check.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/engine"
	"ksail.io/testbed/internal/recipe"
)

func main() {
	if program, err := os.Executable(); err == nil {
		_ = os.Remove(program) // lib/run builds it for one run
	}
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: testbed up|down <the testbed's directory> [options]")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintf(os.Stderr, "testbed %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}

func run(command, source string, options []string) error {
	others, err := otherReleases(command, options)
	if err != nil {
		return err
	}
	source, err = filepath.Abs(source)
	if err != nil {
		return err
	}
	c, err := cache.Open(source)
	if err != nil {
		return err
	}
	unlock, err := lock(c)
	if err != nil {
		return err
	}
	defer unlock()
	switch command {
	case "up":
		return up(c, others)
	case "down":
		return down(c)
	}
	return fmt.Errorf("no command %q", command)
}

// otherReleases are those of Kubernetes that nodes are wanted of besides the default: up --kubernetes 1.35,1.37.
func otherReleases(command string, options []string) ([]string, error) {
	flags := flag.NewFlagSet("testbed/"+command, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	list := ""
	if command == "up" {
		flags.StringVar(&list, "kubernetes", "", "")
	}
	if err := flags.Parse(options); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("it takes no argument %q", flags.Arg(0))
	}
	return recipe.OtherReleases(list)
}

// lock lets one testbed work at a time; a second one waits, and then finds everything done.
func lock(c *cache.Cache) (unlock func(), err error) {
	file, err := os.OpenFile(c.Path("lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		fmt.Println("another testbed is at work: waiting for it")
		if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
			return nil, err
		}
	}
	return func() { file.Close() }, nil
}

func down(c *cache.Cache) error {
	_ = os.Remove(c.Path("run", "env"))
	if _, answers := engine.Answers(); answers {
		stopped, err := engine.StopRegistry()
		if err != nil {
			return err
		}
		if stopped {
			fmt.Println("registry removed (what it holds is kept in its volume)")
		}
	}
	stopped, err := engine.New(c).Stop()
	if stopped {
		fmt.Println("Docker engine stopped")
	}
	return err
}

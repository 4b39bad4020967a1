// Command talos is the testbed's own Talos: the node's entry point, and (by name) talosctl.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"ksail.io/testbed/internal/node"
	"ksail.io/testbed/internal/talos"
)

var version = "unknown" // set by the linker

func main() {
	if filepath.Base(os.Args[0]) == "talosctl" {
		os.Exit(talos.Talosctl(os.Args[1:], version, os.Stdout))
	}
	if code, done := node.RunAsInit(); done {
		os.Exit(code)
	}
	if err := talos.Run(version); err != nil {
		fmt.Fprintln(os.Stderr, "machined:", err)
		os.Exit(1)
	}
}

package talos

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"

	"sigs.k8s.io/yaml"
)

// switches are the flags without a value.
var switches = map[string]bool{"--force": true, "--merge": true, "--with-docs": true, "--with-examples": true, "--client": true,
	"--short": true, "--wait-for-completion": true}

// short forms of flags.
var short = map[string]string{"-e": "--endpoints", "-n": "--nodes", "-o": "--output", "-p": "--patch", "-m": "--mode", "-f": "--force"}

// taken are the flags of each command, besides those of all that talk to a node.
var taken = map[string]string{
	"gen config": "--output --kubernetes-version --additional-sans --registry-mirror --config-patch --config-patch-control-plane --config-patch-worker --with-docs --with-examples --force",
	"get":        "--output",
	"bootstrap":  "", "kubeconfig": "--force --merge", "services": "", "service": "", "logs": "--tail", "version": "--client --short",
	"patch": "--patch --mode",
}

// command is a parsed command line.
type command struct {
	name  string
	words []string
	flags map[string][]string
}

func (c command) flag(name string) string {
	if values := c.flags[name]; len(values) > 0 {
		return values[len(values)-1]
	}
	return ""
}

func (c command) list(name string) (all []string) {
	for _, value := range c.flags[name] {
		all = append(all, strings.Split(value, ",")...)
	}
	return all
}

func parseCommand(args []string) (command, error) {
	c := command{flags: map[string][]string{}}
	for i := 0; i < len(args); i++ {
		if !strings.HasPrefix(args[i], "-") {
			c.words = append(c.words, args[i])
			continue
		}
		name, value, given := strings.Cut(args[i], "=")
		if long, ok := short[name]; ok {
			name = long
		}
		switch {
		case given:
		case switches[name]:
			value = "true"
		case i+1 < len(args):
			i++
			value = args[i]
		default:
			return c, fmt.Errorf("flag needs an argument: %s", name)
		}
		c.flags[name] = append(c.flags[name], value)
	}
	if len(c.words) > 0 {
		c.name, c.words = c.words[0], c.words[1:]
	}
	if c.name == "gen" && len(c.words) > 0 {
		c.name, c.words = c.name+" "+c.words[0], c.words[1:]
	}
	flags, known := taken[c.name]
	if !known {
		return c, fmt.Errorf("unknown command %q for \"talosctl\"", c.name)
	}
	for name := range c.flags {
		if !strings.Contains(" "+flags+" --talosconfig --endpoints --nodes --context ", " "+name+" ") {
			return c, fmt.Errorf("unknown flag: %s", name)
		}
	}
	return c, nil
}

// Talosctl runs the command of that name and gives its exit code.
func Talosctl(args []string, version string, out io.Writer) int {
	c, err := parseCommand(args)
	if err == nil {
		err = c.run(version, out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func (c command) run(version string, out io.Writer) error {
	if c.name == "gen config" {
		return c.generate()
	}
	if c.name == "version" {
		fmt.Fprint(out, "Client:\n"+longVersion(version))
		if c.flag("--client") != "" {
			return nil
		}
		fmt.Fprintln(out, "Server:")
	}
	node, err := newClient(c.flag("--talosconfig"), first(c.list("--endpoints")), first(c.list("--nodes")))
	if err != nil {
		return err
	}
	switch c.name {
	case "version":
		var server string
		if err := node.call("GET", "/version", nil, &server); err != nil {
			return fmt.Errorf("error getting version: %w", err)
		}
		fmt.Fprintf(out, "\tNODE:        %s\n%s\tEnabled:     RBAC\n", node.node, longVersion(server))
		return nil
	case "get":
		return c.get(node, out)
	case "bootstrap":
		var nothing string
		if err := node.call("POST", "/bootstrap", nil, &nothing); err != nil {
			return fmt.Errorf("error executing bootstrap: %w", err)
		}
		return nil
	case "kubeconfig":
		return c.kubeconfig(node)
	case "services", "service":
		return c.services(node, out)
	case "logs":
		return c.logs(node, out)
	}
	return c.patch(node, out)
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func longVersion(tag string) string {
	return fmt.Sprintf("\tTag:         %s\n\tSHA:         testbed\n\tBuilt:       \n\tGo version:  %s\n\tOS/Arch:     %s/%s\n", tag, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func (c command) generate() error {
	if len(c.words) != 2 {
		return fmt.Errorf("accepts 2 arg(s), received %d", len(c.words))
	}
	g := generation{name: c.words[0], endpoint: c.words[1], output: c.flag("--output"), sans: c.list("--additional-sans"),
		kubernetes: strings.TrimPrefix(c.flag("--kubernetes-version"), "v"), mirrors: c.list("--registry-mirror"), force: c.flag("--force") != "",
		patches: map[string][]string{"": c.flags["--config-patch"], controlPlane: c.flags["--config-patch-control-plane"], worker: c.flags["--config-patch-worker"]}}
	if err := g.write(); err != nil {
		return fmt.Errorf("failed to generate config bundle: %w", err)
	}
	return nil
}

func (c command) get(node *client, out io.Writer) error {
	if kind := strings.ToLower(first(c.words)); kind != "machinestatus" && kind != "machinestatuses" {
		return fmt.Errorf("resource %q is not registered", kind)
	}
	var seen machineStatus
	if err := node.call("GET", "/machinestatus", nil, &seen); err != nil {
		return err
	}
	if c.flag("--output") == "yaml" {
		text, err := yaml.Marshal(map[string]any{"node": node.node, "spec": seen,
			"metadata": map[string]any{"namespace": "runtime", "type": "MachineStatuses.runtime.talos.dev", "id": "machine"}})
		fmt.Fprint(out, string(text))
		return err
	}
	fmt.Fprintf(out, "NODE   NAMESPACE   TYPE   ID   VERSION   STAGE   READY\n%s   runtime   MachineStatus   machine   1   %s   %t\n",
		node.node, seen.Stage, seen.Status.Ready)
	return nil
}

func (c command) kubeconfig(node *client) error {
	var text string
	if err := node.call("GET", "/kubeconfig", nil, &text); err != nil {
		return fmt.Errorf("error copying: %w", err)
	}
	path := first(c.words)
	if path == "" || c.flag("--merge") != "false" {
		return errors.New("the testbed's talosctl writes a kubeconfig to a file of its own only: FILE --merge=false")
	}
	if _, err := os.Stat(path); err == nil && c.flag("--force") == "" {
		return fmt.Errorf("kubeconfig file already exists, use --force to overwrite: %q", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o600)
}

func (c command) services(node *client, out io.Writer) error {
	var services []service
	if err := node.call("GET", "/services", nil, &services); err != nil {
		return fmt.Errorf("error listing services: %w", err)
	}
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "NODE\tSERVICE\tSTATE\tHEALTH\tLAST CHANGE\tLAST EVENT")
	for _, s := range services {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s ago\t%s\n", node.node, s.ID, s.State, s.Health, time.Since(s.Since).Round(time.Second), s.Event)
	}
	return table.Flush()
}

func (c command) logs(node *client, out io.Writer) error {
	var text string
	if err := node.call("GET", "/logs/"+first(c.words)+"?tail="+c.flag("--tail"), nil, &text); err != nil {
		return err
	}
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		fmt.Fprintf(out, "%s: %s\n", node.node, line)
	}
	return nil
}

func (c command) patch(node *client, out io.Writer) error {
	if kind := first(c.words); kind != "machineconfig" && kind != "mc" {
		return fmt.Errorf("resource %q cannot be patched", kind)
	}
	patch := c.flag("--patch")
	if file, ok := strings.CutPrefix(patch, "@"); ok {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		patch = string(content)
	}
	var nothing string
	if err := node.call("POST", "/patch", patch, &nothing); err != nil {
		return err
	}
	fmt.Fprintf(out, "patched MachineConfigs.config.talos.dev/v1alpha1 at the node %s\nApplied configuration without a reboot\n", node.node)
	return nil
}

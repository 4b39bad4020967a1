package kindnode

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// controlSocket is how systemctl talks to the node: a line asks, lines answer, the first is the exit code.
const controlSocket = "/run/kindnode/control.sock"

func serveControl(units map[string]*unit) error {
	if err := os.MkdirAll(filepath.Dir(controlSocket), 0o755); err != nil {
		return err
	}
	_ = os.Remove(controlSocket)
	listener, err := net.Listen("unix", controlSocket)
	if err != nil {
		return err
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer connection.Close()
				asked, _ := bufio.NewReader(connection).ReadString('\n')
				code, text := control(units, strings.Fields(asked))
				fmt.Fprintf(connection, "%d\n%s", code, text)
			}()
		}
	}()
	return nil
}

// control does what systemctl is asked for, and gives its exit code and output.
func control(units map[string]*unit, asked []string) (code int, text string) {
	asked = slices.DeleteFunc(asked, func(word string) bool { return strings.HasPrefix(word, "-") })
	if len(asked) == 0 {
		return 0, ""
	}
	verb, names := asked[0], asked[1:]
	switch verb {
	case "daemon-reload", "enable", "disable", "reset-failed", "unmask":
		return 0, ""
	case "is-system-running":
		return 0, "running\n"
	}
	if len(names) == 0 {
		return 1, "systemctl " + verb + ": of which unit?\n"
	}
	for _, name := range names {
		u := units[strings.TrimSuffix(name, ".service")]
		if u == nil {
			return unknownUnit(verb, name)
		}
		one, said := u.control(verb)
		code, text = max(code, one), text+said
	}
	return code, text
}

func unknownUnit(verb, name string) (int, string) {
	switch verb {
	case "is-active":
		return 3, "inactive\n"
	case "is-enabled":
		return 1, "not-found\n"
	case "status":
		return 4, "Unit " + name + " could not be found.\n"
	}
	return 5, "Unit " + name + " not found.\n"
}

func (u *unit) control(verb string) (int, string) {
	switch verb {
	case "start":
		u.Start()
	case "stop", "kill":
		u.Stop()
	case "restart", "try-restart", "reload-or-restart", "force-reload":
		if verb == "try-restart" && !u.Active() {
			return 0, ""
		}
		u.Stop()
		u.Start()
	case "is-enabled":
		return 0, "enabled\n"
	case "is-active":
		if !u.Active() {
			return 3, "inactive\n"
		}
		return 0, "active\n"
	case "status":
		state, code := "inactive (dead)", 3
		if u.Active() {
			state, code = "active (running)", 0
		}
		return code, fmt.Sprintf("* %s.service\n     Loaded: loaded (enabled)\n     Active: %s\n", u.name, state)
	default:
		return 1, "systemctl: " + verb + " is not among what the testbed's node can do\n"
	}
	return 0, ""
}

// Systemctl is the command of that name.
func Systemctl(args []string) int {
	connection, err := net.Dial("unix", controlSocket)
	if err != nil {
		fmt.Fprintln(os.Stderr, "systemctl:", err)
		return 1
	}
	defer connection.Close()
	fmt.Fprintln(connection, strings.Join(args, " "))
	answer := bufio.NewReader(connection)
	code := 1
	if _, err := fmt.Fscanf(answer, "%d\n", &code); err != nil {
		fmt.Fprintln(os.Stderr, "systemctl: no answer:", err)
		return 1
	}
	quiet := slices.Contains(args, "--quiet") || slices.Contains(args, "-q")
	if !quiet {
		_, _ = io.Copy(os.Stdout, answer)
	}
	return code
}

// Journalctl is the command of that name: all that units said, or those asked for with -u.
func Journalctl(args []string) int {
	var names []string
	for i, arg := range args {
		switch {
		case (arg == "-u" || arg == "--unit") && i+1 < len(args):
			names = append(names, args[i+1])
		case strings.HasPrefix(arg, "--unit="):
			names = append(names, strings.TrimPrefix(arg, "--unit="))
		}
	}
	if len(names) == 0 {
		names = []string{"containerd", "kubelet"}
	}
	for _, name := range names {
		log, err := os.Open(logFile(strings.TrimSuffix(name, ".service")))
		if err != nil {
			continue
		}
		_, _ = io.Copy(os.Stdout, log)
		log.Close()
	}
	return 0
}

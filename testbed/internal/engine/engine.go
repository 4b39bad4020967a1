// Package engine gives a Docker engine: the one that answers, or Debian's, installed and started.
package engine

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"ksail.io/testbed/internal/cache"
)

// Engine knows where the engine we started keeps its files.
type Engine struct {
	cache *cache.Cache
}

// New gives the engine of this machine, running or not.
func New(c *cache.Cache) *Engine { return &Engine{c} }

func (e *Engine) daemon() *daemon {
	return &daemon{
		pidFile:    e.cache.Path("run", "dockerd.pid"),
		configFile: e.cache.Path("run", "dockerd.json"),
		logFile:    e.cache.Path("log", "dockerd.log"),
		wrapper:    e.cache.Path("bin", "boundrunc"),
	}
}

// Stop ends the engine if it is the one started here.
func (e *Engine) Stop() (bool, error) { return e.daemon().stop() }

// Answers says whether a Docker engine answers, and which.
func Answers() (version string, ok bool) {
	command := exec.Command("docker", "version", "--format", "{{.Server.Version}}")
	output, err := command.Output()
	version = strings.TrimSpace(string(output))
	return version, err == nil && version != ""
}

// Ensure makes sure that an engine answers.
func (e *Engine) Ensure() (account string, err error) {
	if version, ok := Answers(); ok {
		return "Docker " + version + " answers", nil
	}
	if os.Getuid() != 0 {
		return "", errors.New("no Docker engine answers (`docker version`), and only root can start one: start Docker (or Docker Desktop), or run this as root")
	}
	if host := os.Getenv("DOCKER_HOST"); host != "" {
		return "", fmt.Errorf("the Docker engine at DOCKER_HOST=%s does not answer: start it, or unset DOCKER_HOST", host)
	}
	if err := install(e.cache.Path("log", "apt.log")); err != nil {
		return "", err
	}
	if version, ok := Answers(); ok { // the package may have started it
		return "installed, Docker " + version + " answers", nil
	}
	if _, err := os.Stat("/run/systemd/system"); err == nil {
		if output, err := exec.Command("systemctl", "start", "docker").CombinedOutput(); err != nil {
			return "", fmt.Errorf("systemctl start docker failed: %s; see `journalctl -u docker`", strings.TrimSpace(string(output)))
		}
	} else if err := e.daemon().start(); err != nil {
		return "", err
	}
	version, _ := Answers()
	return "started Docker " + version, nil
}

// install brings what is missing of Debian's packages.
func install(logFile string) error {
	packages := map[string]string{"dockerd": "docker.io", "iptables": "iptables", "ip": "iproute2"}
	var missing []string
	for program, pkg := range packages {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, pkg)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return AptInstall(logFile, missing...)
}

// AptInstall installs Debian packages.
func AptInstall(logFile string, packages ...string) error {
	if _, err := exec.LookPath("apt-get"); err != nil {
		return fmt.Errorf("missing %s, and this is no Debian or Ubuntu: install it yourself", strings.Join(packages, ", "))
	}
	log, err := os.Create(logFile)
	if err != nil {
		return err
	}
	defer log.Close()
	install := append([]string{"install", "-y", "-q", "--no-install-recommends"}, packages...)
	for _, args := range [][]string{{"update", "-q"}, install} {
		command := exec.Command("apt-get", args...)
		command.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		command.Stdout, command.Stderr = log, log
		if err := command.Run(); err != nil {
			return fmt.Errorf("apt-get %s failed: %w; the full log is %s", strings.Join(args, " "), err, logFile)
		}
	}
	return nil
}

package node

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

const tailLines = 40 // how many last lines are remembered, to say why it ended

// logDir is this node's alone: K3s, which is one process, has no such files.
func logDir() string {
	if os.Getuid() == 0 {
		return "/var/log/k3s"
	}
	return filepath.Join(os.TempDir(), "k3s-log")
}

func logFile(component string) string { return filepath.Join(logDir(), component+".log") }

// process is a running component. All it says goes to its log file; complaints go to the node's own output too.
type process struct {
	name    string
	command *exec.Cmd
	done    chan struct{} // closed when it has ended

	mutex  sync.Mutex
	tail   []string
	shown  map[string]int
	result error
}

// start runs a component; the node ends when the component does (see Node.watch).
func start(name, path string, args ...string) (*process, error) {
	if err := os.MkdirAll(logDir(), 0o755); err != nil {
		return nil, err
	}
	log, err := os.OpenFile(logFile(name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	command := exec.Command(path, args...)
	command.Args[0] = filepath.Base(path)
	command.Stdout, command.Stderr = writer, writer
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	writer.Close()
	p := &process{name: name, command: command, done: make(chan struct{}), shown: map[string]int{}}
	read := make(chan struct{})
	go func() { p.follow(reader, log); close(read) }()
	go func() {
		err := command.Wait()
		select { // its last words; a grandchild may hold the pipe open
		case <-read:
		case <-time.After(time.Second):
		}
		p.mutex.Lock()
		p.result = err
		p.mutex.Unlock()
		close(p.done)
	}()
	return p, nil
}

func (p *process) follow(output io.Reader, log io.WriteCloser) {
	defer log.Close()
	lines := bufio.NewScanner(output)
	lines.Buffer(make([]byte, 64*1024), 4*1024*1024)
	for lines.Scan() {
		line := lines.Text()
		fmt.Fprintln(log, line)
		p.mutex.Lock()
		if p.tail = append(p.tail, line); len(p.tail) > tailLines {
			p.tail = p.tail[1:]
		}
		place, text, show := complaint(line)
		if show {
			p.shown[place]++
			show = p.shown[place] <= repeats
		}
		p.mutex.Unlock()
		if show {
			fmt.Printf("%s | %s\n", p.name, text)
		}
	}
}

// obituary says how it ended, with its last words.
func (p *process) obituary() error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	ending := "exit status 0"
	if p.result != nil {
		ending = p.result.Error()
	}
	words := strings.Join(lastWords(p.tail), "\n  ")
	return fmt.Errorf("%s ended (%s); all of its log is %s; its last lines:\n  %s", p.name, ending, logFile(p.name), words)
}

func (p *process) signal(signal os.Signal) { _ = p.command.Process.Signal(signal) }

// run runs a short helper program to its end; its output is part of the error.
func run(path string, args ...string) (string, error) {
	output, err := exec.Command(path, args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", filepath.Base(path), strings.Join(args, " "), err, strings.TrimSpace(string(output)))
	}
	return string(output), nil
}

// Command reaper stands in for Testcontainers' Ryuk (its Go module is not published where packages come from). It
// speaks Ryuk's protocol: on port 8080 a client sends lines of URL-encoded filters ("label=a=b&label=c=d"), each is
// answered "ACK"; once no client is connected any more, everything in the engine that matches a line is removed.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
)

func main() {
	log.SetFlags(log.Ltime)
	listener, err := net.Listen("tcp", ":"+env("RYUK_PORT", "8080"))
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("Started on %s", listener.Addr())
	deaths := &deathNotes{filters: map[string]bool{}, changed: make(chan int, 64)}
	go deaths.accept(listener)
	deaths.waitUntilAlone(duration("RYUK_CONNECTION_TIMEOUT", time.Minute), duration("RYUK_RECONNECTION_TIMEOUT", 10*time.Second))
	engine := newEngine(strings.TrimPrefix(env("DOCKER_HOST", "unix:///var/run/docker.sock"), "unix://"))
	deaths.mutex.Lock()
	for filter := range deaths.filters {
		engine.prune(filter)
	}
}

// deathNotes are the filters noted so far, and how many clients are connected.
type deathNotes struct {
	mutex   sync.Mutex
	filters map[string]bool
	changed chan int
}

func (d *deathNotes) accept(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		d.changed <- +1
		go func() {
			defer func() { connection.Close(); d.changed <- -1 }()
			for lines := bufio.NewScanner(connection); lines.Scan(); {
				if line := strings.TrimSpace(lines.Text()); line != "" {
					d.mutex.Lock()
					d.filters[line] = true
					d.mutex.Unlock()
					log.Printf("Adding %s", line)
				}
				fmt.Fprintln(connection, "ACK")
			}
		}()
	}
}

// waitUntilAlone returns when nobody came in time, or everybody left and nobody came back in time.
func (d *deathNotes) waitUntilAlone(first, reconnect time.Duration) {
	clients, patience := 0, time.After(first)
	for {
		select {
		case change := <-d.changed:
			if clients += change; clients > 0 {
				patience = nil
			} else {
				patience = time.After(reconnect)
			}
		case <-patience:
			return
		}
	}
}

type engine struct{ client *http.Client }

func newEngine(socket string) *engine {
	return &engine{&http.Client{Timeout: time.Minute, Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", socket)
		},
	}}}
}

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func duration(name string, otherwise time.Duration) time.Duration {
	if value, err := time.ParseDuration(os.Getenv(name)); err == nil {
		return value
	}
	return otherwise
}

// filters turns "label=a=b&label=c" into the engine's {"label":["a=b","c"]}.
func filters(line string) (map[string][]string, error) {
	values, err := url.ParseQuery(line)
	return values, err
}

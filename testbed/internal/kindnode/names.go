package kindnode

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"time"
)

const (
	// resolver is where pods find what resolves names for the node. It is no address of the machine's networks.
	resolver   = "169.254.53.53"
	resolvConf = "/etc/resolv.conf"
	answerWait = 5 * time.Second
)

// serveNames makes the node's resolver one that pods can ask too. In a Docker network of its own it is on loopback,
// which in a pod is the pod; then what asks our own address is asked there.
func serveNames() error {
	content, err := os.ReadFile(resolvConf)
	if err != nil {
		return err
	}
	rewritten, loopback := withResolver(string(content))
	if loopback == "" {
		return nil
	}
	if output, err := exec.Command("/bin/ip", "address", "add", resolver+"/32", "dev", "lo").CombinedOutput(); err != nil {
		return fmt.Errorf("no address for the pods' resolver: %w: %s", err, output)
	}
	// In place: it is a mount.
	return errors.Join(forwardNames(resolver+":53", loopback+":53"), os.WriteFile(resolvConf, []byte(rewritten), 0o644))
}

// withResolver gives the file with our resolver in place of one on loopback, and that one.
func withResolver(content string) (rewritten, loopback string) {
	lines := strings.Split(content, "\n")
	for i, line := range lines {
		fields := strings.Fields(line)
		if len(fields) < 2 || fields[0] != "nameserver" {
			continue
		}
		if ip, err := netip.ParseAddr(fields[1]); err == nil && ip.IsLoopback() && ip.Is4() {
			loopback, lines[i] = fields[1], "nameserver "+resolver
		}
	}
	return strings.Join(lines, "\n"), loopback
}

// forwardNames hands queries on, by UDP and TCP.
func forwardNames(from, to string) error {
	packets, err := net.ListenPacket("udp4", from)
	if err != nil {
		return err
	}
	connections, err := net.Listen("tcp4", from)
	if err != nil {
		return err
	}
	go func() {
		for {
			query := make([]byte, 4096)
			length, asker, err := packets.ReadFrom(query)
			if err != nil {
				return
			}
			go func() {
				if answer := ask(to, query[:length]); answer != nil {
					_, _ = packets.WriteTo(answer, asker)
				}
			}()
		}
	}()
	go func() {
		for {
			asker, err := connections.Accept()
			if err != nil {
				return
			}
			go handOn(asker, to)
		}
	}()
	return nil
}

// ask gives the answer to one query, or none.
func ask(server string, query []byte) []byte {
	connection, err := net.Dial("udp4", server)
	if err != nil {
		return nil
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(answerWait))
	if _, err := connection.Write(query); err != nil {
		return nil
	}
	answer := make([]byte, 65535)
	length, err := connection.Read(answer)
	if err != nil {
		return nil
	}
	return answer[:length]
}

func handOn(asker net.Conn, to string) {
	defer asker.Close()
	server, err := net.Dial("tcp4", to)
	if err != nil {
		return
	}
	defer server.Close()
	go func() { _, _ = io.Copy(server, asker); _ = server.(*net.TCPConn).CloseWrite() }()
	_, _ = io.Copy(asker, server)
}

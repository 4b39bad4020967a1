package node

import (
	"slices"
	"strings"
)

const (
	// repeats is how often a component's complaint from one place of its source is shown.
	repeats = 2
	// longest is how much of a complaint is shown: a reader wants its beginning and its end.
	longest = 400
	// lastLines is how many lines of a component that ended are shown.
	lastLines = 6
)

// harmless is what healthy nodes complain of, here and with other distributions too. It stays in the component's log
// file; what is shown should be worth reading.
var harmless = []string{
	// etcd and kube-apiserver, on a new or restarted data store
	"cannot detect storage schema version",
	"rejecting promote learner", // it is asked again until it has all data
	"Found stale data, removed previous endpoints", "Failed to ensure lease exists", "legacy-service-account-token-tracking",
	"The manifest file is empty", "node is not registered yet", "set owner ref to the node lease", "unable to sync kubernetes service", "Unable to remove old endpoints from kubernetes service",
	// kubelet, before its first look at things, and about files that need not be
	"Node does not have NodeReady condition", "PLEG is not healthy", "Unable to read config path", "checkpoint is not found",
	"Failed to get system container stats", "unknown method RuntimeConfig", "Failed to set rlimit on max file handles",
	"Error getting the current node from lister", "no imagefs label for configured runtime", "Eviction manager: failed to get summary stats",
	"eviction manager: failed to check if we have separate container filesystem", "Failed to delete cgroup paths",
	// kubelet, each an echo of what "Error syncing pod" says with the pod's name
	"PullImage from image service failed", "Failed to pull image", "container start failed in pod", `msg="PullImage `,
	"StartContainer from runtime service failed", "CreateContainer in sandbox", "RunPodSandbox from runtime service failed",
	"Failed to create sandbox for pod", "CreatePodSandbox for pod failed", "kuberuntime_manager.go",
	// kubelet, about containers that are gone already
	"ContainerStatus from runtime service failed", "could not find container", "an error occurred when try to find container",
	// kube-proxy and its role; NodePorts on all addresses are what is wanted here
	"nodePortAddresses is unset", `cannot list resource "nodes"`, `cannot list resource "services"`,
	`cannot list resource "endpointslices"`, `cannot list resource "servicecidrs"`, "Failed to retrieve node info",
	// connections cut by one of the two sides ending
	"use of closed network connection", "http2: client connection lost", "http: Server closed", "context canceled",
	// containerd, before pod networking is configured
	"failed to load cni during init", "failed to recover state",
}

// complaint is what of a log line is worth showing, and the place in the source it comes from. It knows the formats of
// klog (E1122 … file.go:12] …), zap ("level":"error"), logrus (level=error), and what ends a Go program.
func complaint(line string) (place, text string, ok bool) {
	switch {
	case klog(line, "EF"):
		before, _, _ := strings.Cut(line, "] ")
		fields := strings.Fields(before)
		place = fields[len(fields)-1]
		text = line[strings.Index(line, place):]
	case strings.Contains(line, "level=error"), strings.Contains(line, "level=fatal"):
		_, message, _ := strings.Cut(line, "msg=")
		place, text = message[:min(len(message), 24)], message
	case strings.Contains(line, `"level":"error"`), strings.Contains(line, `"level":"fatal"`):
		_, message, _ := strings.Cut(line, `"caller":`)
		place, text = message[:min(len(message), 40)], message
	case strings.HasPrefix(line, "panic:"), strings.HasPrefix(line, "fatal error:"), strings.HasPrefix(line, "Error:"):
		place, text = line, line
	default:
		return "", "", false
	}
	if slices.ContainsFunc(harmless, func(known string) bool { return strings.Contains(line, known) }) {
		return "", "", false
	}
	return place, shortened(text), true
}

// klog says whether the line has klog's header with one of the severities.
func klog(line, severities string) bool {
	return len(line) > 5 && strings.ContainsRune(severities, rune(line[0])) && strings.Trim(line[1:5], "0123456789") == ""
}

// shortened takes the escapes of quotes in quotes away, and the middle out of a long line.
func shortened(line string) string {
	line = strings.ReplaceAll(line, `\`, "")
	if runes := []rune(line); len(runes) > longest {
		return string(runes[:longest*2/3]) + " … " + string(runes[len(runes)-longest/3:])
	}
	return line
}

// lastWords picks from a component's last lines those that say best why it ended: its complaints, else whatever came
// last.
func lastWords(tail []string) []string {
	var words []string
	for _, line := range tail {
		if _, text, ok := complaint(line); ok {
			words = append(words, text)
		}
	}
	if len(words) == 0 {
		for _, line := range tail {
			if strings.TrimSpace(line) != "" {
				words = append(words, shortened(line))
			}
		}
	}
	return words[max(0, len(words)-lastLines):]
}

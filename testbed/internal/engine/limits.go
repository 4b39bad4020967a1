package engine

import (
	"os"
	"strconv"
	"strings"
)

// inotify limits are for the whole machine, and every nested cluster takes some thirty instances.
var inotify = map[string]int{
	"/proc/sys/fs/inotify/max_user_instances": 8192,
	"/proc/sys/fs/inotify/max_user_watches":   524288,
}

// RaiseLimits raises the inotify limits that are low. Best effort: without the right to, some five clusters at once work.
func RaiseLimits() {
	for file, wanted := range inotify {
		content, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if now, err := strconv.Atoi(strings.TrimSpace(string(content))); err == nil && now < wanted {
			_ = os.WriteFile(file, []byte(strconv.Itoa(wanted)), 0o644)
		}
	}
}

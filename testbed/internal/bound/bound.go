// Package bound fits an OCI process to what this machine may grant. Inside some virtual machines and sandboxes the
// capability bounding set lacks CAP_SYS_RESOURCE, even for root. runc then refuses a privileged container (it cannot
// raise the capability it was told to) and cannot lower a container's OOM score below its own.
package bound

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
)

const (
	sysResource       = "CAP_SYS_RESOURCE"
	sysResourceNumber = 24
)

// Limited says whether this process could not pass CAP_SYS_RESOURCE on.
func Limited() bool {
	status, err := os.ReadFile("/proc/self/status")
	return err == nil && limited(string(status))
}

func limited(status string) bool {
	for _, line := range strings.Split(status, "\n") {
		if mask, ok := strings.CutPrefix(line, "CapBnd:"); ok {
			bits, err := strconv.ParseUint(strings.TrimSpace(mask), 16, 64)
			return err == nil && bits&(1<<sysResourceNumber) == 0
		}
	}
	return false
}

// OOMScore is this process's own OOM score: without the capability, nothing it starts may have a lower one.
func OOMScore() int64 {
	data, err := os.ReadFile("/proc/self/oom_score_adj")
	if err != nil {
		return 0
	}
	score, _ := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64)
	return score
}

// Spec rewrites an OCI config.json: its process without the capability, its OOM score not below floor.
func Spec(config []byte, floor int64) ([]byte, error) {
	return rewrite(config, func(spec map[string]any) {
		if process, ok := spec["process"].(map[string]any); ok {
			fit(process, floor)
		}
	})
}

// Process rewrites the process.json of `runc exec` in the same way.
func Process(config []byte, floor int64) ([]byte, error) {
	return rewrite(config, func(process map[string]any) { fit(process, floor) })
}

func rewrite(config []byte, change func(map[string]any)) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(config))
	decoder.UseNumber() // large integers (memory limits) must survive
	var document map[string]any
	if err := decoder.Decode(&document); err != nil {
		return nil, fmt.Errorf("not an OCI document: %w", err)
	}
	change(document)
	return json.Marshal(document)
}

func fit(process map[string]any, floor int64) {
	if sets, ok := process["capabilities"].(map[string]any); ok {
		for name, set := range sets {
			if list, ok := set.([]any); ok {
				sets[name] = without(list, sysResource)
			}
		}
	}
	if number, ok := process["oomScoreAdj"].(json.Number); ok {
		if score, err := number.Int64(); err == nil && score < floor {
			process["oomScoreAdj"] = floor
		}
	}
}

func without(list []any, unwanted string) []any {
	kept := make([]any, 0, len(list))
	for _, entry := range list {
		if entry != unwanted {
			kept = append(kept, entry)
		}
	}
	return kept
}

package main

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestProgressSaysWhatIsDoneHowFarAndHowLong(t *testing.T) {
	var out strings.Builder
	p := &progress{out: &out}
	p.add("Engine", 0, func() (string, error) { return "answers", nil })
	p.add("Kubernetes", 5*time.Minute, func() (string, error) { return "", nil })
	p.add("CoreDNS", time.Minute, func() (string, error) { return "", errors.New("no network") })
	p.add("never", 0, func() (string, error) { t.Error("a step after one that failed"); return "", nil })
	if err := p.run(); err == nil || err.Error() != "no network" {
		t.Error(err)
	}
	const expected = `[1/4] Engine: answers (0.0 s)
[2/4] Kubernetes … about 5.0 min (6.0 min for all that is left)
[2/4] Kubernetes: done (0.0 s)
[3/4] CoreDNS … about 60 s (60 s for all that is left)
[3/4] CoreDNS: failed after 0.0 s
`
	if got := regexp.MustCompile(`0\.\d s`).ReplaceAllString(out.String(), "0.0 s"); got != expected {
		t.Error(got)
	}
}

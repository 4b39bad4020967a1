package node

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestErrorsOfEveryLogFormatAreShownWithTheirPlace(t *testing.T) {
	for line, expected := range map[string][2]string{
		`E1122 13:18:06.238015      63 file_linux.go:61] "Something broke" err="why \"so\""`: {"file_linux.go:61", `file_linux.go:61] "Something broke" err="why "so""`},
		`time="2026-11-22T13:18:08Z" level=error msg="disk is gone"`:                         {`"disk is gone"`, `"disk is gone"`},
		`{"level":"fatal","ts":"x","caller":"etcdmain/etcd.go:1","msg":"no"}`:                {`"etcdmain/etcd.go:1","msg":"no"}`, `"etcdmain/etcd.go:1","msg":"no"}`},
		"Error: unknown flag: --x": {"Error: unknown flag: --x", "Error: unknown flag: --x"},
	} {
		place, text, ok := complaint(line)
		if !ok || place != expected[0] || text != expected[1] {
			t.Errorf("%s: %v %q %q", line, ok, place, text)
		}
	}
}

func TestOtherLinesAndHarmlessComplaintsAreNotShown(t *testing.T) {
	for _, line := range []string{
		"", "E", "Everything is fine", `I1122 13:18:06.2 63 x.go:1] "ok"`, `W1122 13:18:06.2 63 x.go:1] "careful"`,
		`E1122 13:18:06.238015      63 file_linux.go:61] "Unable to read config path" err="path does not exist"`,
		`E1122 13:18:06.296401      63 kubelet.go:2452] "Skipping pod synchronization" err="PLEG is not healthy"`,
	} {
		if _, text, ok := complaint(line); ok {
			t.Errorf("%q is shown as %q", line, text)
		}
	}
}

func TestLongComplaintsKeepBothEnds(t *testing.T) {
	line := "begin " + strings.Repeat("ü", 5000) + " end"
	if short := shortened(line); len([]rune(short)) > longest+5 || !strings.HasPrefix(short, "begin") || !strings.HasSuffix(short, "end") {
		t.Error(short)
	}
}

func TestLastWordsAreTheComplaintsIfThereAreAny(t *testing.T) {
	tail := []string{"Error: unknown flag: --x", "usage", "more usage"}
	if words := lastWords(tail); !slices.Equal(words, tail[:1]) {
		t.Error(words)
	}
	tail = nil
	for i := range 20 {
		tail = append(tail, fmt.Sprint("line ", i), "")
	}
	if words := lastWords(tail); len(words) != lastLines || words[lastLines-1] != "line 19" {
		t.Error(words)
	}
}

package node

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOnlyTheLastLinesAreRememberedAndAllAreLogged(t *testing.T) {
	logged, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	output := ""
	for i := range 1000 {
		output += fmt.Sprintln("line", i)
	}
	p := &process{name: "x", shown: map[string]int{}, result: errors.New("exit status 7")}
	p.follow(io.NopCloser(strings.NewReader(output)), logged)
	if len(p.tail) != tailLines || p.tail[tailLines-1] != "line 999" {
		t.Error(p.tail)
	}
	if content, _ := os.ReadFile(logged.Name()); string(content) != output {
		t.Error("the log is not what was said")
	}
	if words := p.obituary().Error(); !strings.HasPrefix(words, "x ended (exit status 7)") || !strings.HasSuffix(words, "line 999") {
		t.Error(words)
	}
}

package main

import "testing"

func TestFlagIsFoundInEveryForm(t *testing.T) {
	for _, args := range [][]string{{"create", "--bundle", "/b", "id"}, {"create", "--bundle=/b"}, {"run", "-b", "/b"}} {
		if got := value(args, "--bundle", "-b"); got != "/b" {
			t.Errorf("%v: %q", args, got)
		}
	}
	if got := value([]string{"create", "--bundle"}, "--bundle"); got != "" {
		t.Error(got)
	}
}

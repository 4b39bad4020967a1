package main

import (
	"slices"
	"testing"
)

func TestOptionsAloneAreDockerds(t *testing.T) {
	t.Setenv("DOCKER_TLS_CERTDIR", "")
	tcp := []string{"dockerd", "--host=unix:///var/run/docker.sock", "--host=tcp://0.0.0.0:2375"}
	for _, c := range []struct{ given, expected []string }{
		{nil, tcp},
		{[]string{"--mtu=1400"}, append(slices.Clone(tcp), "--mtu=1400")},
		{[]string{"dockerd", "--mtu=1400"}, []string{"dockerd", "--mtu=1400"}},
		{[]string{"docker", "ps"}, []string{"docker", "ps"}},
	} {
		if found, err := command(c.given); err != nil || !slices.Equal(found, c.expected) {
			t.Errorf("%q: %q, %v", c.given, found, err)
		}
	}
}

func TestCertificatesAreRefusedNotForgotten(t *testing.T) {
	t.Setenv("DOCKER_TLS_CERTDIR", "/certs")
	if found, err := command(nil); err == nil {
		t.Error(found)
	}
	if _, err := command([]string{"dockerd"}); err != nil {
		t.Error(err)
	}
}

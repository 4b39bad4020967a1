package node

import (
	"reflect"
	"strings"
	"testing"
)

func TestFlagsAreReadInEveryForm(t *testing.T) {
	given, err := parseArgs([]string{"--token=secret", "--cluster-cidr", "10.1.0.0/16", "-t", "later", "--disable=traefik,coredns",
		"--disable", "coredns", "--cluster-init", "--disable-kube-proxy=false", "--kubelet-arg=a=1", "--kubelet-arg=b=2,3"})
	if err != nil {
		t.Fatal(err)
	}
	expected := values{"token": {"later"}, "cluster-cidr": {"10.1.0.0/16"}, "disable": {"traefik", "coredns"},
		"cluster-init": {"true"}, "disable-kube-proxy": {"false"}, "kubelet-arg": {"a=1", "b=2,3"}}
	if !reflect.DeepEqual(given, expected) {
		t.Errorf("%v", given)
	}
}

func TestBadFlagsAreNamed(t *testing.T) {
	for arguments, expected := range map[string]string{
		"--no-such-flag=1":    "not defined: -no-such-flag",
		"--token":             "needs an argument: -token",
		"--cluster-init=yes":  `invalid boolean value "yes" for -cluster-init`,
		"stray":               `unexpected argument "stray"`,
		"--":                  `unexpected argument "--"`,
		"--cluster-cidr=10.1": `invalid CIDR "10.1"`,
		"--https-listen-port": "needs an argument",
	} {
		_, err := Read("server", strings.Fields(arguments))
		if err == nil || !strings.Contains(err.Error(), expected) {
			t.Errorf("%s: %v", arguments, err)
		}
	}
}

func TestANodeSaysItsArgumentsWithoutSecrets(t *testing.T) {
	said := publicArguments("server", strings.Fields("--token=s3cret --cluster-cidr=10.1.0.0/16 -t s3cret --agent-token s3cret --disable traefik"))
	expected := strings.Fields("server --token ******** --cluster-cidr 10.1.0.0/16 -t ******** --agent-token ******** --disable traefik")
	if !reflect.DeepEqual(said, expected) {
		t.Errorf("%v", said)
	}
}

package image

import "testing"

func TestTheRegistryIsNoPartOfTheRepository(t *testing.T) {
	for name, repository := range map[string]string{
		"busybox:1.36":                       "library/busybox:1.36",
		"rancher/k3s:v1.36.4-k3s1":           "rancher/k3s:v1.36.4-k3s1",
		"quay.io/metallb/controller:v0.15.2": "metallb/controller:v0.15.2",
	} {
		if found := (&Image{Name: name}).repository(); found != repository {
			t.Errorf("%s is pushed to %s, not %s", name, found, repository)
		}
	}
}

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestFiltersAreReadAsTestcontainersSendsThem(t *testing.T) {
	got, err := filters("label=org.testcontainers.sessionId%3Dabc&label=x")
	if err != nil || !reflect.DeepEqual(got, map[string][]string{"label": {"org.testcontainers.sessionId=abc", "x"}}) {
		t.Error(got, err)
	}
}

func TestNamesAreFoundInEveryListing(t *testing.T) {
	for listing, key := range map[string]string{`[{"Id":"a"},{"Id":"b"}]`: "Id", `{"Volumes":[{"Name":"a"},{"Name":"b"}]}`: "Name"} {
		if got := names(json.NewDecoder(strings.NewReader(listing)), key); !reflect.DeepEqual(got, []string{"a", "b"}) {
			t.Errorf("%s: %v", listing, got)
		}
	}
	if got := names(json.NewDecoder(strings.NewReader("<html>")), "Id"); len(got) != 0 {
		t.Error(got)
	}
}

func TestDeathIsNotedOnceTheLastClientStaysAway(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	deaths := &deathNotes{filters: map[string]bool{}, changed: make(chan int, 64)}
	go deaths.accept(listener)
	alone := make(chan struct{})
	go func() { deaths.waitUntilAlone(time.Minute, 100*time.Millisecond); close(alone) }()
	for range 2 { // one that leaves and comes back in time
		client, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(client, "label=a=b")
		if answer, err := bufio.NewReader(client).ReadString('\n'); answer != "ACK\n" {
			t.Fatal(answer, err)
		}
		select {
		case <-alone:
			t.Fatal("somebody is still connected")
		case <-time.After(150 * time.Millisecond):
		}
		client.Close()
	}
	select {
	case <-alone:
	case <-time.After(5 * time.Second):
		t.Fatal("nobody is connected any more, and nothing happens")
	}
	deaths.mutex.Lock()
	defer deaths.mutex.Unlock()
	if !deaths.filters["label=a=b"] {
		t.Error(deaths.filters)
	}
}

func TestNobodyComingIsDeathToo(t *testing.T) {
	deaths := &deathNotes{changed: make(chan int)}
	deaths.waitUntilAlone(time.Millisecond, time.Minute)
}

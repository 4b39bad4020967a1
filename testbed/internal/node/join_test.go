package node

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestAgentBelievesOnlyAServerThatKnowsItsToken(t *testing.T) {
	info := joinInfo{CA: "the CA", ClusterCIDR: "10.64.0.0/16", ClusterDNS: "10.128.0.10",
		ClusterDomain: "cluster.local", LocalStorage: "/storage"}
	info.Proof = info.proof("secret")
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(object{"data": info})
	}))
	defer server.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()

	config := &Config{ServerURL: server.URL, Token: "secret"}
	published, err := askToJoin(ctx, config)
	if err != nil || config.adopt(published) != nil || config.ClusterCIDR.String() != info.ClusterCIDR ||
		config.ClusterDNS.String() != info.ClusterDNS || config.LocalStorage != info.LocalStorage {
		t.Errorf("%v: %+v", err, config)
	}
	if _, err := askToJoin(ctx, &Config{ServerURL: server.URL, Token: "other"}); err == nil || !strings.Contains(err.Error(), "token") {
		t.Error(err)
	}
	info.CA = "another CA" // somebody in between
	if _, err := askToJoin(ctx, config); err == nil {
		t.Error("a forged answer was believed")
	}
}

func TestTokenIsMadeOnceAndKept(t *testing.T) {
	config := &Config{DataDir: t.TempDir()}
	c := &credentials{dir: t.TempDir(), caPEM: []byte("ca")}
	if err := settleToken(config, c); err != nil {
		t.Fatal(err)
	}
	again := &Config{DataDir: config.DataDir}
	if err := settleToken(again, c); err != nil || again.Token != config.Token || len(again.Token) < 32 {
		t.Errorf("%v: %q then %q", err, config.Token, again.Token)
	}
}

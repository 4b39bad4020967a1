package node

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// etcdWith gives the way of server "b" at 192.0.2.2 into the etcd of server "a", with those members; and what was
// asked of that. Members at addresses that end in 9 do not answer.
func etcdWith(t *testing.T, members ...member) (j *etcdJoin, asked *[]string) {
	t.Helper()
	asked = &[]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		var body struct{ ID string }
		_ = json.NewDecoder(request.Body).Decode(&body)
		what := filepath.Base(request.URL.Path)
		switch what {
		case "nodes":
			_ = json.NewEncoder(w).Encode(object{"items": []object{{"metadata": object{"name": "a"},
				"status": object{"addresses": []object{{"type": "InternalIP", "address": "192.0.2.1"}}}}}})
		case "list":
			_ = json.NewEncoder(w).Encode(object{"members": members})
		case "health":
		default:
			*asked = append(*asked, strings.TrimSpace(what+" "+body.ID))
			_ = json.NewEncoder(w).Encode(object{"member": member{ID: "2"}, "members": append(members, member{ID: "2"})})
		}
	}))
	t.Cleanup(server.Close)
	here := func(string) (*apiClient, error) { return &apiClient{url: server.URL, http: server.Client()}, nil }
	api, _ := here("")
	config := &Config{Name: "b", NodeIP: netip.MustParseAddr("192.0.2.2"), DataDir: t.TempDir()}
	return &etcdJoin{config: config, api: api, waiting: map[string]time.Time{}, etcd: func(url string) (*apiClient, error) {
		if strings.Contains(url, "9:") {
			return &apiClient{url: "http://127.0.0.1:1", http: server.Client()}, nil
		}
		return here(url)
	}}, asked
}

func etcdMember(id, name, ip string) member {
	return member{ID: id, Name: name, PeerURLs: []string{"https://" + ip + ":2380"}, ClientURLs: []string{"https://" + ip + ":2379"}}
}

func TestServerIsAddedToEtcdInPlaceOfWhatItWasBefore(t *testing.T) {
	first := etcdMember("1", "a", "192.0.2.1")
	learner, own := etcdMember("7", "", "192.0.2.7"), member{ID: "8", PeerURLs: []string{"https://192.0.2.2:2380"}, IsLearner: true}
	learner.IsLearner = true
	for name, expected := range map[string]struct {
		members []member
		asked   []string
		refused string
	}{
		"one other":               {members: []member{first}, asked: []string{"add"}},
		"its own data was lost":   {members: []member{first, etcdMember("9", "b", "192.0.2.9")}, refused: "duplicate node name found"},
		"its own join was broken": {members: []member{first, own}, asked: []string{"remove 8", "add"}},
		"another has its name":    {members: []member{first, etcdMember("3", "b", "192.0.2.3")}, refused: "duplicate node name found"},
		"one is at its address":   {members: []member{first, etcdMember("3", "c", "192.0.2.2")}, refused: `"c" runs at https://192.0.2.2:2379 already`},
		"another one is joining":  {members: []member{first, learner}, refused: "https://192.0.2.7:2380 is joining"},
	} {
		j, asked := etcdWith(t, expected.members...)
		_, err := j.add(t.Context())
		if (err == nil) != (expected.refused == "") || err != nil && !strings.Contains(err.Error(), expected.refused) || !slices.Equal(*asked, expected.asked) {
			t.Errorf("%s: %v; asked %v", name, err, *asked)
		}
		state, _ := os.ReadFile(j.config.joinFile())
		if begun := string(state) == joinBegun; begun != (err == nil) {
			t.Errorf("%s: a restart would find the join begun: %v", name, begun)
		}
	}
}

func TestOneThatBeganToJoinAndDiedIsNotWaitedForForEver(t *testing.T) {
	learner := member{ID: "7", PeerURLs: []string{"https://192.0.2.7:2380"}, IsLearner: true}
	j, asked := etcdWith(t, etcdMember("1", "a", "192.0.2.1"), learner)
	if _, err := j.add(t.Context()); err == nil {
		t.Error("it was not waited for")
	}
	j.waiting["7"] = j.waiting["7"].Add(-joinPatience)
	if _, err := j.add(t.Context()); err != nil || !slices.Equal(*asked, []string{"remove 7", "add"}) {
		t.Error(err, *asked)
	}
}

func TestMemberIsPromotedOnce(t *testing.T) {
	for id, expected := range map[string][]string{"1": nil, "7": {"promote 7"}} {
		j, asked := etcdWith(t, etcdMember("1", "a", "192.0.2.1"), member{ID: "7", IsLearner: true})
		if err := j.promote(t.Context(), id); err != nil || !slices.Equal(*asked, expected) {
			t.Errorf("%s: %v; asked %v", id, err, *asked)
		}
	}
}

func TestEtcdIsToldOfAllMembersAtItsFirstStart(t *testing.T) {
	first, second := etcdMember("1", "a", "192.0.2.1"), etcdMember("2", "", "192.0.2.2")
	if cluster := (memberChange{Member: second, Members: []member{first, second}}).cluster("b"); cluster != "a=https://192.0.2.1:2380,b=https://192.0.2.2:2380" {
		t.Error(cluster)
	}
}

func TestFlagsMakeAServerOneOfSeveralAtItsFirstStartOnly(t *testing.T) {
	for name, expected := range map[string]struct {
		given, files               []string
		clustered, joined, joining bool
		dataGone                   bool
	}{
		"alone":                   {},
		"first":                   {given: []string{"--cluster-init"}, clustered: true},
		"first, again":            {files: []string{"db/etcd/member", "tls/etcd-peer.crt"}, clustered: true},
		"second":                  {given: []string{"--server=https://x:6443"}, clustered: true, joined: true, joining: true},
		"second, again":           {given: []string{"--server=https://x:6443"}, files: []string{"db/etcd/member", "db/join=done"}, clustered: true, joined: true},
		"second, without flags":   {files: []string{"db/etcd/member", "db/join=done"}, clustered: true, joined: true},
		"second, join was broken": {given: []string{"--server=https://x:6443"}, files: []string{"db/etcd/member", "db/join=begun"}, clustered: true, joined: true, joining: true, dataGone: true},
		"alone, with data":        {given: []string{"--server=https://x:6443"}, files: []string{"db/etcd/member"}},
		"alone, becomes first":    {given: []string{"--cluster-init"}, files: []string{"db/etcd/member"}, clustered: true},
	} {
		dir := t.TempDir()
		for _, file := range expected.files {
			file, content, _ := strings.Cut(file, "=")
			if err := writeFile(filepath.Join(dir, "server", file), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		config, err := Read("server", append(expected.given, "--token=x", "--data-dir="+dir))
		if err != nil {
			t.Fatal(err)
		}
		if err := config.settleMembership(); err != nil || config.Clustered != expected.clustered ||
			config.Joined != expected.joined || config.joining != expected.joining {
			t.Errorf("%s: %v: clustered %v, joined %v, joining %v", name, err, config.Clustered, config.Joined, config.joining)
		}
		if _, err := os.Stat(config.etcdDir()); slices.Contains(expected.files, "db/etcd/member") && (err != nil) != expected.dataGone {
			t.Errorf("%s: its data: %v", name, err)
		}
	}
}

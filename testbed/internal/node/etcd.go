package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// etcd runs on every server. That of a lone server is not to be reached from outside; those of several are members of
// one cluster, and reach each other at their nodes' addresses.

const (
	etcdURL  = "https://127.0.0.1:2379"
	etcdPeer = "http://127.0.0.1:2380"

	// joinPatience is how long a server waits for another one that is joining, before it takes it for dead.
	joinPatience = 30 * time.Second
)

func etcdClientURL(ip netip.Addr) string { return fmt.Sprintf("https://%s:2379", ip) }
func etcdPeerURL(ip netip.Addr) string   { return fmt.Sprintf("https://%s:2380", ip) }

// startEtcd starts etcd on the data there is; without data as a new cluster, or as a new member of the one given.
func startEtcd(config *Config, c *credentials, cluster string) (*process, error) {
	args := []string{"--data-dir=" + config.etcdDir(),
		"--cert-file=" + c.file("etcd.crt"), "--key-file=" + c.file("etcd.key"),
		"--trusted-ca-file=" + c.file("etcd-ca.crt"), "--client-cert-auth=true",
		"--unsafe-no-fsync", // a cluster of tests survives a killed container, not a power cut
		"--log-level=warn", "--quota-backend-bytes=2147483648"}
	if !config.Clustered {
		args = append(args, "--name=default", "--listen-client-urls="+etcdURL, "--advertise-client-urls="+etcdURL,
			"--listen-peer-urls="+etcdPeer, "--initial-advertise-peer-urls="+etcdPeer, "--initial-cluster=default="+etcdPeer,
			"--heartbeat-interval=10", "--election-timeout=100") // it waits so long at every start, though alone
		return start("etcd", kubeDir+"/etcd", extra(config, "etcd", args...)...)
	}
	client, peer, state := etcdClientURL(config.NodeIP), etcdPeerURL(config.NodeIP), "existing"
	if cluster == "" {
		cluster, state = config.Name+"="+peer, "new"
	}
	args = append(args, "--name="+config.Name, "--listen-client-urls="+etcdURL+","+client, "--advertise-client-urls="+client,
		"--listen-peer-urls="+peer, "--initial-advertise-peer-urls="+peer,
		"--initial-cluster="+cluster, "--initial-cluster-state="+state,
		"--peer-cert-file="+c.file("etcd-peer.crt"), "--peer-key-file="+c.file("etcd-peer.key"),
		"--peer-trusted-ca-file="+c.file("etcd-ca.crt"), "--peer-client-cert-auth=true",
		"--heartbeat-interval=200", "--election-timeout=2000") // a busy machine answers late
	return start("etcd", kubeDir+"/etcd", extra(config, "etcd", args...)...)
}

func (c *Config) etcdDir() string { return filepath.Join(c.DataDir, "server", "db", "etcd") }

// startDatastore starts etcd; that of a joining server as one more member of the others'.
func (n *Node) startDatastore(c *credentials) error {
	if !n.config.joining {
		return n.watch(startEtcd(n.config, c, ""))
	}
	join, err := newEtcdJoin(n.config, c)
	if err != nil {
		return err
	}
	var added memberChange
	var taken error
	err = n.retryAloud("joining etcd", func() error {
		var err error
		if added, err = join.add(n.ctx); errors.Is(err, errNameTaken) {
			taken, err = err, nil
		}
		return err
	})
	if err = errors.Join(err, taken); err != nil {
		return err
	}
	if err := n.watch(startEtcd(n.config, c, added.cluster(n.config.Name))); err != nil {
		return err
	}
	// Until it has all data it has no vote, so that one that does not come up is not missed.
	if err := n.retryAloud("joining etcd", func() error { return join.promote(n.ctx, added.Member.ID) }); err != nil {
		return err
	}
	n.say("etcd has joined %d others", len(added.Members)-1)
	return n.config.noteJoin(joinDone)
}

// forgetDeleted removes the member whose Node is being deleted, and then lets the Node go.
func (n *Node) forgetDeleted(c *credentials, client *apiClient) error {
	own, err := newAPIClient(etcdURL, c.etcdCAPEM, c.file("etcd-client"), "")
	if err != nil {
		return err
	}
	members := etcdMembers{own}
	follow(n.ctx, client, nodesPath, func(deleted bool, node nodeObject) {
		if deleted || node.Metadata.DeletionTimestamp == "" || !slices.Contains(node.Metadata.Finalizers, etcdFinalizer) {
			return
		}
		_ = retry(n.ctx, func() error {
			known, err := members.list(n.ctx)
			if err != nil {
				return err
			}
			for _, m := range known.Members {
				if m.Name == node.Metadata.Name && m.ID != known.Header.MemberID {
					if err := members.call(n.ctx, "remove", object{"ID": m.ID}, nil); err != nil {
						return err
					}
				}
			}
			err = client.merge(n.ctx, nodesPath+"/"+node.Metadata.Name, object{"metadata": object{"finalizers": nil}})
			if NotFound(err) {
				return nil
			}
			return err
		})
	})
	return nil
}

// etcdFinalizer keeps the Node of a server until its member is removed; the name is K3s'.
const etcdFinalizer = "wrangler.cattle.io/managed-etcd-controller"

// etcdMembers are ways to etcd's JSON API; the first that works is used.
type etcdMembers []*apiClient

type member struct {
	ID, Name             string
	PeerURLs, ClientURLs []string
	IsLearner            bool
}

// memberChange is etcd's answer: the one changed, if any, and all there are then.
type memberChange struct {
	Header struct {
		MemberID string `json:"member_id"` // of the one that answers
	}
	Member  member
	Members []member
}

func (e etcdMembers) call(ctx context.Context, what string, body object, into any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	failures := errors.New("no etcd is known")
	for _, client := range e {
		ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
		err := client.call(ctx, http.MethodPost, "/v3/cluster/member/"+what, "application/json", content, into)
		cancel()
		if err == nil {
			return nil
		}
		failures = fmt.Errorf("%s: %w", client.url, err)
	}
	return failures
}

func (e etcdMembers) list(ctx context.Context) (all memberChange, err error) {
	err = e.call(ctx, "list", object{}, &all)
	return all, err
}

// etcdJoin is one server's way into the etcd of others.
type etcdJoin struct {
	config  *Config
	api     *apiClient // of the cluster to join
	etcd    func(url string) (*apiClient, error)
	waiting map[string]time.Time // since when, by the ID of one that joins before us
}

func newEtcdJoin(config *Config, c *credentials) (*etcdJoin, error) {
	api, err := newAPIClient(config.ServerURL, c.caPEM, c.file("node-program"), "")
	return &etcdJoin{config: config, api: api, waiting: map[string]time.Time{}, etcd: func(url string) (*apiClient, error) {
		return newAPIClient(url, c.etcdCAPEM, c.file("etcd-client"), "")
	}}, err
}

// others are the etcds of the servers that are nodes already.
func (j *etcdJoin) others(ctx context.Context) (etcdMembers, error) {
	var servers struct{ Items []nodeObject }
	if err := j.api.get(ctx, "/api/v1/nodes?labelSelector=node-role.kubernetes.io/control-plane", &servers); err != nil {
		return nil, err
	}
	var others etcdMembers
	for _, server := range servers.Items {
		if ip := server.internalIP(); ip.IsValid() && ip != j.config.NodeIP && server.Metadata.Name != j.config.Name {
			client, err := j.etcd(etcdClientURL(ip))
			if err != nil {
				return nil, err
			}
			others = append(others, client)
		}
	}
	return others, nil
}

// add makes this server a member that has no vote yet.
func (j *etcdJoin) add(ctx context.Context) (memberChange, error) {
	var added memberChange
	others, err := j.others(ctx)
	if err != nil {
		return added, err
	}
	known, err := others.list(ctx)
	if err != nil {
		return added, err
	}
	for _, m := range known.Members {
		if err := j.makeWay(ctx, others, m); err != nil {
			return added, err
		}
	}
	if err := j.config.noteJoin(joinBegun); err != nil {
		return added, err
	}
	err = others.call(ctx, "add", object{"peerURLs": []string{etcdPeerURL(j.config.NodeIP)}, "isLearner": true}, &added)
	return added, err
}

// errNameTaken is what K3s ends with: only when its Node is deleted a server may come again without its data.
var errNameTaken = errors.New("etcd cluster join failed: duplicate node name found, please use a unique name for this node")

// makeWay removes a member that this server was at the same address, and one that began to join and does not go on. One
// joins at a time: etcd's members are told at their start who all others are.
func (j *etcdJoin) makeWay(ctx context.Context, others etcdMembers, m member) error {
	switch {
	case slices.Contains(m.PeerURLs, etcdPeerURL(j.config.NodeIP)):
		if j.answers(ctx, m) {
			return fmt.Errorf("a server %q runs at %s already", m.Name, strings.Join(m.ClientURLs, ", "))
		}
	case m.Name == j.config.Name:
		return errNameTaken
	case m.IsLearner:
		since, seen := j.waiting[m.ID]
		if !seen {
			since, j.waiting[m.ID] = time.Now(), time.Now()
		}
		if time.Since(since) < joinPatience {
			return fmt.Errorf("%s is joining", strings.Join(m.PeerURLs, ", "))
		}
	default:
		return nil
	}
	return others.call(ctx, "remove", object{"ID": m.ID}, nil)
}

// answers says whether the member lives.
func (j *etcdJoin) answers(ctx context.Context, m member) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	for _, url := range m.ClientURLs {
		if client, err := j.etcd(url); err == nil && client.get(ctx, "/health", nil) == nil {
			return true
		}
	}
	return false
}

// promote gives the member its vote, unless it has it: an answer may have been lost.
func (j *etcdJoin) promote(ctx context.Context, id string) error {
	others, err := j.others(ctx)
	if err != nil {
		return err
	}
	known, err := others.list(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(known.Members, func(m member) bool { return m.ID == id && !m.IsLearner }) {
		return nil
	}
	return others.call(ctx, "promote", object{"ID": id}, nil)
}

// cluster is what etcd wants to be told of all members at its first start; this one is called name.
func (m memberChange) cluster(name string) string {
	var all []string
	for _, other := range m.Members {
		if other.ID == m.Member.ID {
			other.Name = name
		}
		for _, url := range other.PeerURLs {
			all = append(all, other.Name+"="+url)
		}
	}
	return strings.Join(all, ",")
}

// How far this server has come with joining, kept in a file; none when it began the cluster itself.
const joinBegun, joinDone = "begun", "done"

func (c *Config) joinFile() string { return filepath.Join(c.DataDir, "server", "db", "join") }

func (c *Config) noteJoin(state string) error { return writeFile(c.joinFile(), []byte(state), 0o600) }

// settleMembership finds out whether this server is one of several. At its first start its flags say so, then only
// what it keeps does, as with K3s. A join that was not finished is begun anew.
func (c *Config) settleMembership() error {
	join, _ := os.ReadFile(c.joinFile())
	if string(join) == joinBegun {
		if c.ServerURL == "" {
			return errors.New("joining other servers was begun and not finished: --server is needed to begin anew")
		}
		if err := os.RemoveAll(c.etcdDir()); err != nil {
			return err
		}
	}
	_, noData := os.Stat(filepath.Join(c.etcdDir(), "member"))
	_, noPeer := os.Stat(filepath.Join(c.DataDir, "server", "tls", "etcd-peer.crt"))
	c.joining = c.ServerURL != "" && noData != nil
	c.Joined = c.joining || join != nil
	c.Clustered = c.ClusterInit || c.Joined || noPeer == nil
	return c.requireKnownAddress()
}

// requireKnownAddress ends a member whose address is another one than that it is known by, as K3s does.
func (c *Config) requireKnownAddress() error {
	if !c.Clustered {
		return nil
	}
	file, own := filepath.Join(c.DataDir, "server", "db", "address"), c.Name+"="+etcdPeerURL(c.NodeIP)
	if known, err := os.ReadFile(file); err == nil && !c.joining && string(known) != own {
		return fmt.Errorf("this server is a not a member of the etcd cluster. Found [%s], expect: %s", known, own)
	}
	return writeFile(file, []byte(own), 0o600)
}

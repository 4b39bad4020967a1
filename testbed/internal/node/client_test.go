package node

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestWhatRunsNowhereIsDeletedAtOnce(t *testing.T) {
	var options map[string]any
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		options = nil
		if err := json.NewDecoder(r.Body).Decode(&options); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	client, err := newAPIClient(server.URL, nil, "", "")
	if err != nil {
		t.Fatal(err)
	}
	api := &API{client}
	if err := api.DeleteNow(context.Background(), "/api/v1/namespaces/a/pods/b"); err != nil {
		t.Fatal(err)
	}
	if options["gracePeriodSeconds"] != 0.0 || options["kind"] != "DeleteOptions" {
		t.Error(options)
	}
	if err := api.Delete(context.Background(), "/api/v1/namespaces/a/pods/b"); err != nil {
		t.Fatal(err)
	}
	if _, given := options["gracePeriodSeconds"]; given {
		t.Error(options)
	}
}

package main

import (
	"encoding/json"
	"log"
	"net/http"
	"net/url"
)

// prune removes the containers, networks, volumes and images that a line of filters names, in that order.
func (e *engine) prune(line string) {
	wanted, err := filters(line)
	if err != nil {
		log.Printf("Skipping %q: %v", line, err)
		return
	}
	encoded, _ := json.Marshal(wanted)
	query := "filters=" + url.QueryEscape(string(encoded))
	e.removeAll("/containers/json?all=true&"+query, "Id", "/containers/", "?force=true&v=true")
	e.removeAll("/networks?"+query, "Id", "/networks/", "")
	e.removeAll("/volumes?"+query, "Name", "/volumes/", "?force=true")
	e.removeAll("/images/json?"+query, "Id", "/images/", "?force=true")
}

func (e *engine) removeAll(list, key, base, suffix string) {
	response, err := e.client.Get("http://engine" + list)
	if err != nil {
		log.Printf("Listing %s: %v", list, err)
		return
	}
	defer response.Body.Close()
	for _, name := range names(json.NewDecoder(response.Body), key) {
		request, _ := http.NewRequest(http.MethodDelete, "http://engine"+base+name+suffix, nil)
		answer, err := e.client.Do(request)
		if err != nil {
			log.Printf("Removing %s%s: %v", base, name, err)
			continue
		}
		answer.Body.Close()
		log.Printf("Removed %s%s (%s)", base, name, answer.Status)
	}
}

// names reads the key of every listed object; volumes are listed one level deeper than the others.
func names(decoder *json.Decoder, key string) []string {
	var listing any
	if decoder.Decode(&listing) != nil {
		return nil
	}
	if object, ok := listing.(map[string]any); ok {
		listing = object["Volumes"]
	}
	entries, _ := listing.([]any)
	found := make([]string, 0, len(entries))
	for _, entry := range entries {
		if object, ok := entry.(map[string]any); ok {
			if name, ok := object[key].(string); ok {
				found = append(found, name)
			}
		}
	}
	return found
}

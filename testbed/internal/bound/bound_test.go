package bound

import (
	"strings"
	"testing"
)

func TestLimitedIsReadFromTheBoundingSet(t *testing.T) {
	for mask, expected := range map[string]bool{"000001ffffffffff": false, "000001fffeffffff": true, "nonsense": false} {
		if limited("Name:\tx\nCapBnd:\t"+mask+"\n") != expected {
			t.Error(mask)
		}
	}
}

func TestCapabilityAndLowScoreAreTakenOutAndNothingElse(t *testing.T) {
	process := `{"args":["sh"],"capabilities":{"bounding":["CAP_CHOWN","CAP_SYS_RESOURCE"],"effective":["CAP_SYS_RESOURCE"]},"oomScoreAdj":-999}`
	const fitted = `{"args":["sh"],"capabilities":{"bounding":["CAP_CHOWN"],"effective":[]},"oomScoreAdj":0}`
	if got, err := Process([]byte(process), 0); err != nil || string(got) != fitted {
		t.Errorf("%v: %s", err, got)
	}
	config := `{"linux":{"limit":9223372036854771712},"process":` + process + `}`
	if got, err := Spec([]byte(config), 0); err != nil || string(got) != `{"linux":{"limit":9223372036854771712},"process":`+fitted+`}` {
		t.Errorf("%v: %s", err, got)
	}
}

func TestHigherScoreStays(t *testing.T) {
	if got, err := Process([]byte(`{"oomScoreAdj":500}`), 0); err != nil || string(got) != `{"oomScoreAdj":500}` {
		t.Errorf("%v: %s", err, got)
	}
}

func TestWhatIsNoDocumentIsAnError(t *testing.T) {
	if _, err := Spec([]byte("<html>"), 0); err == nil || !strings.Contains(err.Error(), "not an OCI document") {
		t.Error(err)
	}
}

package main

import (
	"fmt"
	"io"
	"time"
)

// heartbeat is how often a step that takes long says that it is still at it.
const heartbeat = time.Minute

// progress tells a person what is being done, how far it is, how long it will take and how long it took.
type progress struct {
	out   io.Writer
	steps []step
}

// step is something to do.
type step struct {
	what  string
	takes time.Duration // on two cores, nothing cached; 0: too short to announce
	do    func() (account string, err error)
}

func (p *progress) add(what string, takes time.Duration, do func() (account string, err error)) {
	p.steps = append(p.steps, step{what, takes, do})
}

// run does all steps in the order they were added, up to the first that fails.
func (p *progress) run() error {
	for i, s := range p.steps {
		if err := p.one(fmt.Sprintf("[%d/%d] %s", i+1, len(p.steps), s.what), s, remaining(p.steps[i:])); err != nil {
			return err
		}
	}
	return nil
}

func (p *progress) one(line string, s step, left time.Duration) error {
	if s.takes > 0 {
		fmt.Fprintf(p.out, "%s … about %s (%s for all that is left)\n", line, rounded(s.takes), rounded(left))
	}
	began := time.Now()
	ended := make(chan struct{})
	told := make(chan struct{})
	go func() {
		defer close(told)
		for {
			select {
			case <-ended:
				return
			case <-time.After(heartbeat):
				fmt.Fprintf(p.out, "%s … at it for %s\n", line, rounded(time.Since(began)))
			}
		}
	}()
	account, err := s.do()
	close(ended)
	<-told
	if err != nil {
		fmt.Fprintf(p.out, "%s: failed after %s\n", line, rounded(time.Since(began)))
		return err
	}
	if account == "" {
		account = "done"
	}
	fmt.Fprintf(p.out, "%s: %s (%s)\n", line, account, rounded(time.Since(began)))
	return nil
}

// remaining is how long the steps take together.
func remaining(steps []step) (total time.Duration) {
	for _, s := range steps {
		total += s.takes
	}
	return total
}

// rounded is a duration as a person says it.
func rounded(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	default:
		return fmt.Sprintf("%.1f min", d.Minutes())
	}
}

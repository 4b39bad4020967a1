package io.ksail.cli;

import io.ksail.spec.InvalidSpecException;

/** Options that are right one by one, and make no sense as they are given. */
final class Usage {

    private Usage() {}

    static InvalidSpecException wrong(String option, String seen, String remedy) {
        return new InvalidSpecException("The option %s can't be used".formatted(option), seen, remedy);
    }
}

package io.ksail.cli;

import picocli.CommandLine.Command;

/** {@code ksail host}: nothing but the commands below it. */
@Command(name = "host", description = "Keep an embedded host, which clusters and tests on this machine share.")
final class HostCommand {}

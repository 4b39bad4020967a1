package io.ksail.cli;

import picocli.CommandLine.Command;

/** {@code ksail cluster}: nothing but the commands below it. */
@Command(name = "cluster", description = "Create, show and delete nested clusters.")
final class ClusterCommand {}

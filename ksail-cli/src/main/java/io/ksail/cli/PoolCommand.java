package io.ksail.cli;

import picocli.CommandLine.Command;

/** {@code ksail pool}: nothing but the commands below it. */
@Command(
        name = "pool",
        description = "Keep clusters on a host that are begun before a test asks for them (ksail.pool).")
final class PoolCommand {}

package io.ksail.cli;

/**
 * What every command of one run shares.
 *
 * @param console where results and messages go
 * @param environment what the process was started with, besides its arguments
 * @param interruption whether it was told to end
 */
record Session(Console console, Environment environment, Interruption interruption) {}

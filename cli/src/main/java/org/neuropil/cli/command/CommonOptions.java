package org.neuropil.cli.command;

import picocli.CommandLine.Option;

/** The options of every command. */
public final class CommonOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = 1000,
      description = "show this help and exit")
  boolean help;

  @Option(
      names = "--json",
      order = 1001,
      description = "print one JSON object on standard output and nothing else there")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      order = 1002,
      description = "say nothing but errors and warnings")
  boolean quiet;

  @Option(
      names = "--debug",
      order = 1003,
      description = "log details, and show where an error arose")
  boolean debug;
}

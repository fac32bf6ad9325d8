package org.neuropil.cli.command;

import java.nio.file.Path;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.runner.Runners;

/**
 * What all commands of one process share.
 *
 * @param console where they speak
 * @param runners who does the work
 * @param runs folder of runs without a name of their own
 */
public record Session(Console console, Runners runners, Path runs) {}

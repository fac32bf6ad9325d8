package org.neuropil.cli.command;

import java.util.List;
import org.neuropil.cli.config.Setting;
import org.neuropil.cli.config.Settings;
import org.neuropil.cli.machine.BuildInfo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** {@code neuropil} with all its commands. */
@Command(
    name = "neuropil",
    versionProvider = RootCommand.Version.class,
    description = "Train very sparse recurrent networks and analyse their wiring.",
    customSynopsis = "neuropil COMMAND [OPTIONS]",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  neuropil train                  a first run on bundled handwritten digits",
      "  neuropil train --help           all settings",
      "  neuropil motifs runs/NAME       the signed wiring of a trained network",
      "  neuropil doctor                 what this machine offers"
    })
public final class RootCommand implements Runnable {
  private final Session session;

  @CommandLine.Spec CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the version and exit")
  boolean version;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help and exit")
  boolean help;

  private RootCommand(Session session) {
    this.session = session;
  }

  /** The first line of {@code neuropil version}. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {BuildInfo.current().toString()};
    }
  }

  /** The command line of a session. */
  public static CommandLine commandLine(Session session) {
    CommandLine root =
        new CommandLine(new RootCommand(session))
            .addSubcommand(new TrainCommand(session))
            .addSubcommand(new EvalCommand(session))
            .addSubcommand(new MotifsCommand(session))
            .addSubcommand(new BalanceCommand(session))
            .addSubcommand(new GenerateCommand(session))
            .addSubcommand(new RewireCommand(session))
            .addSubcommand(new ConvertCommand(session))
            .addSubcommand(new SweepCommand(session))
            .addSubcommand(new ExperimentCommand(session))
            .addSubcommand(new ReportCommand(session))
            .addSubcommand(new WorkerCommand(session))
            .addSubcommand(new DoctorCommand(session))
            .addSubcommand(new VerifyCommand(session))
            .addSubcommand(new BenchCommand(session))
            .addSubcommand(new CudaLibsCommand(session))
            .addSubcommand(new CompletionCommand(session))
            .addSubcommand(new VersionCommand(session))
            .addSubcommand(new HelpCommand());
    SettingOptions.add(subcommand(root, "train"), Settings.all());
    List<Setting> evalSettings =
        Settings.all().stream().filter(s -> EvalCommand.SETTINGS.contains(s.key())).toList();
    SettingOptions.add(subcommand(root, "eval"), evalSettings);
    return root;
  }

  private static CommandLine.Model.CommandSpec subcommand(CommandLine root, String name) {
    CommandLine command = root.getSubcommands().get(name);
    if (command == null) {
      throw new IllegalStateException("no command " + name);
    }
    return command.getCommandSpec();
  }

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(session.console().out());
    }
  }
}

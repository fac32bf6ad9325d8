package org.neuropil.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.runner.ConvertRunner;
import org.neuropil.error.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code neuropil convert}. */
@Command(
    name = "convert",
    description = "Rewrite a file of weights or of a network in another format.",
    sortOptions = false,
    footer = {
      "",
      "The endings of the names say which formats are meant: .safetensors, .npz (weights, or a SciPy"
          + " sparse matrix), .npy, .tsv, .csv, .txt (edge lists), .graphml. A weight file stays"
          + " complete in another weight file; every other format takes its recurrent connections.",
      "",
      "Examples:",
      "  neuropil convert runs/first/weights.safetensors weights.npz",
      "  neuropil convert runs/first network.graphml",
      "  neuropil convert edges.tsv --fanmod network.npz"
    })
public final class ConvertCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(index = "0", paramLabel = "IN", description = "the file, or the run, to read")
  @Nullable Path in;

  @Parameters(index = "1", paramLabel = "OUT", description = "the file to write")
  @Nullable Path out;

  @Option(names = "--force", description = "overwrite OUT if it exists")
  boolean force;

  @Option(
      names = "--network",
      description = "write the recurrent connections of a weight file, not all weights")
  boolean networkOnly;

  @Option(names = "--to-fanmod", description = "write an edge list with FANMOD's labels 1 and 2")
  boolean toFanmod;

  @Mixin NetworkOptions input = new NetworkOptions();

  @Mixin CommonOptions common = new CommonOptions();

  /** The command of a session. */
  public ConvertCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Path from = Objects.requireNonNull(in);
    Path to = Objects.requireNonNull(out);
    if (!Files.exists(from)) {
      throw UserError.data(from + " does not exist", "check the path");
    }
    if (Files.exists(to) && !force) {
      throw UserError.usage(to + " exists already", "overwrite it with --force");
    }
    ConvertRunner.Result result =
        session
            .runners()
            .convert()
            .run(
                new ConvertRunner.Request(
                    from, to, input.read(), networkOnly || input.matrix != null, toFanmod));
    if (common.json) {
      ObjectNode json = Codecs.JSON.createObjectNode();
      json.put("in", from.toString()).put("out", to.toString());
      json.setAll(Codecs.JSON.<ObjectNode>valueToTree(result));
      session.console().result(Codecs.JSON.writeValueAsString(json));
    } else if (!common.quiet) {
      session
          .console()
          .result(
              to
                  + ": "
                  + result.nodes()
                  + " nodes, "
                  + result.connections()
                  + " connections ("
                  + result.inputFormat()
                  + " to "
                  + result.outputFormat()
                  + ")");
    }
    return 0;
  }
}

package org.neuropil.cli.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.analysis.io.WeightedNetwork;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.runner.ConvertRunner;
import org.neuropil.error.UserError;
import org.neuropil.matrix.io.CsrArrays;
import org.neuropil.matrix.io.WeightFile;

/**
 * Rewrites weight files as weight files with everything in them, and networks in any format. A
 * network keeps the direction of its connections: rows of weight files are receiving nodes, rows of
 * plain and of SciPy's matrices are sending nodes.
 */
public final class ConvertEngine implements ConvertRunner {
  private static final Set<String> WEIGHT_FILES = Set.of("safetensors", "npz");

  @Override
  public Result run(Request request) {
    NetworkFile.Format format = NetworkFile.format(request.out());
    if (request.toFanmod()) {
      if (format != NetworkFile.Format.EDGE_LIST) {
        throw UserError.usage(
            "FANMOD's labels fit an edge list only, not " + request.out(),
            "end the name in .tsv or .txt");
      }
      format = NetworkFile.Format.FANMOD;
    }
    Path in = Files.isDirectory(request.in()) ? RunDirectory.weightsOf(request.in()) : request.in();
    if (!request.networkOnly()
        && WEIGHT_FILES.contains(extension(in))
        && WEIGHT_FILES.contains(extension(request.out()))
        && Files.isRegularFile(in)) {
      WeightFile weights = WeightFile.read(in);
      if (!weights.hidden().isEmpty()) {
        WeightFile.write(request.out(), weights.hidden(), weights.others(), weights.metadata());
        CsrArrays matrix = weights.hidden().values().iterator().next();
        return new Result(matrix.rows(), matrix.nonzeros(), "weight file", "weight file");
      }
    }
    WeightedNetwork network = NetworkFile.readWeighted(request.in(), request.read());
    NetworkFile.write(request.out(), network, format);
    return new Result(
        network.nodes(), network.matrix().nonzeros(), network.facts().format(), name(format));
  }

  private static String name(NetworkFile.Format format) {
    return switch (format) {
      case EDGE_LIST -> "edge list";
      case FANMOD -> "FANMOD edge list";
      case GRAPHML -> "GraphML";
      case SCIPY_NPZ -> "SciPy sparse matrix";
      case NPY -> "matrix";
      case WEIGHTS -> "weight file";
    };
  }

  private static String extension(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }
}

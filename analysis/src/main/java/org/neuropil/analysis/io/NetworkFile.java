package org.neuropil.analysis.io;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.neuropil.error.UserError;

/**
 * Networks from and to files, in every form that analysis takes:
 *
 * <ul>
 *   <li>a run directory, for the {@code weights.safetensors} in it;
 *   <li>a weight file (.safetensors, .npz): its recurrent matrix, where W[i][j] is the connection j
 *       -> i;
 *   <li>a SciPy sparse matrix (.npz), or a .npy or .npz file with one square matrix, where A[i][j]
 *       is the connection i -> j;
 *   <li>an edge list (.tsv, .csv, .txt), also with FANMOD's labels;
 *   <li>GraphML (.graphml, .xml).
 * </ul>
 *
 * <p>Alike in all: a weight of exactly 0 has no sign, so that its connection is left out and
 * counted; a weight that is not finite is an error; in text files, a connection that repeats an
 * earlier one of the same sign is merged into it and counted, one of the other sign is an error
 * (array files refuse every repetition). Self loops are connections of a {@link WeightedNetwork}
 * and are dropped from a {@link NamedGraph}.
 */
public final class NetworkFile {
  private static final String RUN_WEIGHTS = "weights.safetensors";

  private NetworkFile() {}

  /** The formats a network can be written in. */
  public enum Format {
    /** {@code source target value} between tabs (.tsv), commas (.csv) or blanks (.txt). */
    EDGE_LIST,
    /** {@code source TAB target TAB label} with labels 1 and 2. */
    FANMOD,
    /** GraphML with edge weights. */
    GRAPHML,
    /** A SciPy sparse matrix (.npz), row = sending node. */
    SCIPY_NPZ,
    /** A dense matrix (.npy), row = sending node. */
    NPY,
    /** A weight file (.safetensors) that holds only {@code rnn.weight_hh_l0}. */
    WEIGHTS
  }

  /**
   * Reads the signs of a network.
   *
   * @throws UserError with exit code 3 if the file is missing, damaged, or holds no network; with
   *     exit code 4 if it does not fit into memory
   */
  public static NamedGraph read(Path path, ReadOptions options) {
    return readWeighted(path, options).signs();
  }

  /** Reads a network with its weights; errors as in {@link #read}. */
  public static WeightedNetwork readWeighted(Path path, ReadOptions options) {
    if (Files.isDirectory(path)) {
      Path weights = path.resolve(RUN_WEIGHTS);
      if (!Files.isRegularFile(weights)) {
        throw UserError.data(
            path + ": a folder without " + RUN_WEIGHTS,
            "give the folder of a finished run, or a network file");
      }
      return MatrixFiles.read(weights, options);
    }
    return switch (extension(path)) {
      case "tsv", "csv", "txt", "edges", "edgelist" -> EdgeListReader.read(path, options);
      case "graphml", "xml" -> GraphmlReader.read(path, options);
      default -> MatrixFiles.read(path, options);
    };
  }

  /** Writes the signs of a network as weights +1 and -1, in the format of the file's extension. */
  public static void write(Path path, NamedGraph network) {
    write(path, network.weighted(), format(path));
  }

  /** Writes a network in the format of the file's extension. */
  public static void write(Path path, WeightedNetwork network) {
    write(path, network, format(path));
  }

  /**
   * Writes a network. Node names survive in edge lists and GraphML only. The file is replaced as a
   * whole.
   *
   * @throws UserError with exit code 4 if writing fails
   */
  public static void write(Path path, WeightedNetwork network, Format format) {
    switch (format) {
      case EDGE_LIST -> EdgeListWriter.write(path, network, separator(path));
      case FANMOD -> EdgeListWriter.writeFanmod(path, network);
      case GRAPHML -> GraphmlWriter.write(path, network);
      case SCIPY_NPZ -> MatrixFiles.writeSparse(path, network);
      case NPY -> MatrixFiles.writeDense(path, network);
      case WEIGHTS -> MatrixFiles.writeWeights(path, network);
    }
  }

  /**
   * The format that a file's extension stands for.
   *
   * @throws UserError with exit code 2 if it stands for none
   */
  public static Format format(Path path) {
    return switch (extension(path)) {
      case "tsv", "csv", "txt", "edges", "edgelist" -> Format.EDGE_LIST;
      case "graphml", "xml" -> Format.GRAPHML;
      case "npz" -> Format.SCIPY_NPZ;
      case "npy" -> Format.NPY;
      case "safetensors" -> Format.WEIGHTS;
      default ->
          throw UserError.usage(
              path + ": no network format has this extension",
              "expected .tsv, .csv, .txt, .graphml, .npz, .npy or .safetensors");
    };
  }

  private static char separator(Path path) {
    return switch (extension(path)) {
      case "csv" -> ',';
      case "txt" -> ' ';
      default -> '\t';
    };
  }

  private static String extension(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}

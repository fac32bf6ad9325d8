package org.neuropil.train;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.WeightFile;
import org.neuropil.network.Network;

/**
 * Files with the best weights so far, one for each epoch that a checkpoint may name: a training
 * that is killed goes on from the checkpoint, and finds the weights that were the best at that
 * time.
 *
 * @param folder where they lie
 */
record BestWeights(Path folder) {
  private static final String PREFIX = "best-";
  private static final String SUFFIX = ".safetensors";

  private Path file(int epoch) {
    return folder.resolve(PREFIX + epoch + SUFFIX);
  }

  /** Writes the network's weights as those of an epoch. */
  void write(int epoch, Network network) {
    try {
      Files.createDirectories(folder);
    } catch (IOException problem) {
      throw UserError.environment(
          "cannot create the folder " + folder + ": " + problem.getMessage(),
          "choose another --out",
          problem);
    }
    Weights.save(file(epoch), network, Map.of("epoch", Integer.toString(epoch)));
  }

  /**
   * Gives the network the weights and connections of an epoch.
   *
   * @throws UserError data, if the file is missing or damaged
   */
  void load(int epoch, Network network) {
    WeightFile weights = WeightFile.read(file(epoch));
    SparsityPattern pattern = Weights.mask(weights, network.spec());
    if (!pattern.equals(network.pattern())) {
      int[] from = new int[pattern.nonzeros()];
      Arrays.fill(from, -1);
      network.rewire(pattern, from, new float[pattern.nonzeros()]);
    }
    Weights.load(weights, network);
  }

  /** Removes the files of all epochs but one. */
  void keepOnly(int epoch) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
      for (Path found : files) {
        if (!found.equals(file(epoch))) {
          Files.deleteIfExists(found);
        }
      }
    } catch (IOException problem) {
      throw UserError.environment(
          "cannot remove old weights in " + folder + ": " + problem.getMessage(),
          "check the folder's permissions",
          problem);
    }
  }
}

package org.neuropil.cli.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.io.NamedGraph;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.analysis.io.ReadOptions;
import org.neuropil.analysis.motif.MotifCounter;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.run.StructureCsv;
import org.neuropil.cli.structure.Structure;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.network.Network;
import org.neuropil.network.NetworkSpec;
import org.neuropil.train.TrainObserver;
import org.neuropil.train.Wiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records the wiring every so many epochs, and after the last. */
final class StructureRecorder implements TrainObserver {
  private static final Logger LOG = LoggerFactory.getLogger(StructureRecorder.class);

  private final Path folder;
  private final StructureCsv csv;
  private final int every;
  private final int epochs;
  private final MotifCounter counter;
  private @Nullable SignedDigraph before;

  StructureRecorder(RunDirectory run, int every, int epochs, int threads) {
    this.folder = run.checkpoint();
    this.csv = new StructureCsv(run.structure());
    this.every = every;
    this.epochs = epochs;
    this.counter = counter(threads);
  }

  private static MotifCounter counter(int threads) {
    return new MotifCounter(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
  }

  /** The wiring as it stands, or null where it is too large to look at in passing, or undefined. */
  static @Nullable Structure structure(Network network, int threads) {
    if (network.pattern().nonzeros() > Structure.MOST_CONNECTIONS) {
      return null;
    }
    SignedDigraph graph = graph(network);
    return graph == null ? null : Structure.of(graph, counter(threads).count(graph));
  }

  /** Null for networks without recurrent weights, and where weights are not finite. */
  private static @Nullable SignedDigraph graph(Network network) {
    return network.spec().cell() == NetworkSpec.Cell.FEEDFORWARD
        ? null
        : graph(new SparseMatrix(network.pattern(), network.structureValues()));
  }

  private static @Nullable SignedDigraph graph(SparseMatrix weights) {
    for (float value : weights.values()) {
      if (!Float.isFinite(value)) {
        LOG.warn("the recurrent weights are not finite, so that their structure is undefined");
        return null;
      }
    }
    return SignedDigraph.fromSparse(weights);
  }

  @Override
  public void started(long resumedStep, long totalSteps) {
    csv.resume(resumedStep);
    if (!csv.epochs().isEmpty()) {
      before = kept(csv.epochs().getLast());
    }
  }

  @Override
  public void structure(Wiring wiring) {
    if (wiring.epoch() % every != 0 && wiring.epoch() != epochs) {
      return;
    }
    SignedDigraph now = graph(new SparseMatrix(wiring.pattern(), wiring.values()));
    if (now == null) {
      return;
    }
    if (csv.epochs().contains(wiring.epoch())) {
      // An epoch that was cut short is done anew.
      csv.dropFrom(wiring.epoch());
      before = csv.epochs().isEmpty() ? null : kept(csv.epochs().getLast());
    }
    OptionalLong flips =
        before == null ? OptionalLong.empty() : OptionalLong.of(flips(before, now));
    Structure core = wiring.core().map(StructureRecorder::graph).map(this::census).orElse(null);
    csv.add(wiring.epoch(), wiring.step(), census(now), flips, meanAge(wiring), core);
    before = now;
    keep(wiring.epoch(), now);
  }

  private Structure census(SignedDigraph graph) {
    return Structure.of(graph, counter.count(graph));
  }

  private static double meanAge(Wiring wiring) {
    long sum = 0;
    int[] births = wiring.birthEpochs();
    for (int birth : births) {
      sum += wiring.epoch() - birth;
    }
    return births.length == 0 ? Double.NaN : (double) sum / births.length;
  }

  /** Connections that both have, of opposite sign. */
  static long flips(SignedDigraph before, SignedDigraph now) {
    long flips = 0;
    for (int i = 0; i < before.nodes(); i++) {
      for (int e = before.outOffsets()[i]; e < before.outOffsets()[i + 1]; e++) {
        flips += now.sign(i, before.outTargets()[e]) == -before.outSigns()[e] ? 1 : 0;
      }
    }
    return flips;
  }

  private Path file(int epoch) {
    return folder.resolve("structure-" + epoch + ".npz");
  }

  /**
   * Keeps the signs of the last two records: a training that is killed between a record and the
   * checkpoint after it goes on from the record before.
   */
  private void keep(int epoch, SignedDigraph graph) {
    try {
      Files.createDirectories(folder);
      NetworkFile.write(file(epoch), NamedGraph.of(graph));
      List<Integer> epochs = csv.epochs();
      if (epochs.size() > 2) {
        Files.deleteIfExists(file(epochs.get(epochs.size() - 3)));
      }
    } catch (IOException e) {
      throw IoErrors.writing(file(epoch), e);
    }
  }

  private @Nullable SignedDigraph kept(int epoch) {
    try {
      return NetworkFile.read(file(epoch), ReadOptions.defaults()).graph();
    } catch (UserError e) {
      LOG.debug("the signs of epoch {} are lost; flips are left out once", epoch, e);
      return null;
    }
  }
}

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
import org.neuropil.train.EpochRecord;
import org.neuropil.train.TrainObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells another observer everything, and records the wiring every so many epochs. */
final class StructureRecorder implements TrainObserver {
  private static final Logger LOG = LoggerFactory.getLogger(StructureRecorder.class);

  private final TrainObserver inner;
  private final Network network;
  private final Path folder;
  private final StructureCsv csv;
  private final int every;
  private final MotifCounter counter;
  private @Nullable SignedDigraph before;

  StructureRecorder(
      TrainObserver inner, Network network, RunDirectory run, int every, int threads) {
    this.inner = inner;
    this.network = network;
    this.folder = run.checkpoint();
    this.csv = new StructureCsv(run.structure());
    this.every = every;
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
    if (network.spec().cell() == NetworkSpec.Cell.FEEDFORWARD) {
      return null;
    }
    float[] values = network.hiddenToHidden().value().view();
    for (float value : values) {
      if (!Float.isFinite(value)) {
        LOG.warn("the recurrent weights are not finite, so that their structure is undefined");
        return null;
      }
    }
    return SignedDigraph.fromSparse(new SparseMatrix(network.pattern(), values));
  }

  @Override
  public void started(long resumedStep, long totalSteps) {
    csv.resume(resumedStep);
    if (!csv.epochs().isEmpty()) {
      before = kept(csv.epochs().getLast());
    }
    inner.started(resumedStep, totalSteps);
  }

  @Override
  public void stepDone(int epoch, int stepsInEpoch, int epochSteps, long step, double stepMillis) {
    inner.stepDone(epoch, stepsInEpoch, epochSteps, step, stepMillis);
  }

  @Override
  public void evaluating(int samplesDone, int samples) {
    inner.evaluating(samplesDone, samples);
  }

  @Override
  public void checkpointWritten(long step) {
    inner.checkpointWritten(step);
  }

  @Override
  public void epochDone(EpochRecord record) {
    inner.epochDone(record);
    if (record.epoch() % every != 0) {
      return;
    }
    SignedDigraph now = graph(network);
    if (now == null) {
      return;
    }
    if (csv.epochs().contains(record.epoch())) {
      // An epoch that was cut short is done anew.
      csv.dropFrom(record.epoch());
      before = csv.epochs().isEmpty() ? null : kept(csv.epochs().getLast());
    }
    OptionalLong flips =
        before == null ? OptionalLong.empty() : OptionalLong.of(flips(before, now));
    csv.add(record.epoch(), record.step(), Structure.of(now, counter.count(now)), flips);
    before = now;
    keep(record.epoch(), now);
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

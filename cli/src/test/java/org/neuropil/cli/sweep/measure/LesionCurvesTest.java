package org.neuropil.cli.sweep.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.analysis.generate.LesionGraph;
import org.neuropil.analysis.generate.Motif;
import org.neuropil.cli.runner.EvalRunner;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.SparsityPattern;

/** Lesions of a pretended network against a naive evaluation of copies of its matrix. */
class LesionCurvesTest {
  private static final LesionGraph GRAPH = LesionGraph.draw(24, 0.2, 5, 3);

  /** A function of every single weight that is no sum, so that the order of removals shows. */
  private static double loss(float[] values) {
    double sum = 0;
    for (int e = 0; e < values.length; e++) {
      sum += (e + 1) * values[e];
    }
    return Math.sin(sum) + 0.01 * sum * sum;
  }

  private static float[] weights() {
    float[] values = new float[GRAPH.pattern().nonzeros()];
    Philox random = new Philox(1, Purpose.TEST, 0);
    for (int e = 0; e < values.length; e++) {
      values[e] = random.nextSymmetric(1);
    }
    return values;
  }

  private static final class Pretended implements EvalRunner.Opened {
    int evaluations;

    @Override
    public SparsityPattern pattern() {
      return GRAPH.pattern();
    }

    @Override
    public float[] recurrent() {
      return weights();
    }

    @Override
    public EvalRunner.Result evaluate(float[] recurrent) {
      evaluations++;
      return new EvalRunner.Result(10, loss(recurrent), -loss(recurrent), 0, java.util.List.of());
    }

    @Override
    public void close() {}
  }

  private static double naive(List<Motif> removed) {
    return loss(Motif.remove(new SparseMatrix(GRAPH.pattern(), weights()), removed).values());
  }

  @Test
  void everyPointIsTheNetworkWithoutTheLoopsSoFar() {
    Pretended network = new Pretended();
    LesionCurves.Curves curves = new LesionCurves(network).remove(GRAPH.motifs(), 6, 1);

    Set<List<Motif>> orders = new HashSet<>();
    for (int o = 0; o < 6; o++) {
      List<Motif> removed = new ArrayList<>();
      assertThat(curves.loss()[o][0]).isEqualTo(loss(weights()));
      for (int k = 1; k <= 5; k++) {
        // Whichever loop went last, the figure must be that of the naive copy without it.
        Motif found = null;
        for (Motif motif : GRAPH.motifs()) {
          List<Motif> more = new ArrayList<>(removed);
          more.add(motif);
          if (!removed.contains(motif) && naive(more) == curves.loss()[o][k]) {
            found = motif;
          }
        }
        assertThat(found).as("order %d, removal %d", o, k).isNotNull();
        removed.add(found);
        assertThat(curves.accuracy()[o][k]).isEqualTo(-curves.loss()[o][k]);
      }
      assertThat(curves.loss()[o][5]).isEqualTo(naive(GRAPH.motifs()));
      orders.add(removed);
    }
    assertThat(orders.size()).isGreaterThan(3);
    assertThat(network.evaluations).isLessThan(6 * 4 + 2 + 1);
  }

  @Test
  void theSeedDecidesTheOrders() {
    double[][] once = new LesionCurves(new Pretended()).remove(GRAPH.motifs(), 3, 1).loss();
    double[][] again = new LesionCurves(new Pretended()).remove(GRAPH.motifs(), 3, 1).loss();
    double[][] other = new LesionCurves(new Pretended()).remove(GRAPH.motifs(), 3, 2).loss();

    assertThat(again).isDeepEqualTo(once);
    assertThat(other).isNotEqualTo(once);
  }

  @Test
  void loopsAreClassifiedAsTheAnalysisDoes() {
    LesionCurves curves = new LesionCurves(new Pretended());
    Motif.Classified classified =
        Motif.classify(new SparseMatrix(GRAPH.pattern(), weights()), GRAPH.motifs());

    assertThat(GRAPH.motifs().stream().filter(m -> curves.balance(m) == 1).toList())
        .isEqualTo(classified.balanced());
    assertThat(GRAPH.motifs().stream().filter(m -> curves.balance(m) == -1).toList())
        .isEqualTo(classified.unbalanced());
    assertThat(classified.balanced()).isNotEmpty();
    assertThat(classified.unbalanced()).isNotEmpty();
    Motif none = new Motif(GRAPH.peripheral()[0], GRAPH.peripheral()[1], GRAPH.peripheral()[2]);
    assertThat(curves.balance(none)).isZero();
  }

  @Test
  void nothingToRemoveIsTheNetworkItself() {
    double[][] loss = new LesionCurves(new Pretended()).remove(List.of(), 2, 1).loss();

    assertThat(loss).hasDimensions(2, 1);
    assertThat(loss[1][0]).isEqualTo(loss(weights()), within(0.0));
  }

  @Test
  void listsOfMotifsAreReadAsTheyWereWritten(@TempDir Path folder) throws IOException {
    Path file = MotifList.besides(folder.resolve("net.tsv"));
    MotifList.write(file, GRAPH.motifs());

    assertThat(file).hasFileName("net.motifs.csv");
    assertThat(MotifList.read(file, 24)).isEqualTo(GRAPH.motifs());

    Files.writeString(file, "source,middle,sink\n1,2,3\n4,5,24\n");
    assertThatThrownBy(() -> MotifList.read(file, 24))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("line 3: '4,5,24' is no motif");
    Files.writeString(file, "source,middle,sink\n1,2,1\n");
    assertThatThrownBy(() -> MotifList.read(file, 24)).hasMessageContaining("line 2");
    Files.writeString(file, "1,2,3\n");
    assertThatThrownBy(() -> MotifList.read(file, 24)).hasMessageContaining("line 1");
    assertThatThrownBy(() -> MotifList.read(folder.resolve("none.csv"), 24))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be read");
  }
}

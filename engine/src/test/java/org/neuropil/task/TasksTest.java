package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.error.UserError;

class TasksTest {
  private static final String LIST = " (tasks are " + String.join(", ", Tasks.names()) + ")";

  @TempDir Path folder;

  @Test
  void tasksAreLoadedByName() throws Exception {
    Path digits = TinyData.mnist(folder.resolve("digits"), 2, 1, 1, 1);
    Path photos = TinyData.cifar10(folder.resolve("photos"), 1);
    assertThat(Tasks.load("mnist", digits, Encoding.FLAT, null).name()).isEqualTo("mnist");
    assertThat(Tasks.load("cifar10", photos, Encoding.FLAT, null).name()).isEqualTo("cifar10");
  }

  @Test
  void unknownNamesGetTheListAndTheNearestName() {
    fails("mnits", folder).hasMessage("unknown task 'mnits', did you mean mnist?" + LIST);
    fails("CIFAR-10", folder).hasMessage("unknown task 'CIFAR-10', did you mean cifar10?" + LIST);
    fails("MNIST", folder).hasMessage("unknown task 'MNIST', did you mean mnist?" + LIST);
    fails("mnist-sampel", null)
        .hasMessage("unknown task 'mnist-sampel', did you mean mnist-sample?" + LIST);
    fails("weather", folder).hasMessage("unknown task 'weather'" + LIST);
    fails("", folder).hasMessage("unknown task ''" + LIST);
  }

  @Test
  void aTaskWithoutItsFolderSaysSo() {
    fails("cifar10", null)
        .hasMessage(
            "task cifar10 needs a data folder (the folder, or cifar-10-batches-bin in it, must hold"
                + " data_batch_1.bin to data_batch_5.bin and test_batch.bin of the binary version"
                + " of CIFAR-10, unpacked)");
    fails("mnist", null)
        .hasMessage(
            "task mnist needs a data folder, as no sample is bundled here"
                + " (name the folder that holds the four IDX files of MNIST)");
    fails("mnist-sample", folder)
        .hasMessage(
            "task mnist-sample is bundled and reads no data folder, found "
                + folder
                + " (leave the data folder away, or use task mnist)");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> fails(
      String name, @Nullable Path data) {
    return assertThatThrownBy(() -> Tasks.load(name, data, Encoding.FLAT, null))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.kind()).isEqualTo(UserError.Kind.USAGE));
  }
}

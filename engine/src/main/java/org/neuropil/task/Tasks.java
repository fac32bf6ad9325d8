package org.neuropil.task;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.Suggest;
import org.neuropil.error.UserError;

/** The tasks by name. A new task is one more entry of {@link #ENTRIES}. */
public final class Tasks {
  private record Entry(String name, Function<TaskRequest, TaskData> loader) {}

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry("mnist", Tasks::mnist),
          new Entry("mnist-sample", Tasks::mnistSample),
          new Entry("cifar10", Tasks::cifar10),
          new Entry("sms", SmsTask::load),
          new Entry("mackey-glass", MackeyGlassTask::load),
          new Entry("gesture", GestureTask::load),
          new Entry("har", HarTask::load),
          new Entry("cognitive", CognitiveTask::load),
          new Entry("sleep", SleepTask::load),
          new Entry("sequences", SequencesTask::load));

  private Tasks() {}

  /** The names of all tasks. */
  public static List<String> names() {
    return ENTRIES.stream().map(Entry::name).toList();
  }

  /**
   * Loads a task.
   *
   * @throws UserError if there is no such task or variant, or its data are missing or damaged
   */
  public static TaskData load(TaskRequest request) {
    for (Entry entry : ENTRIES) {
      if (entry.name().equals(request.name())) {
        return entry.loader().apply(request);
      }
    }
    throw UserError.usage(
        "unknown task '"
            + request.name()
            + "'"
            + Suggest.nearest(request.name(), names())
                .map(near -> ", did you mean " + near + "?")
                .orElse(""),
        "tasks are " + String.join(", ", names()));
  }

  /**
   * Loads the usual variant of a task with seed 0.
   *
   * @param name one of {@link #names()}
   * @param data its folder, or null for what is bundled or generated
   * @param encoding how the samples meet the network
   * @param sample the files of the bundled sample of MNIST, or null if there are none
   * @throws UserError if there is no such task, or its data are missing or damaged
   */
  public static TaskData load(
      String name, @Nullable Path data, Encoding encoding, @Nullable BundledFiles sample) {
    return load(new TaskRequest(name, data, encoding, sample, null, 0));
  }

  private static TaskData mnist(TaskRequest request) {
    request.requireNoVariant();
    return request.data() == null
        ? bundled(request)
        : MnistTask.load(request.data(), request.encoding());
  }

  private static TaskData mnistSample(TaskRequest request) {
    request.requireNoVariant();
    if (request.data() != null) {
      throw UserError.usage(
          "task mnist-sample is bundled and reads no data folder, found " + request.data(),
          "leave the data folder away, or use task mnist");
    }
    return bundled(request);
  }

  private static TaskData bundled(TaskRequest request) {
    BundledFiles sample = request.bundled();
    if (sample == null) {
      throw UserError.usage(
          "task mnist needs a data folder, as no sample is bundled here",
          "name the folder that holds the four IDX files of MNIST");
    }
    return MnistTask.load(sample, request.encoding());
  }

  private static TaskData cifar10(TaskRequest request) {
    request.requireNoVariant();
    return Cifar10Task.load(request.requireFolder(Cifar10Task.NEEDED), request.encoding());
  }
}

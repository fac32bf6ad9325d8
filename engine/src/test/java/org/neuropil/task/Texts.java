package org.neuropil.task;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text files that are not there, and published data that may be. */
final class Texts {
  private Texts() {}

  /** Lines of a file named "file". */
  static TextLines lines(byte[] content) {
    return TextLines.of(new ByteArrayInputStream(content), "file");
  }

  /** Comma-separated rows of a file named "file". */
  static Table table(String content) {
    return table(content.getBytes(StandardCharsets.UTF_8));
  }

  static Table table(byte[] content) {
    return new Table(lines(content), ',');
  }

  /** Writes a text file in a folder. */
  static Path write(Path folder, String name, String content) {
    try {
      Files.createDirectories(folder);
      return Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Where published data lie on some machines, next to the repository. */
  static Path shared(String data) {
    return Path.of(System.getProperty("neuropil.root", ".."), "..", "shared", "data", data);
  }

  /** Inputs of a sample. */
  static float[] read(Sequences data, int sample) {
    float[] out = new float[data.steps(sample) * data.inputs()];
    data.read(sample, out, 0, 1);
    return out;
  }

  /** Target values of a sample. */
  static float[] targets(Sequences data, int sample) {
    int steps = data.target() == Sequences.Target.VALUES ? 1 : data.steps(sample);
    float[] out = new float[steps * data.outputs()];
    data.readTargets(sample, out, new float[out.length], 0, 1);
    return out;
  }
}

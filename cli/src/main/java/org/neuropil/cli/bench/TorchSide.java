package org.neuropil.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.Codecs;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.ArrayFile;
import org.neuropil.matrix.io.DataType;
import org.neuropil.matrix.io.NdArray;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The masked dense network in PyTorch, timed by bench/torch_masked_rnn.py on the same device: same
 * sizes, same mask, same batch size, in all its variants, of which the fastest counts.
 */
public final class TorchSide {
  /**
   * What came out.
   *
   * @param setting the fastest variant in words
   * @param millis its median time of a training step
   * @param memory bytes of device memory at most; on the CPU, of the process
   * @param versions PyTorch and what it runs on
   */
  public record Answer(String setting, double millis, long memory, String versions) {}

  private final String python;
  private final Path script;
  private final String device;
  private final int threads;
  private final Batch batch;
  private final int repeats;
  private String reason = "";

  /**
   * The other side.
   *
   * @param python a Python with PyTorch
   * @param script torch_masked_rnn.py
   * @param device "cpu" or "cuda"
   * @param threads on the CPU, the most that are tried
   */
  public TorchSide(
      String python, Path script, String device, int threads, Batch batch, int repeats) {
    this.python = python;
    this.script = script;
    this.device = device;
    this.threads = threads;
    this.batch = batch;
    this.repeats = repeats;
  }

  /** Why there was no answer last time, in one line. */
  public String reason() {
    return reason;
  }

  /** Empty if PyTorch can be asked; else why not, in one line. */
  public String refusal() {
    if (!Files.isRegularFile(script)) {
      return "no " + script + " (it belongs to the program's folder)";
    }
    List<String> said = new ArrayList<>();
    String test =
        device.equals("cuda")
            ? "import torch, numpy; assert torch.cuda.is_available(), 'PyTorch sees no CUDA device'"
            : "import torch, numpy";
    try {
      int code = run(List.of(python, "-c", test), said);
      return code == 0 ? "" : python + ": " + last(said) + " (name another with NEUROPIL_PYTHON)";
    } catch (IOException e) {
      return "cannot start " + python + " (name a Python with PyTorch with NEUROPIL_PYTHON)";
    }
  }

  /** The fastest variant for this mask; null with a {@link #reason} where all fail. */
  public @Nullable Answer ask(SparsityPattern mask, double density) {
    Path file = null;
    List<String> said = new ArrayList<>();
    try {
      file = Files.createTempFile("neuropil-mask", ".npy");
      ArrayFile.write(file, Map.of(ArrayFile.SINGLE, packed(mask)), Map.of());
      int code = run(command(mask.rows(), density, file), said);
      Answer best = best(said, mask.nonzeros());
      if (best == null) {
        reason = "PyTorch ended with code " + code + ": " + last(said);
      }
      return best;
    } catch (IOException e) {
      reason = "PyTorch could not be asked: " + e.getMessage();
      return null;
    } finally {
      delete(file);
    }
  }

  /** The rows of the mask, eight places a byte, the first in the highest bit. */
  static NdArray packed(SparsityPattern mask) {
    int width = Math.ceilDiv(mask.cols(), 8);
    byte[] bits = new byte[Math.multiplyExact(mask.rows(), width)];
    for (int i = 0; i < mask.rows(); i++) {
      for (int e = mask.rowStart(i); e < mask.rowStart(i + 1); e++) {
        int j = mask.column(e);
        bits[i * width + j / 8] |= (byte) (0x80 >>> (j % 8));
      }
    }
    return NdArray.ofBytes(DataType.UINT8, bits, mask.rows(), width);
  }

  private List<String> command(int nodes, double density, Path mask) {
    List<String> command = new ArrayList<>();
    command.add(python);
    command.add(script.toString());
    add(command, "--hidden", nodes);
    add(command, "--density", density);
    add(command, "--mask", mask);
    add(command, "--batch", batch.size());
    add(command, "--steps", batch.steps());
    add(command, "--inputs", Batch.INPUTS);
    add(command, "--classes", Batch.CLASSES);
    add(command, "--repeats", repeats);
    add(command, "--device", device);
    if (device.equals("cuda")) {
      add(command, "--tf32", "on,off");
      add(command, "--threads", 1);
      command.add("--fused-adam");
    } else {
      add(command, "--threads", threads == 1 ? "1" : "1," + threads);
      command.add("--flush-denormals");
    }
    command.add("--json-lines");
    return command;
  }

  private static void add(List<String> command, String name, Object value) {
    command.add(name);
    command.add(value.toString());
  }

  /** The fastest of the answers about a network with so many connections. */
  private static @Nullable Answer best(List<String> lines, int connections) {
    Answer best = null;
    for (String line : lines) {
      if (!line.startsWith("{")) {
        continue;
      }
      JsonNode json = json(line);
      double millis = json.path("median_ms").asDouble(Double.NaN);
      boolean same = json.path("nonzeros").asInt(-1) == connections;
      if (same && millis > 0 && (best == null || millis < best.millis())) {
        best = answer(json, millis);
      }
    }
    return best;
  }

  private static Answer answer(JsonNode json, double millis) {
    boolean cuda = json.path("device").asString("").equals("cuda");
    String how =
        json.path("variant").asString("")
            + (cuda
                ? ", TF32 " + json.path("tf32").asString("")
                : String.format(Locale.ROOT, ", %d threads", json.path("threads").asInt()));
    double mebibytes = json.path(cuda ? "device_peak_mb" : "peak_rss_mb").asDouble();
    return new Answer(
        how,
        millis,
        Math.round(mebibytes * (1 << 20)),
        json.path("versions").path("torch").asString("")
            + ", "
            + json.path("versions").path("device").asString(""));
  }

  /** Runs a command; what it says is read while it runs, errors and results together. */
  private static int run(List<String> command, List<String> said) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      reader.lines().forEach(said::add);
      return process.waitFor();
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroy();
    }
  }

  /** The last thing that was said; of a line of JSON, its error. */
  private static String last(List<String> said) {
    for (int k = said.size() - 1; k >= 0; k--) {
      String line = said.get(k).strip();
      if (!line.isEmpty()) {
        JsonNode error = line.startsWith("{") ? json(line).path("error") : Codecs.JSON.nullNode();
        return error.isString() ? error.asString() : line;
      }
    }
    return "it said nothing";
  }

  /** A line as JSON; an empty object where it is none. */
  private static JsonNode json(String line) {
    try {
      return Codecs.JSON.readTree(line);
    } catch (JacksonException e) {
      return Codecs.JSON.createObjectNode();
    }
  }

  private static void delete(@Nullable Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // It lies among the temporary files and is of no further use to anyone.
        file.toFile().deleteOnExit();
      }
    }
  }
}

package org.neuropil.matrix.io;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs scripts in a Python that has the packages a test needs, or skips the test. */
final class Python {
  private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");
  private static final int SECONDS = 60;

  private Python() {}

  private record Result(int status, String output) {}

  /**
   * Runs a script whose assertions fail the test.
   *
   * @param packages what the script imports
   * @return what it prints
   */
  static String run(String packages, String script, Object... arguments) {
    String interpreter = null;
    for (String candidate : INTERPRETERS) {
      Result probe = execute(candidate, "import " + packages);
      if (probe != null && probe.status == 0) {
        interpreter = candidate;
        break;
      }
    }
    String reason = "no Python with " + packages + " here: nothing to compare with";
    if (interpreter == null) {
      System.out.println(reason);
    }
    assumeTrue(interpreter != null, reason);
    if (interpreter == null) {
      return "";
    }
    Result result = execute(interpreter, script, arguments);
    if (result == null || result.status != 0) {
      throw new AssertionError("Python: " + (result == null ? "did not start" : result.output));
    }
    return result.output;
  }

  private static @Nullable Result execute(String interpreter, String script, Object... arguments) {
    try {
      ProcessBuilder builder = new ProcessBuilder(interpreter, "-W", "ignore", "-c", script);
      for (Object argument : arguments) {
        builder.command().add(argument.toString());
      }
      Process process = builder.redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return null;
      }
      return new Result(process.exitValue(), output);
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}

package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Do the kernel tests find faults? Each of src/test/mutations/mutations.txt is planted in a copy of
 * the kernels, on which the tests run until one fails. Not among the tests of a build, because it
 * takes minutes: src/test/mutations/run.sh.
 */
class KernelMutations {
  private record Mutation(int number, String kind, String file, String from, String to) {}

  /** The first failure of a run; further tests are not started. */
  private static final class FirstFailure implements TestExecutionListener {
    private final CancellationToken token;
    private @Nullable String test;
    private String cause = "";
    private int passed;

    FirstFailure(CancellationToken token) {
      this.token = token;
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
      if (test == null && result.getStatus() == TestExecutionResult.Status.FAILED) {
        test =
            identifier
                .getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(m -> m.getJavaClass().getSimpleName() + "." + m.getMethodName())
                .orElse(identifier.getDisplayName());
        cause = result.getThrowable().map(KernelMutations::net).orElse("");
        token.cancel();
      } else if (identifier.isTest()
          && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
        passed++;
      }
    }
  }

  /** Which of the nets it was caught in. */
  private static String net(Throwable failure) {
    String message = Optional.ofNullable(failure.getMessage()).orElse("");
    if (message.contains("AddressSanitizer")) {
      return "address sanitizer";
    }
    if (message.contains("runtime error")) {
      return "undefined-behaviour sanitizer";
    }
    if (message.contains("descending order")) {
      return "order of threads";
    }
    if (message.contains("ends before its copies")) {
      return "copies";
    }
    return message.contains("not all threads reach") ? "barriers" : "values";
  }

  @AfterEach
  void backToTheRealKernels() {
    Emulation.use(EmulatorBuild.base());
  }

  @Test
  void everyFaultIsCaught() throws IOException {
    // Compiles the sound kernels once, or skips where nothing can be compiled.
    Emulation.get();
    List<String> missed = new ArrayList<>();
    System.out.println(
        "| | fault | file | instead of | found by | net |\n|---|---|---|---|---|---|");
    List<String> chosen = List.of(System.getProperty("neuropil.mutations", "").split(","));
    for (Mutation mutation : mutations()) {
      if (!chosen.contains("") && !chosen.contains(String.valueOf(mutation.number))) {
        continue;
      }
      FirstFailure failure = run(mutation);
      String test = failure.test;
      if (test == null) {
        missed.add(mutation + ", " + failure.passed + " tests passed");
        test = "**nothing**";
      }
      System.out.printf(
          "| %d | %s: `%s` | %s | `%s` | %s | %s |%n",
          mutation.number,
          mutation.kind,
          cell(mutation.to),
          mutation.file,
          cell(mutation.from),
          test,
          failure.cause);
    }
    assertThat(missed).isEmpty();
  }

  private static String cell(String code) {
    return code.strip().replaceAll("\\s+", " ").replace("|", "\\|");
  }

  private static List<Mutation> mutations() throws IOException {
    List<Mutation> mutations = new ArrayList<>();
    Path list = EmulatorBuild.base().resolve("src/test/mutations/mutations.txt");
    for (String line : Files.readAllLines(list)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.replace("\\n", "\n").split(" ## ", -1);
        assertThat(parts).as(line).hasSize(4);
        mutations.add(new Mutation(mutations.size() + 1, parts[0], parts[1], parts[2], parts[3]));
      }
    }
    return mutations;
  }

  /** All kernel tests, first those of the changed file where it has some of its own. */
  private static List<Class<?>> classes(Mutation mutation) {
    List<Class<?>> classes = new ArrayList<>();
    switch (mutation.file) {
      case "spmm.cu" -> classes.add(TiledProductKernelsTest.class);
      case "sampled.cu" -> classes.add(SampledGradientKernelsTest.class);
      case "select.cu" -> classes.add(SelectKernelsTest.class);
      default -> {}
    }
    for (Class<?> test :
        List.of(
            AdamKernelsTest.class,
            RandomKernelsTest.class,
            ReductionKernelsTest.class,
            PointwiseKernelsTest.class,
            LossKernelsTest.class,
            EmbeddingKernelsTest.class,
            SparseProductKernelsTest.class,
            TiledProductKernelsTest.class,
            SampledGradientKernelsTest.class,
            SelectKernelsTest.class)) {
      if (!classes.contains(test)) {
        classes.add(test);
      }
    }
    return classes;
  }

  private static FirstFailure run(Mutation mutation) throws IOException {
    Path base = EmulatorBuild.base();
    Path copy = base.resolve("target/mutations/" + mutation.number);
    for (String folder : List.of("src/main/cuda", "src/test/emulation")) {
      Files.createDirectories(copy.resolve(folder));
      try (Stream<Path> files = Files.list(base.resolve(folder))) {
        for (Path file : files.toList()) {
          String text = Files.readString(file);
          if (file.getFileName().toString().equals(mutation.file)) {
            assertThat(text.split(java.util.regex.Pattern.quote(mutation.from), -1))
                .as("places of %s", mutation)
                .hasSize(2);
            text = text.replace(mutation.from, mutation.to);
          }
          Files.writeString(copy.resolve(folder).resolve(file.getFileName()), text);
        }
      }
    }
    Emulation.use(copy);
    // A fault that does not compile shows here, not as a failed test.
    Emulation.get();
    CancellationToken token = CancellationToken.create();
    FirstFailure failure = new FirstFailure(token);
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(
                    classes(mutation).stream()
                        .map(DiscoverySelectors::selectClass)
                        .toArray(DiscoverySelector[]::new))
                .forExecution()
                .cancellationToken(token)
                .listeners(failure)
                .build());
    return failure;
  }
}

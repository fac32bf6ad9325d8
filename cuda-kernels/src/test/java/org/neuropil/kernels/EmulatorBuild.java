package org.neuropil.kernels;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds the kernels with g++ into {@code target/emulation}: a shared library that the tests call
 * in their own process, with the undefined-behaviour sanitizer set to trap (it needs no run-time
 * library, which a JVM would have to preload), and a driver program with the address and the
 * undefined-behaviour sanitizer.
 */
final class EmulatorBuild {
  /** The two products, or the reason why there are none. */
  record Result(@Nullable Path library, @Nullable Path driver, String reason) {}

  private static final Path BASE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final List<String> COMMON =
      List.of("g++", "-std=c++17", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off");

  private EmulatorBuild() {}

  /** The module's directory. */
  static Path base() {
    return BASE;
  }

  /**
   * Builds what is older than its sources.
   *
   * @param base a folder laid out like the module
   */
  static Result build(Path base) throws IOException, InterruptedException {
    try {
      new ProcessBuilder("g++", "--version")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return new Result(null, null, "no g++ on this machine: kernels are not emulated");
    }
    Path folder = Files.createDirectories(base.resolve("target/emulation"));
    Path library = folder.resolve("libkernels.so");
    Path driver = folder.resolve("driver");
    long newest = newestSource(base);
    if (isOlder(library, newest)) {
      compile(
          base,
          library,
          List.of("-fPIC", "-shared", "-fsanitize=undefined", "-fsanitize-undefined-trap-on-error"),
          List.of("scheduler.cpp", "registry.cpp"));
    }
    if (isOlder(driver, newest)) {
      compile(
          base,
          driver,
          List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=all"),
          List.of("scheduler.cpp", "registry.cpp", "driver.cpp"));
    }
    return new Result(library, driver, "");
  }

  private static boolean isOlder(Path product, long newest) throws IOException {
    return !Files.exists(product) || Files.getLastModifiedTime(product).toMillis() < newest;
  }

  private static long newestSource(Path base) throws IOException {
    long newest = 0;
    for (Path folder : List.of(base.resolve("src/test/emulation"), base.resolve("src/main/cuda"))) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
        }
      }
    }
    return newest;
  }

  private static void compile(Path base, Path product, List<String> flags, List<String> sources)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(COMMON);
    command.addAll(flags);
    // Written aside and moved, so that an interrupted compiler leaves no half product behind.
    Path partial = product.resolveSibling(product.getFileName() + ".partial");
    command.addAll(List.of("-o", partial.toString()));
    Path folder = base.resolve("src/test/emulation");
    sources.forEach(source -> command.add(folder.resolve(source).toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IllegalStateException(String.join(" ", command) + "\n" + output);
    }
    Files.move(partial, product, StandardCopyOption.REPLACE_EXISTING);
  }
}

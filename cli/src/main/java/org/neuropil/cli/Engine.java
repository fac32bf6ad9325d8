package org.neuropil.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.neuropil.cli.doctor.Finding;
import org.neuropil.cli.engine.ConvertEngine;
import org.neuropil.cli.engine.EvalEngine;
import org.neuropil.cli.engine.TrainEngine;
import org.neuropil.cli.runner.Runners;
import org.neuropil.compute.Backends;
import org.neuropil.compute.cpu.OpenBlas;
import org.neuropil.compute.cuda.CudaDiagnosis;

/** The one place where the commands are given the engine. */
final class Engine {
  private Engine() {}

  /** The engine of this build. */
  static Runners runners() {
    Map<String, Supplier<List<Finding>>> libraries = new LinkedHashMap<>();
    libraries.put("OpenBLAS", Engine::openBlas);
    libraries.put("CUDA", Engine::cuda);
    return new Runners(
        new TrainEngine(), new EvalEngine(), new ConvertEngine(), Backends::providers, libraries);
  }

  private static List<Finding> openBlas() {
    return List.of(
        OpenBlas.isAvailable()
            ? Finding.ok("OpenBLAS", OpenBlas.describe())
            : Finding.missing(
                "OpenBLAS",
                OpenBlas.describe(),
                "install libopenblas0, or name it with -Dneuropil.openblas=FILE in NEUROPIL_JAVA_OPTS"));
  }

  /** Nothing of CUDA is needed to work, so what is missing is a note. */
  private static List<Finding> cuda() {
    return CudaDiagnosis.lines().stream()
        .map(line -> {
          String[] parts = line.text().split(": ", 2);
          return line.good()
              ? Finding.ok(parts[0], parts[1])
              : Finding.note(parts[0], parts[1], line.remedy());
        })
        .toList();
  }
}

package org.neuropil.cli.runner;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.neuropil.cli.doctor.Finding;
import org.neuropil.compute.BackendProvider;

/**
 * Who does the work behind the commands.
 *
 * @param train behind {@code neuropil train}
 * @param eval behind {@code neuropil eval}
 * @param convert behind {@code neuropil convert}
 * @param providers the back ends that {@code neuropil doctor} asks
 * @param libraries further sections of {@code neuropil doctor} by heading, e.g. "OpenBLAS", "CUDA"
 */
public record Runners(
    TrainRunner train,
    EvalRunner eval,
    ConvertRunner convert,
    Supplier<List<BackendProvider>> providers,
    Map<String, Supplier<List<Finding>>> libraries) {}

package org.neuropil.cli.run;

import java.util.Map;
import org.neuropil.compute.BackendInfo;

/**
 * What a training found out about itself, besides its results.
 *
 * @param backend the engine in use
 * @param plan how the hidden-layer product was carried out, e.g. "tiled"
 * @param threads CPU threads in use
 * @param nonzeros hidden-to-hidden connections
 * @param data name of the task's data, then what identifies them: digests of files, class counts
 * @param deviceBytes memory taken on the device, 0 if unknown
 */
public record RunFacts(
    BackendInfo backend,
    String plan,
    int threads,
    long nonzeros,
    Map<String, String> data,
    long deviceBytes) {}

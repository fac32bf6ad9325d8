package org.neuropil.cli.command;

import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.cudalibs.LibraryArchive;
import org.neuropil.cli.cudalibs.LibraryArchive.LibraryFile;
import org.neuropil.cli.cudalibs.LibraryFetch;
import org.neuropil.cli.cudalibs.LibraryFetch.State;
import org.neuropil.cli.cudalibs.MavenRepository;
import org.neuropil.cli.cudalibs.Patience;
import org.neuropil.cli.progress.CountProgress;
import org.neuropil.compute.cuda.CudaRuntimeFolder;
import org.neuropil.error.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code neuropil cuda-libs}. */
@Command(
    name = "cuda-libs",
    description =
        "Fetch NVIDIA's CUDA 12.6 run-time libraries for a Linux machine that has a driver only.",
    sortOptions = false,
    footer = {
      "",
      "The libraries are NVIDIA's: read their licence at " + LibraryArchive.LICENCE,
      "and say with --accept-licence that you accept it. They are taken out of an archive in a Maven"
          + " repository, whose base address comes from --from, from "
          + MavenRepository.VARIABLE
          + " or from a mirror in ~/.m2/settings.xml; 685 of its 2,027 MB are fetched. An interrupted"
          + " call is repeated with the same command; libraries that are complete stay.",
      "",
      "Examples:",
      "  neuropil cuda-libs --list",
      "  neuropil cuda-libs --from https://REPOSITORY/BASE --accept-licence"
    })
public final class CudaLibsCommand implements Callable<Integer> {
  private final Console console;
  private final LibraryArchive archive;
  private final Map<String, String> environment;
  private final Patience patience;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "the folder for them (default: neuropil/cuda-12.6 in the user's cache, where they are"
              + " found without being told)")
  @Nullable Path dir;

  @Option(
      names = "--from",
      paramLabel = "URL",
      description = "base address of a Maven repository that holds org.bytedeco:cuda")
  @Nullable String from;

  @Option(names = "--accept-licence", description = "say that you accept NVIDIA's licence")
  boolean acceptLicence;

  @Option(names = "--list", description = "show what there is and what would be fetched, only")
  boolean list;

  @Mixin CommonOptions common = new CommonOptions();

  /** The command of a session. */
  public CudaLibsCommand(Session session) {
    this(session.console(), LibraryArchive.CUDA_12_6, System.getenv(), Patience.usual());
  }

  /** The same for another archive and another environment, for tests. */
  CudaLibsCommand(
      Console console, LibraryArchive archive, Map<String, String> environment, Patience patience) {
    this.console = console;
    this.archive = archive;
    this.environment = environment;
    this.patience = patience;
  }

  @Override
  public Integer call() {
    Path folder = folder();
    LibraryFetch fetch = new LibraryFetch(archive, folder);
    Map<LibraryFile, State> states = fetch.states();
    boolean complete = states.values().stream().allMatch(state -> state == State.PRESENT);
    if (list || complete) {
      report(folder, states, 0);
      return 0;
    }
    if (!common.quiet) {
      table(states).lines().forEach(console::note);
      console.note("into     " + folder);
      console.note("licence  " + LibraryArchive.LICENCE);
    }
    if (!acceptLicence) {
      throw UserError.usage(
          "these libraries come under NVIDIA's licence",
          "read " + LibraryArchive.LICENCE + ", then add --accept-licence if you accept it");
    }
    URI repository = MavenRepository.find(from, environment, mavenSettings());
    long fetched = fetch(fetch, repository);
    report(folder, fetch.states(), fetched);
    return 0;
  }

  private Path folder() {
    if (dir != null) {
      return dir;
    }
    return CudaRuntimeFolder.of(environment)
        .orElseThrow(() ->
            UserError.usage(
                "there is no folder for caches: neither HOME nor XDG_CACHE_HOME is set",
                "give a folder with --dir"));
  }

  private Path mavenSettings() {
    String home = environment.getOrDefault("HOME", System.getProperty("user.home", ""));
    return Path.of(home, ".m2", "settings.xml");
  }

  private long fetch(LibraryFetch fetch, URI repository) {
    CountProgress progress = new CountProgress(console, "fetching MB", System::nanoTime);
    try {
      return fetch.fetch(
          repository,
          patience,
          new LibraryFetch.Listener() {
            @Override
            public void bytes(long done, long total) {
              if (!common.quiet) {
                progress.at(done / 1_000_000, Math.ceilDiv(total, 1_000_000));
              }
            }

            @Override
            public void done(LibraryFile file) {
              if (!common.quiet) {
                console.note(file.name() + " is there");
              }
            }
          });
    } finally {
      progress.end();
    }
  }

  private void report(Path folder, Map<LibraryFile, State> states, long fetched) {
    if (common.json) {
      console.result(json(folder, states, fetched));
    } else if (list) {
      table(states).lines().forEach(console::result);
      console.result("folder   " + folder);
      console.result("licence  " + LibraryArchive.LICENCE);
    } else if (!common.quiet) {
      console.result(
          folder
              + ": all "
              + states.size()
              + " libraries are there"
              + (fetched == 0 ? "" : ", " + Math.ceilDiv(fetched, 1_000_000) + " MB fetched"));
      if (!CudaRuntimeFolder.of(environment).equals(Optional.of(folder))) {
        console.note(
            "set NEUROPIL_CUDA_LIBS=" + folder.toAbsolutePath() + " so that they are found");
      }
    }
  }

  private String table(Map<LibraryFile, State> states) {
    StringBuilder text = new StringBuilder(archive.coordinates()).append('\n');
    Map<State, Long> packed = new EnumMap<>(State.class);
    states.forEach((file, state) -> {
      packed.merge(state, file.packedBytes(), Long::sum);
      text.append(
          String.format(
              Locale.ROOT,
              "  %-20s %4.0f MB, unpacked %4.0f MB  %s%n",
              file.name(),
              file.packedBytes() / 1e6,
              file.bytes() / 1e6,
              word(state)));
    });
    double total =
        (packed.getOrDefault(State.MISSING, 0L) + packed.getOrDefault(State.DAMAGED, 0L)) / 1e6;
    return text.append(String.format(Locale.ROOT, "to fetch %.0f MB", total)).toString();
  }

  private String json(Path folder, Map<LibraryFile, State> states, long fetched) {
    ObjectNode json = Codecs.JSON.createObjectNode();
    json.put("dir", folder.toString())
        .put("archive", archive.coordinates())
        .put("licence", LibraryArchive.LICENCE)
        .put("fetched_bytes", fetched);
    ArrayNode files = json.putArray("files");
    states.forEach((file, state) ->
        files
            .addObject()
            .put("name", file.name())
            .put("packed_bytes", file.packedBytes())
            .put("bytes", file.bytes())
            .put("state", word(state)));
    return Codecs.JSON.writeValueAsString(json);
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}

package org.neuropil.matrix.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.error.UserError;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void theOldContentStaysWhenWritingFails() throws IOException {
    Path file = Files.writeString(folder.resolve("a.npy"), "old");
    assertThatThrownBy(() ->
            AtomicFile.write(
                file,
                out -> {
                  out.write(new byte[200_000]);
                  throw new IOException("No space left on device");
                }))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.kind()).isEqualTo(UserError.Kind.ENVIRONMENT))
        .hasMessageContaining(file + ": the disk is full (free some space");
    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("a.npy");
  }

  @Test
  void noTemporaryFileStaysAfterABug() {
    assertThatThrownBy(() ->
            AtomicFile.write(
                folder.resolve("a"),
                out -> {
                  throw new IllegalStateException("bug");
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theNewContentReplacesTheOldAlsoBehindALink() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    AtomicFile.write(link, out -> out.write(new byte[] {'n', 'e', 'w'}));
    assertThat(file).hasContent("new");
    assertThat(link).isSymbolicLink();
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a", "link");
  }

  @Test
  void placesThatAreNoneAreNamed() {
    assertThatThrownBy(() -> AtomicFile.write(folder, out -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is not a regular file");
    assertThatThrownBy(() -> AtomicFile.write(folder.resolve("none/a"), out -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("does not exist (create it)");
  }
}

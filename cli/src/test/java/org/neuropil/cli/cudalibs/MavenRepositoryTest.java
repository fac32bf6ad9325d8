package org.neuropil.cli.cudalibs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neuropil.error.UserError;

/** Where the address of the repository comes from. */
class MavenRepositoryTest {
  @TempDir Path folder;

  private URI find(@Nullable String option, @Nullable String variable, String settings)
      throws IOException {
    Path file = folder.resolve("settings.xml");
    if (settings.isEmpty()) {
      Files.deleteIfExists(file);
    } else {
      Files.writeString(file, settings);
    }
    return MavenRepository.find(
        option, variable == null ? Map.of() : Map.of(MavenRepository.VARIABLE, variable), file);
  }

  private static String settings(String body) {
    return "<?xml version='1.0'?>\n<settings xmlns='http://maven.apache.org/SETTINGS/1.0.0'>\n"
        + body
        + "\n</settings>\n";
  }

  private static String mirror(String mirrorOf, String url) {
    return "<mirror><id>m</id><mirrorOf>" + mirrorOf + "</mirrorOf><url>" + url + "</url></mirror>";
  }

  private static final String PROFILES =
      """
      <profiles>
        <profile><id>off</id><repositories><repository><url>https://off/</url></repository></repositories></profile>
        <profile><id>on</id><repositories><repository><url> https://on/maven </url></repository></repositories></profile>
      </profiles>
      """;

  @Test
  void theOptionBeforeTheVariableBeforeTheSettings() throws IOException {
    String settings = settings("<mirrors>" + mirror("*", "https://mirror/base") + "</mirrors>");
    assertThat(find("https://option/a", "https://variable/b", settings))
        .hasToString("https://option/a");
    assertThat(find(null, "http://variable/b", settings)).hasToString("http://variable/b");
    assertThat(find(null, " ", settings)).hasToString("https://mirror/base");
  }

  @Test
  void onlyMirrorsOfTheCentralRepositoryCount() throws IOException {
    String settings =
        settings(
            "<mirrors>"
                + mirror("internal", "https://a/")
                + mirror("*,!central", "https://b/")
                + mirror("external:http:*", "https://c/")
                + mirror("*", "${env.PLACE}")
                + "<mirror><mirrorOf>*</mirrorOf><url>https://d/</url><blocked>true</blocked></mirror>"
                + mirror("internal, central", "https://e/")
                + "</mirrors>");
    assertThat(find(null, null, settings)).hasToString("https://e/");
  }

  @Test
  void aRepositoryOfAnActiveProfile() throws IOException {
    assertThat(
            find(
                null,
                null,
                settings(
                    PROFILES
                        + "<activeProfiles><activeProfile>on</activeProfile></activeProfiles>")))
        .hasToString("https://on/maven");
    String byDefault =
        PROFILES.replace(
            "<id>on</id>",
            "<id>on</id><activation><activeByDefault>true</activeByDefault></activation>");
    assertThat(find(null, null, settings(byDefault))).hasToString("https://on/maven");
  }

  @Test
  void noneIsOneLine() throws IOException {
    for (String settings : new String[] {"", settings(""), settings(PROFILES)}) {
      assertThatThrownBy(() -> find(null, null, settings))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "no Maven repository is known to fetch from (give the base address of one that holds"
                  + " org.bytedeco:cuda with --from URL or in NEUROPIL_MAVEN_REPOSITORY)");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "repository",
        "/a/folder",
        "file:///a/folder",
        "ftp://host/",
        "https://",
        "https:///path",
        "https://host/a b",
        "https://host/?a=b",
        "https://host/#top",
        "http://host\n/"
      })
  void whatIsNoAddress(String text) {
    assertThatThrownBy(() -> find(text, null, ""))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("--from: '")
        .hasMessageContaining("is no address of a repository")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void brokenSettingsAreNamedWithTheLine() {
    assertThatThrownBy(() -> find(null, null, "<settings>\n<mirrors>\n</settings>"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("settings.xml:3: Maven's settings cannot be read");
    // Entities could read other files of the user's.
    assertThatThrownBy(() ->
            find(null, null, "<!DOCTYPE s [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><s>&x;</s>"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("DOCTYPE");
  }
}

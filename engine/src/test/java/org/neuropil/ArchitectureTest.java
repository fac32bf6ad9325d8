package org.neuropil;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine's packages depend in one direction, as docs/architecture.md has it. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPath(Path.of("target/classes"));

  static Stream<Arguments> forbidden() {
    return Stream.of(
        Arguments.of(
            "error", new String[] {"matrix..", "compute..", "network..", "train..", "task.."}),
        Arguments.of("matrix..", new String[] {"compute..", "network..", "train..", "task.."}),
        Arguments.of(
            "compute",
            new String[] {
              "compute.cpu..",
              "compute.cuda..",
              "compute.reference..",
              "network..",
              "train..",
              "task.."
            }),
        Arguments.of(
            "compute.reference",
            new String[] {"compute.cpu..", "compute.cuda..", "network..", "train..", "task.."}),
        Arguments.of(
            "compute.cpu", new String[] {"compute.cuda..", "network..", "train..", "task.."}),
        Arguments.of(
            "compute.cuda", new String[] {"compute.cpu..", "network..", "train..", "task.."}),
        Arguments.of(
            "network",
            new String[] {
              "compute.cpu..", "compute.cuda..", "compute.reference..", "train..", "task.."
            }),
        Arguments.of("sparsify", new String[] {"compute..", "network..", "train..", "task.."}),
        Arguments.of("task", new String[] {"compute..", "network..", "train.."}),
        Arguments.of(
            "train", new String[] {"compute.cpu..", "compute.cuda..", "compute.reference.."}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forbidden")
  void knowsOnlyWhatItMay(String owner, String[] unknown) {
    String[] packages =
        Stream.of(unknown).map(name -> "org.neuropil." + name).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("org.neuropil." + owner)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .allowEmptyShould(owner.endsWith("cuda"))
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCircle() {
    slices().matching("org.neuropil.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}

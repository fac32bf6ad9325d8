package org.neuropil.analysis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The analysis works from files: of the engine it knows matrices and file formats alone. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPath(Path.of("target/classes"));

  @Test
  void neverTrains() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.neuropil.compute..",
            "org.neuropil.network..",
            "org.neuropil.train..",
            "org.neuropil.task..",
            "org.neuropil.cli..")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCircle() {
    slices()
        .matching("org.neuropil.analysis.(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }
}

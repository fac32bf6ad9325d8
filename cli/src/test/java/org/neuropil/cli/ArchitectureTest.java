package org.neuropil.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Commands, configuration, runs and reports: no circle among them, and one package that meets the
 * engine.
 */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPath(Path.of("target/classes"));

  @Test
  void packagesFormNoCircle() {
    slices().matching("org.neuropil.cli.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheEnginePackageRunsNetworks() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.neuropil.cli.engine..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.neuropil.train.Trainer")
        .check(CLASSES);
  }
}

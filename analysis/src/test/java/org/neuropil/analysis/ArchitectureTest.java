package org.neuropil.analysis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Analysis works from files: of the engine it uses the formats and matrices alone. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.neuropil.analysis");

  @Test
  void usesOnlyFormatsAndMatricesOfTheEngine() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.neuropil.compute..",
            "org.neuropil.network..",
            "org.neuropil.train..",
            "org.neuropil.sparsify..",
            "org.neuropil.task..",
            "org.neuropil.cli..")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCircle() {
    slices().matching("org.neuropil.analysis.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}

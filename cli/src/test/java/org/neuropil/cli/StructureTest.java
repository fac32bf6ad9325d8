package org.neuropil.cli;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StructureTest {
  @Test
  void packagesFormNoCircle() {
    slices()
        .matching("org.neuropil.cli.(*)..")
        .should()
        .beFreeOfCycles()
        .check(new ClassFileImporter().importPath(Path.of("target", "classes")));
  }
}

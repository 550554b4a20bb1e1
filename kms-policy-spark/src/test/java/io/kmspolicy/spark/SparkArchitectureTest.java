package io.kmspolicy.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of this module, which the profile keeps out of the build of the others. */
class SparkArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.kmspolicy");

  @Test
  @DisplayName("Spark is known to this module alone, and nothing knows this module")
  void spark_otherModules_isUnknown() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.kmspolicy.spark..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "io.kmspolicy.spark..")
        .check(CLASSES);
  }

  @Test
  @DisplayName("Of the project, the module knows replay, its report, and directories")
  void project_thisModule_isKnownInPart() {
    classes()
        .that()
        .resideInAPackage("io.kmspolicy.spark..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.kmspolicy.spark..",
            "io.kmspolicy.replay..",
            "io.kmspolicy.directory..",
            "io.kmspolicy.model..",
            "java..",
            "org.apache..",
            "org.jspecify..",
            "picocli..",
            "scala..")
        .check(CLASSES);
  }

  @Test
  @DisplayName("The rows know neither Spark nor files")
  void rows_knowNoSpark() {
    noClasses()
        .that()
        .haveSimpleName("JudgedQuestion")
        .or()
        .haveSimpleName("JudgedRows")
        .or()
        .haveSimpleName("ReplayPlan")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache..")
        .check(CLASSES);
  }
}

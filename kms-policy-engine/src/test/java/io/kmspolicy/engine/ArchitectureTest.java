package io.kmspolicy.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  /** What is public is so on purpose; whoever adds to it adds it here. */
  private static final Set<String> PUBLIC_ENGINE =
      Set.of(
          "ActionHandle",
          "ArnShape",
          "Authorizer",
          "DeterminingStatement",
          "Explanation",
          "KeyPolicies",
          "MatchResult",
          "MissingInformation",
          "PolicyEvaluator",
          "PolicySnapshot",
          "PolicySource",
          "PolicyTooLargeException",
          "PrincipalHandle",
          "PrincipalPolicies",
          "ReferenceAuthorizer",
          "RowStatistics",
          "StatementAnalysis",
          "TableEvaluator");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.kmspolicy");

  @Test
  @DisplayName(
      "Dependencies point one way: the engine knows no SDK, no interceptor, no command line")
  void dependencies_engine_pointToTheModelOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.kmspolicy.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("software.amazon..", "io.kmspolicy.interceptor..", "io.kmspolicy.cli..")
        .check(CLASSES);
  }

  @Test
  @DisplayName("The model knows no engine")
  void dependencies_model_pointNowhere() {
    noClasses()
        .that()
        .resideInAPackage("io.kmspolicy.model..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.kmspolicy.engine..")
        .check(CLASSES);
  }

  @Test
  @DisplayName("JSON stops at the model's readers")
  void dependencies_vocabulary_knowNoJson() {
    noClasses()
        .that()
        .resideInAPackage("io.kmspolicy.model")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  @DisplayName("The engine's public types are those that are listed")
  void publicTypes_engine_areListed() {
    Set<String> found =
        CLASSES.stream()
            .filter(type -> type.getPackageName().equals("io.kmspolicy.engine"))
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getSimpleName)
            .collect(Collectors.toSet());
    assertThat(found).isEqualTo(PUBLIC_ENGINE);
  }
}

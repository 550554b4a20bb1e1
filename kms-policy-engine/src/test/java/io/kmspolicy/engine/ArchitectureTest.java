package io.kmspolicy.engine;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final Pattern LISTED =
      Pattern.compile(
          "io\\.kmspolicy\\.(engine(\\.(condition|explain|proof))?|model\\.(catalogue|policy|problem|reader|request|resource|writer))");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.kmspolicy");

  @Test
  @DisplayName(
      "Dependencies point one way: the engine does not know the SDK, the interceptor or the command"
          + " line")
  void dependencies_engine_pointToTheModelOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.kmspolicy.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "software.amazon..",
            "io.kmspolicy.directory..",
            "io.kmspolicy.interceptor..",
            "io.kmspolicy.lint..",
            "io.kmspolicy.cli..")
        .check(CLASSES);
  }

  @Test
  @DisplayName("The packages of the engine depend only on lower packages")
  void packages_engine_areLayered() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("io.kmspolicy.engine..")
        .layer("proof")
        .definedBy("io.kmspolicy.engine.proof")
        .layer("root")
        .definedBy("io.kmspolicy.engine")
        .layer("explain")
        .definedBy("io.kmspolicy.engine.explain")
        .layer("report")
        .definedBy("io.kmspolicy.engine.report")
        .layer("store")
        .definedBy("io.kmspolicy.engine.store")
        .layer("row")
        .definedBy("io.kmspolicy.engine.row")
        .layer("condition")
        .definedBy("io.kmspolicy.engine.condition")
        .layer("cover")
        .definedBy("io.kmspolicy.engine.cover")
        .layer("diagram")
        .definedBy("io.kmspolicy.engine.diagram")
        .layer("table")
        .definedBy("io.kmspolicy.engine.table")
        .layer("reference")
        .definedBy("io.kmspolicy.engine.reference")
        .layer("exact")
        .definedBy("io.kmspolicy.engine.exact")
        .layer("combine")
        .definedBy("io.kmspolicy.engine.combine")
        .layer("match")
        .definedBy("io.kmspolicy.engine.match")
        .layer("facts")
        .definedBy("io.kmspolicy.engine.facts")
        .layer("value")
        .definedBy("io.kmspolicy.engine.value")
        .layer("budget")
        .definedBy("io.kmspolicy.engine.budget")
        .whereLayer("proof")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("root")
        .mayOnlyBeAccessedByLayers("proof")
        .whereLayer("explain")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("root", "explain")
        .whereLayer("store")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("row")
        .mayOnlyBeAccessedByLayers("root", "proof", "store")
        .whereLayer("diagram")
        .mayOnlyBeAccessedByLayers("root", "proof", "row")
        .whereLayer("cover")
        .mayOnlyBeAccessedByLayers("diagram")
        .whereLayer("condition")
        .mayOnlyBeAccessedByLayers("root", "explain", "diagram", "cover")
        .whereLayer("table")
        .mayOnlyBeAccessedByLayers("root", "proof", "store", "row", "diagram")
        .whereLayer("reference")
        .mayOnlyBeAccessedByLayers("root", "explain", "report")
        .whereLayer("exact")
        .mayOnlyBeAccessedByLayers(
            "root", "proof", "explain", "report", "reference", "row", "diagram", "table")
        .whereLayer("combine")
        .mayOnlyAccessLayers("match", "value")
        .whereLayer("match")
        .mayOnlyAccessLayers("value", "budget")
        .whereLayer("facts")
        .mayNotAccessAnyLayer()
        .whereLayer("value")
        .mayNotAccessAnyLayer()
        .whereLayer("budget")
        .mayNotAccessAnyLayer()
        .check(CLASSES);
  }

  @Test
  @DisplayName("The engine knows neither Micrometer nor a logging API")
  void dependencies_engine_areFew() {
    noClasses()
        .that()
        .resideInAPackage("io.kmspolicy.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micrometer..", "org.slf4j..")
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
  @DisplayName("Only the JSON package of the model knows the JSON parser")
  void dependencies_jsonParser_areOfOnePackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.kmspolicy.model.json")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  @DisplayName(
      "The vocabulary does not depend on JSON, and the text tools depend on no other package")
  void dependencies_vocabularyAndText_knowNoJson() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.kmspolicy.model.policy",
            "io.kmspolicy.model.request",
            "io.kmspolicy.model.resource")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.kmspolicy.model.json")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("io.kmspolicy.model.text")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.kmspolicy.engine..",
            "io.kmspolicy.model.catalogue",
            "io.kmspolicy.model.json",
            "io.kmspolicy.model.policy",
            "io.kmspolicy.model.problem")
        .because("they depend on the Java library alone")
        .check(CLASSES);
  }

  @Test
  @DisplayName("No type of the JSON parser is part of what the readers offer")
  void dependencies_publicReaders_hideTheParser() {
    noMethods()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .resideInAPackage("io.kmspolicy..")
        .should()
        .haveRawReturnType(resideInAPackage("com.fasterxml.."))
        .orShould()
        .haveRawParameterTypes(anyElementThat(resideInAPackage("com.fasterxml..")))
        .check(CLASSES);
  }

  @Test
  @DisplayName("Every public type is listed in public-types.txt")
  void publicTypes_modelAndEngine_areListed() throws IOException {
    List<String> found =
        CLASSES.stream()
            .filter(type -> LISTED.matcher(type.getPackageName()).matches())
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getName)
            .sorted()
            .toList();
    try (InputStream listed = ArchitectureTest.class.getResourceAsStream("/public-types.txt")) {
      String text = new String(listed.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(found).isEqualTo(text.lines().toList());
    }
  }
}

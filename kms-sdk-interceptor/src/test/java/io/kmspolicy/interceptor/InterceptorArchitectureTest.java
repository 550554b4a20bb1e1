package io.kmspolicy.interceptor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
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
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InterceptorArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages(
              "io.kmspolicy.interceptor",
              "io.kmspolicy.spi",
              "io.kmspolicy.source",
              "io.kmspolicy.mapping",
              "io.kmspolicy.meter",
              "io.kmspolicy.directory");

  private static final List<JavaClass> INTERCEPTOR =
      CLASSES.stream()
          .filter(type -> type.getPackageName().startsWith("io.kmspolicy.interceptor"))
          .toList();

  /** The packages that the module descriptors do not export, or to modules of the project only. */
  private static final Set<String> INTERNAL =
      Set.of(
          "io.kmspolicy.interceptor.decide",
          "io.kmspolicy.interceptor.enforce",
          "io.kmspolicy.interceptor.request",
          "io.kmspolicy.mapping");

  @Test
  @DisplayName("What is public is so on purpose: whoever adds a type adds it to the list")
  void publicTypes_interceptor_areListed() throws IOException {
    List<String> found =
        CLASSES.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !INTERNAL.contains(type.getPackageName()))
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getName)
            .sorted()
            .toList();
    try (InputStream listed =
        InterceptorArchitectureTest.class.getResourceAsStream("/interceptor-public-types.txt")) {
      String text = new String(listed.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(found).isEqualTo(text.lines().toList());
    }
  }

  @Test
  @DisplayName("The packages of the module know only those below them")
  void packages_interceptor_pointDown() {
    // In this order, each may know those before it: a package that is not listed is a mistake too.
    List<String> packages =
        List.of(
            "io.kmspolicy.interceptor.request",
            "io.kmspolicy.interceptor.spi",
            "io.kmspolicy.interceptor.decision",
            "io.kmspolicy.interceptor.decide",
            "io.kmspolicy.interceptor.enforce",
            "io.kmspolicy.interceptor",
            "io.kmspolicy.interceptor.log",
            "io.kmspolicy.interceptor.source",
            "io.kmspolicy.interceptor.config");
    assertThat(INTERCEPTOR)
        .extracting(JavaClass::getPackageName)
        .containsOnly(packages.toArray(String[]::new));
    for (int i = 0; i < packages.size() - 1; i++) {
      noClasses()
          .that()
          .resideInAPackage(packages.get(i))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages.subList(i + 1, packages.size()).toArray(String[]::new))
          .check(CLASSES);
    }
  }

  @Test
  @DisplayName("Micrometer is known to the classes of meters alone")
  void micrometer_isOptional() {
    noClasses()
        .that()
        .haveNameNotMatching(".*Metrics(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..")
        .check(CLASSES);
  }

  @Test
  @DisplayName("Nothing of the hook reads files, makes connections or waits: sources alone do")
  void hook_doesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.kmspolicy.interceptor",
            "io.kmspolicy.interceptor.decide",
            "io.kmspolicy.interceptor.decision",
            "io.kmspolicy.interceptor.enforce",
            "io.kmspolicy.interceptor.request",
            "io.kmspolicy.interceptor.spi",
            "io.kmspolicy.mapping",
            "io.kmspolicy.spi")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.file..", "java.util.concurrent.locks..")
        .check(CLASSES);
  }
}

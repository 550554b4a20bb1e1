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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InterceptorArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.kmspolicy.interceptor");

  @Test
  @DisplayName("What is public is so on purpose: whoever adds a type adds it to the list")
  void publicTypes_interceptor_areListed() throws IOException {
    List<String> found =
        CLASSES.stream()
            .filter(JavaClass::isTopLevelClass)
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
  @DisplayName("The packages of the module know each other one way: config, source, interceptor")
  void packages_interceptor_haveNoCycle() {
    // In this order, each may know those before it: a package that is not listed is a mistake too.
    List<String> packages =
        List.of(
            "io.kmspolicy.interceptor",
            "io.kmspolicy.interceptor.source",
            "io.kmspolicy.interceptor.config");
    assertThat(CLASSES)
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
  @DisplayName("Micrometer is known to the two classes of meters alone")
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
        .resideInAPackage("io.kmspolicy.interceptor")
        .and()
        .haveSimpleNameNotStartingWith("PolicyDirectory")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.file..", "java.util.concurrent.locks..")
        .check(CLASSES);
  }
}

package io.kmspolicy.analysis;

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
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AnalysisArchitectureTest {

  private static final Set<String> INTERNAL =
      Set.of(
          "io.kmspolicy.analysis.console",
          "io.kmspolicy.analysis.gain",
          "io.kmspolicy.analysis.html",
          "io.kmspolicy.analysis.proof");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.kmspolicy.analysis");

  @Test
  @DisplayName("Questions need no network, no command line and no SDK")
  void dependencies_analysis_areFew() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.net.http..", "picocli..", "software.amazon..")
        .check(CLASSES);
  }

  @Test
  @DisplayName("Every public type of an exported package is listed in analysis-public-types.txt")
  void publicTypes_analysis_areListed() throws IOException {
    List<String> found =
        CLASSES.stream()
            .filter(type -> !INTERNAL.contains(type.getPackageName()))
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getName)
            .sorted()
            .toList();
    try (InputStream listed =
        AnalysisArchitectureTest.class.getResourceAsStream("/analysis-public-types.txt")) {
      byte[] text = Objects.requireNonNull(listed).readAllBytes();
      assertThat(found).isEqualTo(new String(text, StandardCharsets.UTF_8).lines().toList());
    }
  }
}

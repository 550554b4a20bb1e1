package io.kmspolicy.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Architecture rules for the classes of all modules; only this module depends on all of them. */
class ProjectArchitectureTest {

  private static final int MAX_CLASSES = 30;
  private static final int MAX_CYCLE = 4;

  /** The packages of the engine's module that its module descriptor does not export. */
  private static final List<String> INTERNAL =
      List.of(
          "value",
          "match",
          "combine",
          "exact",
          "reference",
          "table",
          "cover",
          "diagram",
          "row",
          "store",
          "report");

  /** Public for the tests of another package. */
  private static final Set<String> FOR_TESTS =
      Set.of(
          "CidrRange.contains",
          "CompilationCache.compilations",
          "CompileLimits.check",
          "DecisionDiagram.describe",
          "DecisionDiagram.size",
          "DecisionRow.describe",
          "DecisionTable.describe",
          "IpAddress.parse",
          "PolicyCompiler.compile",
          "PolicyCompiler.compiledTables");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("jmh_generated"))
          .importPackages("io.kmspolicy");

  @Test
  @DisplayName("No two packages of the project know each other, directly or by way of others")
  void packages_wholeProject_haveNoCycle() {
    slices().matching("io.kmspolicy.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  @DisplayName("No more than four classes depend on each other in a circle")
  void classes_wholeProject_haveSmallCyclesOnly() {
    assertThat(new ClassCycles(CLASSES).over(MAX_CYCLE)).isEmpty();
  }

  @Test
  @DisplayName("No package has more than 30 classes")
  void packages_wholeProject_areSmall() {
    Map<String, Long> sizes =
        CLASSES.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
    assertThat(sizes)
        .isNotEmpty()
        .allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(MAX_CLASSES));
  }

  @Test
  @DisplayName("Modules know each other one way")
  void modules_wholeProject_pointOneWay() {
    List<List<String>> modules =
        List.of(
            List.of("io.kmspolicy.model.."),
            List.of("io.kmspolicy.engine.."),
            List.of(
                "io.kmspolicy.spi..",
                "io.kmspolicy.source..",
                "io.kmspolicy.mapping..",
                "io.kmspolicy.meter..",
                "io.kmspolicy.directory.."),
            List.of(
                "io.kmspolicy.analysis..",
                "io.kmspolicy.collect..",
                "io.kmspolicy.inputs..",
                "io.kmspolicy.interceptor..",
                "io.kmspolicy.lint..",
                "io.kmspolicy.replay..",
                "io.kmspolicy.testing.."),
            List.of("io.kmspolicy.cli..", "io.kmspolicy.spring.."),
            List.of("io.kmspolicy.benchmarks.."));
    for (int i = 0; i < modules.size() - 1; i++) {
      noClasses()
          .that()
          .resideInAnyPackage(modules.get(i).toArray(String[]::new))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              modules.subList(i + 1, modules.size()).stream()
                  .flatMap(List::stream)
                  .toArray(String[]::new))
          .check(CLASSES);
    }
    noClasses()
        .that()
        .resideInAPackage("io.kmspolicy.lint..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.kmspolicy.interceptor..", "io.kmspolicy.directory..")
        .check(CLASSES);
  }

  @Test
  @DisplayName(
      "The AWS SDK is known to the interceptor, the starter, collect and the benchmarks alone")
  void sdk_otherModules_isUnknown() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.kmspolicy.interceptor..",
            "io.kmspolicy.spring..",
            "io.kmspolicy.collect.aws..",
            "io.kmspolicy.benchmarks..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .check(CLASSES);
  }

  @Test
  @DisplayName("No production type is named like a test")
  void names_productionTypes_areNotTests() {
    assertThat(CLASSES)
        .extracting(JavaClass::getFullName)
        .filteredOn(name -> name.endsWith("Test") || name.endsWith("Tests"))
        .isEmpty();
  }

  @Test
  @DisplayName("A type of an internal package is public only where another package needs it")
  void visibility_internalTypes_isNeeded() {
    Set<String> unneeded =
        internal()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> !hasConstants(type))
            .filter(
                type ->
                    type.getDirectDependenciesToSelf().stream()
                        .allMatch(
                            dependency ->
                                dependency
                                    .getOriginClass()
                                    .getPackageName()
                                    .equals(type.getPackageName())))
            .map(JavaClass::getName)
            .collect(Collectors.toSet());
    assertThat(unneeded).isEmpty();
  }

  @Test
  @DisplayName("A method of an internal package is public only where another package needs it")
  void visibility_internalMethods_isNeeded() {
    Set<String> unneeded =
        internal()
            .filter(type -> !type.isInterface())
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
            .filter(method -> !isInherited(method) && !isGenerated(method))
            .filter(method -> !isUsedElsewhere(method))
            .filter(
                method ->
                    !FOR_TESTS.contains(method.getOwner().getSimpleName() + "." + method.getName()))
            .map(JavaMethod::getFullName)
            .collect(Collectors.toSet());
    assertThat(unneeded).isEmpty();
  }

  private static Stream<JavaClass> internal() {
    return CLASSES.stream()
        .filter(
            type ->
                INTERNAL.stream()
                    .anyMatch(name -> type.getPackageName().equals("io.kmspolicy.engine." + name)));
  }

  /** Uses of constants leave no trace: the compiler copies them. */
  private static boolean hasConstants(JavaClass type) {
    return type.getFields().stream()
        .anyMatch(
            field ->
                field
                    .getModifiers()
                    .containsAll(
                        Set.of(JavaModifier.PUBLIC, JavaModifier.STATIC, JavaModifier.FINAL)));
  }

  private static boolean isUsedElsewhere(JavaMethod method) {
    String home = method.getOwner().getPackageName();
    return Stream.concat(method.getCallsOfSelf().stream(), method.getReferencesToSelf().stream())
        .anyMatch(use -> !use.getOriginOwner().getPackageName().equals(home));
  }

  /** Overrides a method of a class or an interface, of the platform's too. */
  private static boolean isInherited(JavaMethod method) {
    int parameters = method.getRawParameterTypes().size();
    return Stream.concat(
            method.getOwner().getAllRawSuperclasses().stream(),
            method.getOwner().getAllRawInterfaces().stream())
        .anyMatch(
            above ->
                above.getMethods().stream()
                    .anyMatch(
                        other ->
                            other.getName().equals(method.getName())
                                && other.getRawParameterTypes().size() == parameters));
  }

  /** The accessors of records, and what the compiler adds to enums. */
  private static boolean isGenerated(JavaMethod method) {
    JavaClass owner = method.getOwner();
    if (owner.isEnum()) {
      return method.getName().equals("values") || method.getName().equals("valueOf");
    }
    return owner.isRecord() && method.getRawParameterTypes().isEmpty();
  }
}

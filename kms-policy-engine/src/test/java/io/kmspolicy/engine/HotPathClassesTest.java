package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The classes on which a handle depends, directly or indirectly. */
class HotPathClassesTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.kmspolicy");

  /** The top-level classes of the engine. */
  private static Set<String> reached(Class<?> from) {
    Set<String> reached = new TreeSet<>();
    Set<JavaClass> seen = new HashSet<>();
    Deque<JavaClass> open = new ArrayDeque<>();
    open.add(CLASSES.get(from));
    while (!open.isEmpty()) {
      JavaClass next = open.remove();
      if (!next.getPackageName().startsWith("io.kmspolicy.engine") || !seen.add(next)) {
        continue;
      }
      String name = next.getName();
      reached.add(name.indexOf('$') < 0 ? name : name.substring(0, name.indexOf('$')));
      next.getDirectDependenciesFromSelf().stream()
          .map(Dependency::getTargetClass)
          .map(JavaClass::getBaseComponentType)
          .forEach(open::add);
    }
    return reached;
  }

  @Test
  @DisplayName(
      "A repeated decision depends on no class of explanations, traces or the reference, nor on"
          + " what compiles policies and makes rows")
  void decide_classesReached_areThoseOfTheHotPath() {
    Set<String> reached = reached(PrincipalHandle.class);
    assertThat(reached)
        .contains(
            "io.kmspolicy.engine.row.DecisionRow",
            "io.kmspolicy.engine.row.DecisionGraph",
            "io.kmspolicy.engine.combine.Outcomes")
        .noneMatch(name -> name.startsWith("io.kmspolicy.engine.report."))
        .noneMatch(name -> name.startsWith("io.kmspolicy.engine.reference."))
        .noneMatch(name -> name.startsWith("io.kmspolicy.engine.explain."))
        .doesNotContain(
            Authorizer.class.getName(),
            RequestEvaluator.class.getName(),
            "io.kmspolicy.engine.combine.CombiningAlgorithm",
            "io.kmspolicy.engine.match.ConditionMatcher",
            "io.kmspolicy.engine.row.RowBuilder",
            "io.kmspolicy.engine.table.PolicyCompiler");
    // Raise the limit only for a class that a decision needs.
    assertThat(reached).hasSizeLessThanOrEqualTo(106);
  }

  @Test
  @DisplayName("The test computes the transitive closure: the facade depends on the explainer")
  void authorizer_classesReached_includeTheExplainer() {
    assertThat(reached(Authorizer.class))
        .contains(
            "io.kmspolicy.engine.combine.CombiningAlgorithm",
            "io.kmspolicy.engine.explain.Explainer",
            "io.kmspolicy.engine.match.ConditionMatcher",
            "io.kmspolicy.engine.reference.ReferenceEvaluator",
            "io.kmspolicy.engine.row.RowBuilder",
            "io.kmspolicy.engine.table.PolicyCompiler");
  }
}

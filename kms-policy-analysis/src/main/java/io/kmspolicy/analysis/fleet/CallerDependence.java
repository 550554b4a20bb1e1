package io.kmspolicy.analysis.fleet;

import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.text.LetterCase;
import java.util.List;
import java.util.Set;

/**
 * Whether statements tell the callers of one account apart, test who calls at all, or test the
 * aliases of the key.
 */
final class CallerDependence {

  private static final String VARIABLE = "${";
  private static final Set<String> NAMES =
      Set.of(
          "aws:principalarn",
          "aws:principalservicename",
          "aws:principalservicenameslist",
          "aws:principaltype",
          "aws:userid",
          "aws:username");

  private static final String ALIASES = DerivedKey.RESOURCE_ALIASES.keyName();

  private CallerDependence() {}

  /** Whether a condition, or a variable in the statement, is about the aliases of the key. */
  static boolean testsAliases(Statement statement) {
    return keys(statement).contains(ALIASES)
        || statement.condition().tests().stream()
            .anyMatch(test -> mentionsAliases(test.values().toString()))
        || mentionsAliases(statement.resource().patterns().toString());
  }

  private static boolean mentionsAliases(String text) {
    return text.contains(VARIABLE) && LetterCase.lowerCase(text).contains(ALIASES);
  }

  /** Whether a condition is about who calls. */
  static boolean testsCaller(Statement statement) {
    return keys(statement).stream()
        .anyMatch(key -> key.startsWith("aws:principal") || key.equals("kms:calleraccount"));
  }

  /** Whether a statement can apply to one user or role of an account and not to another one. */
  static boolean tellsCallersApart(Statement statement) {
    return isAboutFew(statement.principal())
        || keys(statement).stream().anyMatch(key -> NAMES.contains(key) || CallerFacts.isTag(key))
        || statement.condition().tests().stream()
            .anyMatch(test -> test.values().toString().contains(VARIABLE))
        || hasVariable(statement.resource());
  }

  private static List<String> keys(Statement statement) {
    return statement.condition().tests().stream()
        .map(test -> LetterCase.lowerCase(test.key()))
        .toList();
  }

  private static boolean isAboutFew(PrincipalElement element) {
    if (element instanceof PrincipalElement.Principal listed) {
      return !listed.names().stream().allMatch(CallerDependence::isAccountOrEveryone);
    }
    return element instanceof PrincipalElement.NotPrincipal;
  }

  private static boolean isAccountOrEveryone(PrincipalName name) {
    return name instanceof PrincipalName.Account
        || name instanceof PrincipalName.Everyone
        || name instanceof PrincipalName.EveryAwsPrincipal;
  }

  private static boolean hasVariable(ResourceElement element) {
    return element.patterns().toString().contains(VARIABLE);
  }
}

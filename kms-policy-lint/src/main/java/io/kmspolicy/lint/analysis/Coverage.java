package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.LetterCase;
import java.util.List;

/**
 * Whether one statement matches every request that another one matches. {@code true} is certain;
 * {@code false} may mean unknown.
 */
public final class Coverage {

  private Coverage() {}

  /** Whether {@code wide} certainly matches every request that {@code narrow} matches. */
  public static boolean covers(StatementView wide, StatementView narrow) {
    return principals(wide, narrow)
        && actions(wide.statement().action(), narrow.statement().action())
        && resources(wide.statement().resource(), narrow.statement().resource())
        && (!wide.hasCondition()
            || (!StatementView.mixCases(List.of(wide, narrow))
                && wide.analysis().implies(narrow.statement(), wide.statement())));
  }

  private static boolean principals(StatementView wide, StatementView narrow) {
    PrincipalElement outer = wide.statement().principal();
    PrincipalElement inner = narrow.statement().principal();
    if (outer.equals(inner)) {
      return true;
    }
    if (!(outer instanceof PrincipalElement.Principal wideList)
        || !(inner instanceof PrincipalElement.Principal narrowList)) {
      return outer instanceof PrincipalElement.Principal all
          && all.names().contains(new PrincipalName.Everyone());
    }
    return narrowList.names().stream()
        .allMatch(
            name ->
                wideList.names().stream()
                    .anyMatch(covering -> includes(covering, name, wide.denies())));
  }

  /** A Deny of an account applies to all its identities; an Allow only enables IAM policies. */
  private static boolean includes(PrincipalName outer, PrincipalName inner, boolean deny) {
    if (outer.equals(inner) || outer instanceof PrincipalName.Everyone) {
      return true;
    }
    boolean aws = inner.member().equals("AWS");
    if (outer instanceof PrincipalName.EveryAwsPrincipal) {
      return aws;
    }
    return deny
        && outer instanceof PrincipalName.Account account
        && !account.partition().isEmpty()
        && aws
        && inner.text().startsWith("arn:" + account.partition() + ":")
        && inner.text().contains("::" + account.accountId() + ":");
  }

  private static boolean actions(ActionElement wide, ActionElement narrow) {
    if (wide.equals(narrow)) {
      return true;
    }
    if (!(wide instanceof ActionElement.Action outer)) {
      return false;
    }
    if (outer.patterns().stream().anyMatch(pattern -> pattern.text().equals("*"))) {
      return true;
    }
    return narrow instanceof ActionElement.Action inner
        && inner.patterns().stream().allMatch(pattern -> includes(outer.patterns(), pattern));
  }

  private static boolean includes(List<ActionPattern> wide, ActionPattern narrow) {
    return wide.stream()
        .anyMatch(
            outer ->
                LetterCase.areSameName(outer.text(), narrow.text())
                    || (singleCharactersAreSafe(outer.text(), narrow.text())
                        && StatementAnalysis.action(outer.text(), narrow.text())
                            == MatchResult.MATCH));
  }

  private static boolean resources(ResourceElement wide, ResourceElement narrow) {
    if (wide.equals(narrow)) {
      return true;
    }
    if (!(wide instanceof ResourceElement.Resource outer)) {
      return false;
    }
    if (outer.patterns().stream().anyMatch(pattern -> pattern.text().equals("*"))) {
      return true;
    }
    return narrow instanceof ResourceElement.Resource inner
        && inner.patterns().stream().allMatch(pattern -> covered(outer.patterns(), pattern));
  }

  private static boolean covered(List<ResourcePattern> wide, ResourcePattern narrow) {
    return wide.stream()
        .anyMatch(
            outer ->
                outer.text().equals(narrow.text()) || StatementAnalysis.includes(outer, narrow));
  }

  /**
   * Whether no {@code ?} of one pattern meets a {@code *} of the other, which may be any length.
   */
  private static boolean singleCharactersAreSafe(String wide, String narrow) {
    return wide.indexOf('?') < 0 || narrow.indexOf('*') < 0;
  }
}

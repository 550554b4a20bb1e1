package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.Claim;
import io.kmspolicy.lint.analysis.EffectProofs;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.Set;

/**
 * Reports conditions on keys that requests of the statement's principals never have (rules 4.13,
 * 4.15).
 */
final class PrincipalKeyCheck implements PolicyCheck {

  /** Keys of a caller that belongs to an account. */
  private static final Set<String> OF_MEMBERS =
      Set.of(
          "aws:principalorgid",
          "aws:principalorgpaths",
          "aws:principalaccount",
          "aws:principalarn",
          "aws:sourcevpc",
          "aws:sourcevpce",
          "aws:username");

  /** Keys of a service that calls for itself. */
  private static final Set<String> OF_SERVICES =
      Set.of("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths");

  @Override
  public List<LintRule> rules() {
    return List.of(LintRule.KEY_NOT_FOR_PRINCIPAL);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    policy.forEachTest(
        (view, test) -> {
          String key = LetterCase.lowerCase(test.key());
          if (OF_MEMBERS.contains(key) && isOnlyServices(view)) {
            add(
                view,
                test,
                "requests that a service makes for itself have no ",
                "use `aws:SourceArn`, `aws:SourceAccount` or `aws:SourceOrgID` with a service"
                    + " principal",
                report);
          } else if (OF_SERVICES.contains(key) && isOnlyMembers(view)) {
            add(
                view,
                test,
                "only requests of service principals have ",
                "use `kms:ViaService` or `aws:PrincipalArn` with users and roles",
                report);
          } else if (key.equals("aws:username") && isOnlyRoles(view)) {
            add(
                view,
                test,
                "only requests of users have ",
                "use `aws:PrincipalArn` or `aws:userid` with roles",
                report);
          } else if (key.equals("aws:principalarn")) {
            checkSessions(view, test, report);
          }
        });
  }

  private static boolean isOnlyServices(StatementView view) {
    return !view.principals().isEmpty()
        && view.principals().stream().allMatch(PrincipalName.Service.class::isInstance);
  }

  private static boolean isOnlyRoles(StatementView view) {
    return !view.principals().isEmpty()
        && view.principals().stream()
            .allMatch(
                name ->
                    name instanceof PrincipalName.Role
                        || name instanceof PrincipalName.AssumedRoleSession);
  }

  /** Identity policies are about users and roles. */
  private static boolean isOnlyMembers(StatementView view) {
    return !view.policy().type().namesPrincipals()
        || (!view.principals().isEmpty()
            && view.principals().stream()
                .allMatch(
                    name ->
                        name instanceof PrincipalName.Role
                            || name instanceof PrincipalName.User
                            || name instanceof PrincipalName.AssumedRoleSession));
  }

  private static void add(
      StatementView view, Condition test, String which, String fix, Report report) {
    boolean restrictsNothing = view.analysis().withoutKey(test).isMatch();
    boolean never = view.analysis().withoutKey(test).isNoMatch();
    if (restrictsNothing || never) {
      EffectProofs effects = view.policy().effects();
      report.add(
          never
              ? effects.neverAppliesWithout(test.key(), view, view.actions())
              : effects.restrictsNothingWithout(test, view, view.actions()),
          LintRule.KEY_NOT_FOR_PRINCIPAL,
          never ? Severity.ERROR : Severity.WARNING,
          test.location(),
          view.name(),
          which
              + Quoting.quote(test.key())
              + (never
                  ? ", so the statement never applies"
                  : ", so the test does not restrict these principals"),
          fix);
    }
  }

  /** For a session, the value is the ARN of its role. */
  private static void checkSessions(StatementView view, Condition test, Report report) {
    List<String> sessions =
        test.values().stream()
            .map(ConditionValue::text)
            .filter(value -> value.contains(":sts:") && value.contains(":assumed-role/"))
            .toList();
    if (sessions.isEmpty()) {
      return;
    }
    EffectProofs effects = view.policy().effects();
    boolean negated = test.operator().comparison().negated();
    boolean only = sessions.size() == test.values().size();
    boolean exemptsNobody =
        view.denies()
            && negated
            && only
            && effects.restrictsNothing(test, view) instanceof Claim.Proven;
    boolean never =
        only && !negated && effects.neverApplies(view, view.actions()) instanceof Claim.Proven;
    report.add(
        LintRule.KEY_NOT_FOR_PRINCIPAL,
        never || (only && view.denies()) ? Severity.ERROR : Severity.WARNING,
        view,
        test.location(),
        "`aws:PrincipalArn` is the ARN of a role and never "
            + Quoting.quote(sessions.get(0))
            + (exemptsNobody ? ", so this test exempts nobody from the Deny" : ""),
        "write the ARN of the role, such as "
            + Quoting.quote("arn:aws:iam::" + view.policy().exampleAccount() + ":role/NAME")
            + "; `aws:userid` distinguishes sessions");
  }
}

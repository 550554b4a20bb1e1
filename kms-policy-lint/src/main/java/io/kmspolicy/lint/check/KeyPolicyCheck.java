package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.Access;
import io.kmspolicy.lint.analysis.ActionNames;
import io.kmspolicy.lint.analysis.Claim;
import io.kmspolicy.lint.analysis.ForeignAccess;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.lockout.AdministratorSearch;
import io.kmspolicy.lint.lockout.Administrators;
import io.kmspolicy.lint.lockout.NamedPrincipals;
import io.kmspolicy.lint.lockout.PlannedPrincipals;
import io.kmspolicy.lint.lockout.SoleAdministrator;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.text.Quoting;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reports principals of a key policy that are too many, too few or deleted. */
final class KeyPolicyCheck implements PolicyCheck {

  private static final String PUT_KEY_POLICY = "kms:PutKeyPolicy";
  private static final Condition IS_ROOT =
      test(Comparison.ARN_LIKE, "aws:PrincipalArn", "arn:*:iam::*:root");
  private static final Condition IS_SERVICE =
      test(Comparison.BOOL, "aws:PrincipalIsAWSService", "true");

  private static Condition test(Comparison comparison, String key, String value) {
    return new Condition(
        ConditionOperator.plain(comparison),
        key,
        List.of(ConditionValue.of(value)),
        SourceLocation.nowhere());
  }

  @Override
  public List<LintRule> rules() {
    return List.of(
        LintRule.LOCKOUT,
        LintRule.SOLE_ADMINISTRATOR,
        LintRule.SERVICE_LINKED_ROLE,
        LintRule.IAM_NOT_ENABLED,
        LintRule.WILDCARD_PRINCIPAL,
        LintRule.NOT_PRINCIPAL,
        LintRule.DELETED_PRINCIPAL);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    if (!policy.isKeyPolicy()) {
      return;
    }
    policy
        .allows()
        .filter(view -> !report.isDead(view))
        .forEach(view -> checkEverybody(view, report));
    policy.statements().forEach(view -> checkNames(view, report));
    checkServiceLinked(policy, report);
    if (policy.text().keyManager() == KeyManager.AWS) {
      return; // Nobody but AWS can change the policy, and nobody has to (rule 5.5).
    }
    boolean lost = checkAdministrators(policy, report);
    if (!lost && policy.allows().noneMatch(KeyPolicyCheck::letsIamDecide)) {
      report.add(
          LintRule.IAM_NOT_ENABLED,
          policy.placeOf("/Statement"),
          "no statement allows the account anything, so IAM policies cannot allow access to the"
              + " key",
          "allow `kms:*` to the account, as "
              + root(policy)
              + ", unless the key policy alone should decide");
    }
  }

  /**
   * Reports who could change the policy again if it is nobody, or only deleted principals, AWS
   * services or the root user. Returns whether it is certainly nobody.
   */
  private static boolean checkAdministrators(LintedPolicy policy, Report report) {
    Administrators later = AdministratorSearch.of(policy.document());
    Claim claim = claim(policy, later);
    SoleAdministrator.danger(later, PlannedPrincipals.none())
        .ifPresent(
            why ->
                report.add(
                    LintRule.SOLE_ADMINISTRATOR,
                    policy.placeOf("/Statement"),
                    why,
                    "allow `kms:*` to the account, too, as " + root(policy)));
    if (later instanceof Administrators.Nobody) {
      addLockout(
          claim,
          policy,
          report,
          Severity.ERROR,
          (mayBePart(policy) ? "if this is the whole key policy, " : "")
              + "nobody can call `kms:PutKeyPolicy`, so this key policy could never be changed"
              + " again");
    } else if (later instanceof Administrators.OnlyDeleted) {
      addLockout(
          claim,
          policy,
          report,
          Severity.ERROR,
          "only users and roles that are named by id, as AWS shows deleted ones, can call"
              + " `kms:PutKeyPolicy`");
    } else if (later instanceof Administrators.OnlyServices) {
      addLockout(
          claim, policy, report, Severity.WARNING, "only AWS services can call `kms:PutKeyPolicy`");
    } else if (later instanceof Administrators.OnlyRoot) {
      addLockout(
          claim,
          policy,
          report,
          Severity.INFO,
          "only the root user of the account can call `kms:PutKeyPolicy`");
    }
    return later instanceof Administrators.Nobody
        ? !(claim instanceof Claim.Refuted)
        : haveExpired(policy, report);
  }

  /**
   * Whether the text may be some statements of a key policy: no file attaches it to a key, and no
   * Allow speaks of its administration.
   */
  private static boolean mayBePart(LintedPolicy policy) {
    return policy.text().mayBePart()
        && policy.allows().noneMatch(view -> view.mayApplyTo(PUT_KEY_POLICY));
  }

  /** Reports that nobody can change the policy because a date ended what allowed it. */
  private static boolean haveExpired(LintedPolicy policy, Report report) {
    List<Statement> valid =
        policy.statements().stream()
            .filter(view -> !report.has(LintRule.EXPIRED, view))
            .map(StatementView::statement)
            .toList();
    PolicyDocument document =
        new PolicyDocument(policy.document().version(), policy.document().id(), valid);
    if (valid.size() == policy.statements().size()
        || !(AdministratorSearch.of(document) instanceof Administrators.Nobody)) {
      return false;
    }
    Claim claim = allowsNobody(policy, document, List.of());
    addLockout(
        claim,
        policy,
        report,
        Severity.ERROR,
        "the statements that allow `kms:PutKeyPolicy` have expired, so nobody can change this key"
            + " policy");
    return !(claim instanceof Claim.Refuted);
  }

  /** Whether it is proven that nobody can change the policy but those who were found. */
  private static Claim claim(LintedPolicy policy, Administrators found) {
    if (found instanceof Administrators.Identities) {
      return new Claim.Proven();
    }
    PolicyDocument document =
        found instanceof Administrators.OnlyDeleted
            ? AdministratorSearch.withoutDeleted(policy.document())
            : policy.document();
    List<Condition> others =
        found instanceof Administrators.OnlyRoot
            ? List.of(IS_ROOT)
            : found instanceof Administrators.OnlyServices ? List.of(IS_SERVICE) : List.of();
    return allowsNobody(policy, document, others);
  }

  private static Claim allowsNobody(
      LintedPolicy policy, PolicyDocument document, List<Condition> others) {
    return policy
        .effects()
        .allowsNobody(
            policy, AdministratorSearch.withoutImpossibleArns(document), PUT_KEY_POLICY, others);
  }

  private static void addLockout(
      Claim claim, LintedPolicy policy, Report report, Severity severity, String message) {
    report.add(
        claim,
        LintRule.LOCKOUT,
        severity,
        policy.placeOf("/Statement"),
        "",
        message,
        "allow `kms:*` to the account, as " + root(policy));
  }

  private static String root(LintedPolicy policy) {
    return Quoting.quote("arn:aws:iam::" + policy.exampleAccount() + ":root");
  }

  private static boolean letsIamDecide(StatementView view) {
    return view.principals().stream()
        .anyMatch(name -> name instanceof PrincipalName.Account || isEverybody(name));
  }

  private static boolean isEverybody(PrincipalName name) {
    return name instanceof PrincipalName.Everyone
        || name instanceof PrincipalName.EveryAwsPrincipal;
  }

  private static void checkEverybody(StatementView view, Report report) {
    if (view.principals().stream().noneMatch(KeyPolicyCheck::isEverybody)) {
      return;
    }
    Access strangers = ForeignAccess.ofStrangers(view);
    if (strangers instanceof Access.Nobody) {
      return;
    }
    report.add(
        LintRule.WILDCARD_PRINCIPAL,
        strangers instanceof Access.Open ? Severity.WARNING : Severity.ERROR,
        view,
        view.at("Principal"),
        strangers instanceof Access.Open open
            ? "it is not decided whether principals of every account are allowed, because it"
                + " depends on "
                + open.reason()
            : everybody(view),
        "name the principals, or add a condition on `kms:CallerAccount` or `aws:PrincipalOrgID`");
  }

  private static String everybody(StatementView view) {
    return view.hasCondition()
        ? "principals of every account are allowed; the condition does not limit the accounts"
        : "principals of every account are allowed "
            + ActionNames.list(view.actions())
            + ", without a condition";
  }

  private static void checkNames(StatementView view, Report report) {
    if (view.statement().principal() instanceof PrincipalElement.NotPrincipal excluded) {
      report.add(
          LintRule.NOT_PRINCIPAL,
          view,
          view.at("NotPrincipal"),
          "`NotPrincipal` also denies the listed principals if they have a permissions boundary, or"
              + " if their account or session is not listed",
          "use `\"Principal\": \"*\"` with `ArnNotLike` on `aws:PrincipalArn`");
      checkDeleted(view, excluded.names(), "NotPrincipal", report);
    }
    checkDeleted(view, view.principals(), "Principal", report);
  }

  /** Reports each service-linked role once, at the first statement that names it. */
  private static void checkServiceLinked(LintedPolicy policy, Report report) {
    Set<String> reported = new HashSet<>();
    for (StatementView view : policy.statements()) {
      for (NamedPrincipals.Awaited role : NamedPrincipals.serviceLinked(view.principals())) {
        if (reported.add(role.arn())) {
          report.add(
              LintRule.SERVICE_LINKED_ROLE,
              view,
              view.at("Principal"),
              "KMS refuses the key policy as long as "
                  + Quoting.quote(role.arn())
                  + " does not exist: "
                  + role.note(),
              "create the role before the key policy is set");
        }
      }
    }
  }

  private static void checkDeleted(
      StatementView view, List<PrincipalName> names, String element, Report report) {
    names.stream()
        .filter(PrincipalName.DeletedIdentity.class::isInstance)
        .findFirst()
        .ifPresent(
            name ->
                report.add(
                    LintRule.DELETED_PRINCIPAL,
                    view,
                    view.at(element),
                    Quoting.quote(name.text())
                        + " is the id of a deleted user or role; KMS rejects the policy the next"
                        + " time it is set",
                    "remove it, or name the new user or role by ARN"));
  }
}

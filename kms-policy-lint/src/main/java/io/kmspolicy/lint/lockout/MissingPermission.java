package io.kmspolicy.lint.lockout;

import io.kmspolicy.engine.explain.Denial;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.lint.lockout.LockoutVerdict.Refused;
import io.kmspolicy.lint.lockout.SafetyCheck.Result;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds why a caller surely cannot set a key policy again, and what would change that. Each
 * proposal is tried: the policy with the proposed statement is checked in the same way.
 */
final class MissingPermission {

  private final NewKeyPolicy policy;
  private final PolicyDocument document;
  private final SafetyCheck check;

  MissingPermission(NewKeyPolicy policy, PolicyDocument document, SafetyCheck check) {
    this.policy = policy;
    this.document = document;
    this.check = check;
  }

  Refused refusal() {
    if (isDenied(StatementTexts.everybody())) {
      return ofOtherPolicies();
    }
    PolicyDocument allows = withoutDenies();
    return isDenied(allows) ? ofMissingAllow(allows) : ofDeny();
  }

  private boolean isDenied(PolicyDocument keyPolicy) {
    return check.result(keyPolicy, policy.others()) == Result.DENIED;
  }

  private PolicyDocument withoutDenies() {
    return new PolicyDocument(
        document.version(),
        document.id(),
        document.statements().stream()
            .filter(statement -> statement.effect() == Effect.ALLOW)
            .toList());
  }

  private Refused ofOtherPolicies() {
    List<String> reasons =
        check.explanations(document, policy.others()).stream()
            .flatMap(one -> one.reasons().stream())
            .distinct()
            .toList();
    return new Refused(
        "whatever the key policy allows, other policies do not let the caller call"
            + " `kms:PutKeyPolicy`: "
            + String.join("; ", reasons),
        "",
        "let those policies allow `kms:PutKeyPolicy` on the key to the caller");
  }

  private Refused ofMissingAllow(PolicyDocument allows) {
    Optional<String> statement =
        Stream.concat(
                Stream.of(StatementTexts.delegation(policy.caller())),
                StatementTexts.direct(policy.caller()).stream())
            .filter(proposed -> !isDenied(StatementTexts.with(allows, proposed)))
            .findFirst();
    if (isAllowedByIam(allows)) {
      return new Refused(
          "the key policy lets IAM policies allow the caller `kms:PutKeyPolicy`, and no identity"
              + " policy of the caller does",
          statement.orElse(""),
          "allow it in an identity policy of the caller"
              + (statement.isPresent() ? ", or add the statement to the key policy" : ""));
    }
    String also =
        statement.isPresent() && isDenied(StatementTexts.with(document, statement.get()))
            ? ", and except the caller from the Deny statements"
            : "";
    return new Refused(
        "no statement of the key policy allows the caller `kms:PutKeyPolicy`, directly or through"
            + " IAM policies"
            + nearest(allows),
        statement.orElse(""),
        (statement.isPresent()
                ? "add the statement"
                : "name the caller's role in a statement that allows `kms:PutKeyPolicy`, or allow"
                    + " it in an identity policy of the caller")
            + also);
  }

  /** Whether an identity policy would do: then the key policy lacks nothing. */
  private boolean isAllowedByIam(PolicyDocument allows) {
    PolicyLayer all = PolicyLayer.of(new NamedPolicy("all", StatementTexts.everything()));
    return check.result(allows, policy.others().toBuilder().identity(all).build()) != Result.DENIED;
  }

  private Refused ofDeny() {
    List<String> names =
        denials(document)
            .flatMap(denial -> denial.statements().stream())
            .filter(MissingPermission::isOfKey)
            .map(MissingPermission::name)
            .distinct()
            .toList();
    String denies = names.isEmpty() ? "a Deny statement" : String.join(" and ", names);
    return new Refused(
        denies + " of the key policy denies the caller `kms:PutKeyPolicy`",
        "",
        "except the caller from " + denies + ", for example by `aws:PrincipalArn`");
  }

  /** The Allow statement of the key policy that one condition alone keeps from applying, if any. */
  private String nearest(PolicyDocument allows) {
    return denials(allows)
        .flatMap(denial -> denial.nearMisses().stream())
        .filter(miss -> isOfKey(miss.statement()))
        .findFirst()
        .map(miss -> "; " + name(miss.statement()) + " " + miss.clause())
        .orElse("");
  }

  private Stream<Denial> denials(PolicyDocument keyPolicy) {
    return check.explanations(keyPolicy, policy.others()).stream()
        .flatMap(one -> one.denial().stream());
  }

  private static boolean isOfKey(DeterminingStatement statement) {
    return statement.type() == PolicyType.KEY;
  }

  private static String name(DeterminingStatement found) {
    Statement statement = found.statement();
    String sid = statement.sid().orElse("");
    return "the "
        + statement.effect().text()
        + " statement "
        + (sid.isEmpty() ? "at " + statement.location() : "`" + sid + "`");
  }
}

package io.kmspolicy.lint.fix;

import io.kmspolicy.lint.PolicyLinter;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.lockout.LockoutCheck;
import io.kmspolicy.lint.lockout.LockoutVerdict;
import io.kmspolicy.lint.lockout.NewKeyPolicy;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.writer.PolicyWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether KMS and IAM accept a document with a piece, and the linter has no warning about it. */
final class FixRules {

  /** Bytes of a key policy. */
  private static final int KEY_POLICY = 32_768;

  /** Characters of a managed policy, without white space. */
  private static final int MANAGED_POLICY = 6_144;

  /** Characters of all inline policies of a user; a role may have more. */
  private static final int INLINE_POLICIES = 2_048;

  private static final int GRANTS = 50_000;

  private FixRules() {}

  /** Why a piece is refused; empty if it is not. */
  static List<String> refused(Piece piece, AuthorizationRequest request, PolicySet policies) {
    return switch (piece.place()) {
      case IDENTITY, PERMISSION_SET -> identity(piece, request);
      case KEY_POLICY -> keyPolicy(piece, (KmsResource.Key) request.resource(), policies);
      case GRANT ->
          policies.grants() instanceof GrantLayer.Known known && known.grants().size() >= GRANTS
              ? List.of("the key has as many grants as a key can have")
              : List.of();
    };
  }

  private static List<String> identity(Piece piece, AuthorizationRequest request) {
    String text = PolicyChanges.identityText(piece);
    String account =
        request.caller() instanceof Caller.AccountCaller member ? member.accountId() : "";
    List<String> refused = new ArrayList<>(lint(PolicyType.IDENTITY, text, 0, account));
    int limit = request.caller() instanceof Caller.IamUser ? INLINE_POLICIES : MANAGED_POLICY;
    if (text.length() > limit) {
      refused.add("the policy would have more than " + limit + " characters");
    }
    return refused;
  }

  private static List<String> keyPolicy(Piece piece, KmsResource.Key key, PolicySet policies) {
    PolicyDocument old = ((PolicyLayer.Attached) policies.key()).policies().get(0).document();
    String before = PolicyWriter.compact().write(old);
    String after = PolicyWriter.compact().write(PolicyChanges.changed(old, piece));
    List<String> refused =
        new ArrayList<>(lint(PolicyType.KEY, after, old.statements().size(), key.accountId()));
    if (after.getBytes(StandardCharsets.UTF_8).length > KEY_POLICY) {
      refused.add("the key policy would have more than " + KEY_POLICY + " bytes");
    }
    if (verdict(after, key) instanceof LockoutVerdict.Refused no
        && !(verdict(before, key) instanceof LockoutVerdict.Refused)) {
      refused.add("KMS refuses it: " + no.reason());
    }
    return refused;
  }

  /** KMS's rules for texts and principals, without those about who changes the policy later. */
  private static LockoutVerdict verdict(String text, KmsResource.Key key) {
    return LockoutCheck.of(
            new NewKeyPolicy(
                "key policy",
                text,
                new Caller.RootUser(key.partition(), key.accountId()),
                Optional.of(key),
                PolicySet.builder().build(),
                RequestContext.empty(),
                true))
        .verdict();
  }

  private static List<String> lint(PolicyType type, String text, int statement, String account) {
    PolicyLinter linter =
        account.isEmpty() ? new PolicyLinter() : new PolicyLinter().ofAccount(account);
    String place = "/Statement/" + statement + "/";
    List<String> found = new ArrayList<>();
    for (Finding finding : linter.lint(List.of(new PolicyText("fix", 1, text, type, "")))) {
      if (finding.severity() != Severity.INFO
          && (finding.location().pointer() + "/").startsWith(place)) {
        found.add("lint: " + finding.message());
      }
    }
    return found;
  }
}

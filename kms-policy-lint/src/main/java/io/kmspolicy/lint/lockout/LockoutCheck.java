package io.kmspolicy.lint.lockout;

import io.kmspolicy.lint.lockout.LockoutVerdict.Accepted;
import io.kmspolicy.lint.lockout.LockoutVerdict.Indeterminate;
import io.kmspolicy.lint.lockout.LockoutVerdict.Refused;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.problem.PolicySyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides whether KMS accepts a key policy in a call of {@code CreateKey}, {@code PutKeyPolicy} or
 * {@code ReplicateKey} (rule 5.21). KMS accepts a well-formed policy under which the caller could
 * set the key policy again. The check assumes that the caller may make the call itself.
 *
 * <pre>{@code
 * LockoutCheck check = LockoutCheck.of(policy);
 * LockoutVerdict verdict = check.verdict();
 * Optional<Administrators> later = check.administrators();
 * }</pre>
 *
 * <p>Immutable and safe to share between threads.
 */
public final class LockoutCheck {

  private final NewKeyPolicy policy;
  private final Optional<PolicyDocument> document;
  private final LockoutVerdict verdict;

  private LockoutCheck(
      NewKeyPolicy policy, Optional<PolicyDocument> document, LockoutVerdict verdict) {
    this.policy = policy;
    this.document = document;
    this.verdict = verdict;
  }

  /** Checks a key policy. */
  public static LockoutCheck of(NewKeyPolicy policy) {
    List<Refused> refusals = PolicyTextRules.refusals(policy.knownText());
    try {
      PolicyDocument document = policy.document();
      refusals.addAll(PolicyTextRules.refusals(document));
      LockoutVerdict verdict = refusals.isEmpty() ? verdict(policy, document) : refusals.get(0);
      return new LockoutCheck(policy, Optional.of(document), verdict);
    } catch (PolicySyntaxException rejection) {
      LockoutVerdict verdict =
          refusals.isEmpty() ? PolicyTextRules.rejected(rejection) : refusals.get(0);
      return new LockoutCheck(policy, Optional.empty(), verdict);
    }
  }

  /** Whether KMS accepts the policy. */
  public LockoutVerdict verdict() {
    return verdict;
  }

  /** Who could change the policy afterwards; empty if the text cannot be read. */
  public Optional<Administrators> administrators() {
    return document.map(
        read ->
            policy
                .key()
                .map(key -> AdministratorSearch.of(read, key))
                .orElseGet(
                    () ->
                        AdministratorSearch.of(
                            read, policy.caller().partition(), policy.caller().accountId())));
  }

  /**
   * The users and roles that the policy names and that are not known to exist; none if the text
   * cannot be read.
   *
   * @param owner the account of the key; empty if it is not known
   */
  public NamedPrincipals principals(String owner, KnownPrincipals known, PlannedPrincipals plan) {
    return document
        .map(read -> NamedPrincipals.of(read, owner, Optional.of(policy.caller()), known, plan))
        .orElseGet(NamedPrincipals::none);
  }

  private static LockoutVerdict verdict(NewKeyPolicy policy, PolicyDocument document) {
    LockoutVerdict verdict =
        policy.bypass() ? new Accepted() : new SafetyCheck(policy, document).verdict();
    List<String> questions = new ArrayList<>(PolicyTextRules.questions(document));
    if (policy.hasOpaqueParts()) {
      questions.addAll(PolicyTextRules.questionsOfSize(policy.text()));
    }
    if (questions.isEmpty() || verdict instanceof Refused) {
      return verdict;
    }
    return verdict instanceof Indeterminate open
        ? new Indeterminate(
            open.reason(),
            open.layers(),
            open.contextKeys(),
            Stream.concat(questions.stream(), open.questions().stream()).toList())
        : new Indeterminate(
            "it is not known whether KMS accepts the statements", List.of(), List.of(), questions);
  }
}

package io.kmspolicy.cli.check;

import io.kmspolicy.inputs.lint.LintRun;
import io.kmspolicy.inputs.lockout.LockoutQuestion;
import io.kmspolicy.lint.document.DocumentType;
import io.kmspolicy.lint.document.PolicyLayout;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.lockout.AdministratorSearch;
import io.kmspolicy.lint.lockout.LockoutCheck;
import io.kmspolicy.lint.lockout.LockoutVerdict;
import io.kmspolicy.lint.lockout.PlannedPrincipals;
import io.kmspolicy.lint.report.LockoutReport;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.RootUser;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import io.kmspolicy.spi.PolicySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Asks the lockout check about every key policy of a version. Who sets a policy is the caller of
 * the account that owns the key; without one, only the text and the later changes are decided.
 */
final class LockoutAnswers {

  private static final DocumentType KEY_POLICY = new DocumentType.Policy(PolicyType.KEY);
  private static final String ANY_ACCOUNT = "111122223333";

  private final String version;
  private final Optional<KmsResource.Key> key;
  private final String account;
  private final List<AccountCaller> callers;
  private final Optional<PolicySource> others;
  private final Map<String, KmsResource.Key> named;
  private final CheckedPrincipals principals;

  /**
   * Answers.
   *
   * @param version the name of the version that the policies are of
   * @param key the key of key policies outside of a policy directory, if it is known
   * @param account the account that owns the keys of these policies; empty if it is not known
   * @param callers who sets key policies
   * @param others the policies after the change, as far as they are known
   * @param named the keys of the policies in a file, by the names of the policies
   * @param principals what is known of users and roles
   */
  LockoutAnswers(
      String version,
      Optional<KmsResource.Key> key,
      String account,
      List<AccountCaller> callers,
      Optional<PolicySource> others,
      Map<String, KmsResource.Key> named,
      CheckedPrincipals principals) {
    this.version = version;
    this.key = key;
    this.account = account;
    this.callers = callers;
    this.others = others;
    this.named = Map.copyOf(named);
    this.principals = principals;
  }

  /**
   * The answers about a run.
   *
   * @param before the open policies before the change
   * @param earlier the answers about the policies before the change
   */
  LockoutPart of(LintRun run, OpenBefore before, EarlierLockouts earlier) {
    List<KeyLockout> answers = new ArrayList<>();
    int fixed = 0;
    for (PolicyText text : keyPolicies(run)) {
      if (text.keyManager() == KeyManager.AWS) {
        fixed++;
      } else {
        KeyLockout answer = answer(text, run);
        boolean isOpen = answer.outcome() == Outcome.INDETERMINATE;
        answers.add(isOpen && earlier.has(subject(text), text, answer) ? answer.kept() : answer);
      }
    }
    List<String> unknown = new ArrayList<>(run.unreadable());
    List<String> unknownBefore = new ArrayList<>();
    run.unresolved().stream()
        .filter(open -> open.type() == PolicyType.KEY)
        .forEach(open -> (before.has(open) ? unknownBefore : unknown).add(open.name()));
    return new LockoutPart(answers, unknown, unknownBefore, fixed);
  }

  /** The key policies of a run. */
  static List<PolicyText> keyPolicies(LintRun run) {
    return Stream.concat(run.policies().stream(), run.withOpaqueParts().stream())
        .filter(text -> text.type().equals(KEY_POLICY))
        .toList();
  }

  /** What a policy is about in each version: its key, or its name in the version. */
  String subject(PolicyText text) {
    return ownKey(text)
        .map(KmsResource.Key::arn)
        .orElseGet(() -> NewFindings.below(version, text.source()));
  }

  /** The key that a policy belongs to by its place or its file. */
  private Optional<KmsResource.Key> ownKey(PolicyText text) {
    return PolicyLayout.of(text.source())
        .key()
        .or(() -> Optional.ofNullable(named.get(name(text))));
  }

  private static String name(PolicyText text) {
    return text.source().substring(text.source().indexOf('#') + 1);
  }

  /** The answer about one policy of a run. */
  KeyLockout answer(PolicyText found, LintRun run) {
    String name = name(found);
    Optional<KmsResource.Key> known = ownKey(found).or(() -> key);
    PolicyText text = known.map(one -> ofStack(found, one)).orElse(found);
    String owner = known.map(KmsResource.Key::accountId).orElse(account);
    // A key without an id does not exist yet.
    Optional<KmsResource.Key> of = known.filter(one -> !UnnamedKey.is(one));
    Optional<AccountCaller> caller =
        callers.stream()
            .filter(one -> owner.isEmpty() || one.accountId().equals(owner))
            .findFirst();
    SourceLocation start = text.place(1, 1, "");
    PlannedPrincipals plan = principals.beside(name, known, document(text));
    return new KeyLockout(
        text.source(),
        run.addresses().of(name, run.place(start)),
        caller.map(AccountCaller::arn).orElse(""),
        caller
            .map(one -> report(text, one, owner, of, plan))
            .orElseGet(() -> report(text, owner, of, plan)),
        false);
  }

  /** A policy with the account, the Region and the partition of its key: the stack is there. */
  private static PolicyText ofStack(PolicyText text, KmsResource.Key key) {
    if (!text.hasOpaqueParts()) {
      return text;
    }
    String filled =
        OpaqueText.replaced(
            text.text(),
            part ->
                switch (part.kind()) {
                  case ACCOUNT -> key.accountId();
                  case REGION -> key.region();
                  case PARTITION -> key.partition();
                  default -> part.text();
                });
    return text.withText(filled).from(text.origin());
  }

  private LockoutReport report(
      PolicyText text,
      AccountCaller caller,
      String owner,
      Optional<KmsResource.Key> of,
      PlannedPrincipals plan) {
    LockoutCheck check =
        LockoutCheck.of(
            LockoutQuestion.policy(
                text.source(), text.text(), text.hasOpaqueParts(), caller, of, others, false));
    return new LockoutReport(
        Optional.of(check.verdict()),
        check.administrators(),
        check.principals(owner, principals.known(), plan),
        plan);
  }

  /** What is certain whoever sets the policy: whether its text is refused, and later changes. */
  private LockoutReport report(
      PolicyText text, String owner, Optional<KmsResource.Key> of, PlannedPrincipals plan) {
    AccountCaller anybody =
        new RootUser(
            of.map(KmsResource.Key::partition).orElse("aws"),
            owner.isEmpty() ? ANY_ACCOUNT : owner);
    LockoutCheck check =
        LockoutCheck.of(
            LockoutQuestion.policy(
                text.source(),
                text.text(),
                text.hasOpaqueParts(),
                anybody,
                of,
                Optional.empty(),
                true));
    boolean isAccepted = check.verdict() instanceof LockoutVerdict.Accepted;
    return new LockoutReport(
        isAccepted ? Optional.empty() : Optional.of(check.verdict()),
        owner.isEmpty() ? document(text).map(AdministratorSearch::of) : check.administrators(),
        check.principals(owner, principals.known(), plan),
        plan);
  }

  /** A policy; empty if it cannot be read. */
  static Optional<PolicyDocument> document(PolicyText text) {
    try {
      return Optional.of(text.reader(PolicyType.KEY).read(text.text()));
    } catch (PolicySyntaxException unreadable) {
      return Optional.empty();
    }
  }
}

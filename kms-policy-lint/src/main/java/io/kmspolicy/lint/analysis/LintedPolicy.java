package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.lint.document.PolicyLayout;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.Arn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** A parsed policy with its text and views of its statements. */
public final class LintedPolicy {

  private final PolicyText text;
  private final PolicyType type;
  private final PolicyDocument document;
  private final JsonTree tree;
  private final StatementAnalysis analysis;
  private final List<StatementView> statements = new ArrayList<>();
  private final StatedAccounts accounts;
  private final EffectProofs effects;

  /**
   * A policy.
   *
   * @param accounts the accounts that the user states
   * @param effects the proofs about the statements of all policies that are linted together
   */
  public LintedPolicy(
      PolicyText text,
      PolicyType type,
      PolicyDocument document,
      JsonTree tree,
      StatedAccounts accounts,
      EffectProofs effects) {
    this.effects = effects;
    this.accounts = accounts;
    this.type = type;
    this.text = text;
    this.document = document;
    this.tree = tree;
    this.analysis = StatementAnalysis.of(type, document.version().hasVariables());
    int number = 1;
    for (Statement statement : document.statements()) {
      statements.add(StatementView.of(this, statement, number++));
    }
  }

  public PolicyText text() {
    return text;
  }

  public PolicyType type() {
    return type;
  }

  public PolicyDocument document() {
    return document;
  }

  StatementAnalysis analysis() {
    return analysis;
  }

  /** The proofs about the effect of statements. */
  public EffectProofs effects() {
    return effects;
  }

  public List<StatementView> statements() {
    return statements;
  }

  /** The Allow statements that include at least one action of KMS. */
  public Stream<StatementView> allows() {
    return statements.stream().filter(view -> view.allows() && !view.actions().isEmpty());
  }

  /** The Deny statements that include at least one action of KMS. */
  public Stream<StatementView> denies() {
    return statements.stream().filter(view -> view.denies() && !view.actions().isEmpty());
  }

  /** Visits the conditions of the statements that include an action of KMS. */
  public void forEachTest(BiConsumer<StatementView, Condition> visitor) {
    for (StatementView view : statements) {
      if (!view.actions().isEmpty()) {
        view.statement().condition().tests().forEach(test -> visitor.accept(view, test));
      }
    }
  }

  /** Whether the policy is an identity policy, which can allow by itself. */
  public boolean isIdentity() {
    return type() == PolicyType.IDENTITY;
  }

  public boolean isKeyPolicy() {
    return type() == PolicyType.KEY;
  }

  /**
   * The account that owns the key of a key policy, or the account of the principal of another
   * policy; empty if it is unknown.
   */
  public Optional<String> account() {
    if (isKeyPolicy()) {
      return KeyOwner.of(this, accounts.own());
    }
    Optional<String> located =
        PolicyLayout.of(text.source())
            .principal()
            .filter(Caller.AccountCaller.class::isInstance)
            .map(caller -> ((Caller.AccountCaller) caller).accountId());
    if (located.isPresent() || accounts.own().isEmpty()) {
      return located.or(this::onlyNamedAccount);
    }
    return Optional.of(accounts.own());
  }

  /** The account of the keys, if the resources of the policy name one account only. */
  private Optional<String> onlyNamedAccount() {
    List<String> accounts =
        statements.stream()
            .flatMap(view -> view.resourcePatterns().stream())
            .flatMap(pattern -> Arn.parse(pattern.text()).stream())
            .map(Arn::accountId)
            .filter(Arn::isAccountId)
            .distinct()
            .toList();
    return accounts.size() == 1 ? Optional.of(accounts.get(0)) : Optional.empty();
  }

  /** The accounts that are stated to be of the organization of an account; empty if none is. */
  public Set<String> organizationOf(String account) {
    return accounts.organizationOf(account);
  }

  /** The account of a principal, if it has one. */
  public static Optional<String> accountOf(PrincipalName name) {
    return KeyOwner.accountOf(name);
  }

  /** The account for examples in advice: the account of the policy, or a placeholder. */
  public String exampleAccount() {
    return account().orElse("ACCOUNT");
  }

  /** The location of a JSON pointer in the text; {@code Report} adds the first line of the text. */
  public SourceLocation placeOf(String pointer) {
    JsonTree value = tree.at(pointer);
    return SourceLocation.at(text.source(), pointer, value.line(), value.column());
  }

  /** The location of the whole policy. */
  public SourceLocation start() {
    return placeOf("");
  }
}

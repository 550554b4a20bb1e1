package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.engine.proof.RequestFilter;
import io.kmspolicy.engine.proof.UnconfirmedWitnessException;
import io.kmspolicy.lint.document.PolicyLayout;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Proves whether one Allow of a key policy lets in callers of other accounts. All Deny statements
 * of the policy apply too; grants and the other Allow statements are left out.
 */
public final class ForeignAccess {

  private static final PolicyProver PROVER = PolicyProver.create();
  private static final Pattern ACCOUNT = Pattern.compile("(?<![0-9])[0-9]{12}(?![0-9])");
  private static final Pattern PARTITION = Pattern.compile("(?<!\\w)arn:(aws[a-z-]*):");
  private static final KmsResource.Key SOME_KEY =
      new KmsResource.Key(
          "aws", "us-east-1", "000000000000", "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f");

  /** With more actions or keys it is quicker to ask for all. */
  private static final int FEW = 12;

  private final StatementView view;
  private final Optional<KmsResource.Key> exact;
  private final List<Statement> statements = new ArrayList<>();
  private final Set<String> accounts = new LinkedHashSet<>();
  private final Set<String> partitions = new LinkedHashSet<>();

  private ForeignAccess(StatementView view, Optional<KmsResource.Key> exact) {
    this.view = view;
    this.exact = exact;
    addStatement(view.statement());
    view.policy().denies().forEach(deny -> addStatement(deny.statement()));
    for (Statement statement : statements) {
      StatementNames.in(statement).forEach(this::addNamed);
    }
    if (partitions.isEmpty()) {
      partitions.add(SOME_KEY.partition());
    }
  }

  /** The answer for the key of the policy, which may be each of those that the Allow names. */
  private static Access ofEach(StatementView view, Function<ForeignAccess, Access> question) {
    Optional<KmsResource.Key> located = PolicyLayout.of(view.policy().text().source()).key();
    Set<KmsResource.Key> named = located.map(Set::of).orElseGet(() -> named(view));
    if (named.isEmpty()) {
      return question.apply(new ForeignAccess(view, Optional.empty()));
    }
    Access result = new Access.Nobody();
    for (KmsResource.Key key : named) {
      if (!(result instanceof Access.Somebody)) {
        result = result.or(question.apply(new ForeignAccess(view, Optional.of(key))));
      }
    }
    return result;
  }

  /** The keys that an Allow names; none if it may be about others, or names many. */
  private static Set<KmsResource.Key> named(StatementView view) {
    Set<KmsResource.Key> keys = new LinkedHashSet<>();
    if (view.statement().resource() instanceof ResourceElement.Resource listed) {
      for (ResourcePattern pattern : listed.patterns()) {
        Optional<KmsResource.Key> key = key(pattern.text());
        if (key.isEmpty()) {
          return Set.of();
        }
        keys.add(key.get());
      }
    }
    return keys.size() > FEW ? Set.of() : keys;
  }

  /**
   * Adds a statement. If the key is not known, it is one that the Allow is about, and a Deny with
   * other resources may be about other keys.
   */
  private void addStatement(Statement statement) {
    if (exact.isPresent()) {
      statements.add(statement);
    } else if (statement.resource().equals(view.statement().resource()) || isAboutAll(statement)) {
      statements.add(TrustedContexts.onEveryKey(statement));
    }
  }

  private static boolean isAboutAll(Statement statement) {
    return statement.resource() instanceof ResourceElement.Resource listed
        && listed.patterns().stream().anyMatch(pattern -> pattern.text().equals("*"));
  }

  private void addNamed(String text) {
    Matcher account = ACCOUNT.matcher(text);
    while (account.find()) {
      accounts.add(account.group());
    }
    Matcher partition = PARTITION.matcher(text);
    while (partition.find()) {
      partitions.add(partition.group(1));
    }
  }

  /**
   * Whether the Allow lets in a caller of an account that the statement and the Deny statements do
   * not name, in none of the organizations, networks and sessions that they name. What AWS does not
   * document does not change the answer.
   */
  public static Access ofStrangers(StatementView view) {
    return ofEach(view, ForeignAccess::ofStrangers);
  }

  /** Whether the Allow lets in a caller of another account than the owner's for an action. */
  public static Access ofOthers(StatementView view, String owner, String action) {
    RequestFilter others =
        RequestFilter.all().outside(Set.of(), Optional.empty()).actions(List.of(action));
    return ofEach(view, access -> access.of(Set.of(owner), others, one -> List.of()));
  }

  /**
   * Whether the Allow lets in a caller of another account than the owner's that is in none of the
   * organizations that the statement and the Deny statements name, and not stated to be of the
   * owner's organization.
   */
  public static Access ofOtherOrganizations(StatementView view, String owner) {
    RequestFilter others =
        RequestFilter.all().outside(view.policy().organizationOf(owner), Optional.empty());
    return ofEach(
        view,
        access ->
            access.of(Set.of(owner), withActions(view, others), TrustedContexts::ofOrganizations));
  }

  private Access ofStrangers() {
    RequestFilter strangers = RequestFilter.all().outside(accounts, Optional.empty());
    return of(owners(), withActions(view, strangers), TrustedContexts::of);
  }

  private static RequestFilter withActions(StatementView view, RequestFilter callers) {
    List<String> actions = view.actions().stream().map(KmsAction::name).toList();
    return actions.size() > FEW ? callers : callers.actions(actions);
  }

  private Access of(
      Set<String> owners,
      RequestFilter callers,
      Function<List<Statement>, List<Statement>> trusted) {
    Access result = new Access.Nobody();
    for (KmsResource.Key key : keys(owners)) {
      for (KnownKey own : KnownKey.of(key.accountId(), statements)) {
        List<Statement> known = own.given(statements, view.analysis());
        if (known.stream().anyMatch(one -> one.effect() == Effect.ALLOW)) {
          List<Statement> all = new ArrayList<>(known);
          all.addAll(TrustedContexts.neverOfAccounts(known));
          all.addAll(trusted.apply(known));
          result = result.or(prove(all, key, callers));
        }
        if (result instanceof Access.Somebody) {
          return result;
        }
      }
    }
    return result;
  }

  /** The accounts that the key can belong to: its owner, or those that its conditions test. */
  private Set<String> owners() {
    Optional<String> owner = view.policy().account();
    Set<String> owners = new LinkedHashSet<>();
    if (owner.isPresent()) {
      owners.add(owner.get());
      return owners;
    }
    owners.addAll(StatementNames.valuesOf(statements, DerivedKey.RESOURCE_ACCOUNT.spelling()));
    owners.removeIf(text -> !ACCOUNT.matcher(text).matches());
    owners.add(SOME_KEY.accountId());
    return owners;
  }

  private List<KmsResource.Key> keys(Set<String> owners) {
    if (exact.isPresent()) {
      return List.of(exact.get());
    }
    List<KmsResource.Key> keys = new ArrayList<>();
    for (String partition : partitions) {
      for (String owner : owners) {
        keys.add(new KmsResource.Key(partition, SOME_KEY.region(), owner, SOME_KEY.keyId()));
      }
    }
    keys.removeIf(this::isExcluded);
    return keys;
  }

  private boolean isExcluded(KmsResource.Key key) {
    return view.statement().resource() instanceof ResourceElement.NotResource
        && view.analysis().resource(view.statement(), key).isNoMatch();
  }

  private static Optional<KmsResource.Key> key(String pattern) {
    if (pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0 || pattern.indexOf('$') >= 0) {
      return Optional.empty();
    }
    try {
      return KmsResource.parse(pattern) instanceof KmsResource.Key key
          ? Optional.of(key)
          : Optional.empty();
    } catch (InvalidNameException invalid) {
      return Optional.empty();
    }
  }

  private Access prove(List<Statement> all, KmsResource.Key key, RequestFilter filter) {
    PolicyDocument document =
        new PolicyDocument(view.policy().document().version(), view.policy().document().id(), all);
    PolicyState state =
        PolicyState.ofKeyPolicy(
            key, PolicyLayer.of(new NamedPolicy("key policy", document)), GrantLayer.none());
    try {
      return access(PROVER.notGranted(state, filter));
    } catch (UnconfirmedWitnessException contradiction) {
      return new Access.Open("the proof and the reference evaluation disagree");
    }
  }

  private static Access access(Proof proof) {
    if (proof instanceof Proof.Refuted refuted) {
      return new Access.Somebody(refuted.witness().after().request().action());
    }
    return proof instanceof Proof.Indeterminate open
        ? new Access.Open(open.reasons().get(0).text())
        : new Access.Nobody();
  }
}

package io.kmspolicy.engine.proof;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about all requests, by a decision procedure over classes of callers, keys and
 * values of condition keys ({@code docs/proofs.md}).
 *
 * <pre>{@code
 * PolicyProver prover = PolicyProver.create();
 * Proof proof = prover.noNewAccess(before, after);
 * }</pre>
 *
 * <p>A proof holds in the model of {@code docs/semantics.md}, and for either way in which AWS may
 * apply a rule that it does not document. Immutable and safe to share between threads.
 */
public final class PolicyProver {

  static final String BEFORE = "before";
  static final String AFTER = "after";

  private static final PolicyState NOTHING = new PolicyState(Map.of(), Map.of());

  private final KmsCatalogue catalogue;

  private PolicyProver(KmsCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** A prover with the bundled catalogue of KMS. */
  public static PolicyProver create() {
    return new PolicyProver(KmsCatalogue.bundled());
  }

  /** The date of the catalogue of actions and condition keys. */
  public String catalogueDate() {
    return catalogue.date();
  }

  /**
   * Whether every request on a key that is allowed after a change was allowed before.
   *
   * @throws UnconfirmedWitnessException if the engine contradicts itself
   */
  public Proof noNewAccess(PolicyState before, PolicyState after) {
    return compare(before, after, RequestFilter.all());
  }

  /**
   * Whether two states allow the same requests. In the witness of a refutation, the state that
   * allows the request is called {@code after}.
   *
   * @throws UnconfirmedWitnessException if the engine contradicts itself
   */
  public Proof equivalent(PolicyState one, PolicyState other) {
    Proof there = noNewAccess(one, other);
    if (there instanceof Proof.Refuted) {
      return there;
    }
    Proof back = noNewAccess(other, one);
    return back instanceof Proof.Proven ? there : back;
  }

  /**
   * Whether no request of a filter is allowed.
   *
   * @throws UnconfirmedWitnessException if the engine contradicts itself
   */
  public Proof notGranted(PolicyState state, RequestFilter filter) {
    return compare(NOTHING, state, filter);
  }

  /**
   * The callers that some policies in place of the unknown ones allow an action in some context.
   *
   * @param action the action in the spelling of the catalogue
   * @throws UnconfirmedWitnessException if the engine contradicts itself
   */
  public List<PossibleCaller> whoCouldEver(PolicyState state, String action) {
    RequestFilter filter = RequestFilter.all().actions(List.of(action));
    Comparison comparison = new Comparison(NOTHING, state, filter);
    List<PossibleCaller> possible = new ArrayList<>();
    for (KmsResource.Key key : comparison.keys()) {
      for (CallerClass caller : comparison.callers(key)) {
        PairProver pair = comparison.prover();
        pair.compare(question(caller, key, NOTHING, state));
        Proof proof = pair.proof(1, 1);
        if (proof instanceof Proof.Refuted refuted) {
          possible.add(
              new PossibleCaller(caller.name(), Optional.of(refuted.witness()), List.of()));
        } else if (proof instanceof Proof.Undecided open) {
          possible.add(new PossibleCaller(caller.name(), Optional.empty(), open.reasons()));
        }
      }
    }
    return possible;
  }

  private Proof compare(PolicyState before, PolicyState after, RequestFilter filter) {
    Comparison comparison = new Comparison(before, after, filter);
    PairProver pairs = comparison.prover();
    int callers = 0;
    IdentityHashMap<CallerClass, Boolean> unchanged = new IdentityHashMap<>();
    for (KmsResource.Key key : comparison.keys()) {
      List<CallerClass> classes = comparison.callers(key);
      callers = Math.max(callers, classes.size());
      boolean isSameKey = Objects.equals(before.keys().get(key), after.keys().get(key));
      for (CallerClass caller : classes) {
        boolean isSameCaller = unchanged.computeIfAbsent(caller, one -> isSame(one, before, after));
        if (!(isSameKey && isSameCaller) && filter.includes(caller, key)) {
          pairs.compare(question(caller, key, before, after));
        }
        if (pairs.isFinal()) {
          return pairs.proof(callers, comparison.keys().size());
        }
      }
    }
    return pairs.proof(callers, comparison.keys().size());
  }

  private static boolean isSame(CallerClass caller, PolicyState before, PolicyState after) {
    return before.policiesOf(caller.example()).equals(after.policiesOf(caller.example()));
  }

  /** What two states mention, and the classes of callers that it divides. */
  private final class Comparison {

    private final Vocabulary vocabulary = new Vocabulary();
    private final Set<KmsResource.Key> keys = new LinkedHashSet<>();
    private final Set<Caller> listed = new LinkedHashSet<>();
    private final Set<String> owners = new LinkedHashSet<>();
    private final Map<String, List<CallerClass>> classes = new LinkedHashMap<>();
    private final RequestFilter filter;

    Comparison(PolicyState before, PolicyState after, RequestFilter filter) {
      this.filter = filter;
      for (PolicyState state : List.of(before, after)) {
        vocabulary.add(state);
        keys.addAll(state.keys().keySet());
        listed.addAll(state.callers().keySet());
      }
      keys.forEach(key -> owners.add(key.accountId()));
      owners.addAll(filter.trustedAccounts());
      if (!filter.principalPattern().isEmpty()) {
        vocabulary.addPrincipalPattern(filter.principalPattern());
      }
    }

    Set<KmsResource.Key> keys() {
      return keys;
    }

    List<CallerClass> callers(KmsResource.Key key) {
      return classes.computeIfAbsent(
          key.partition(),
          partition -> CallerClasses.of(catalogue, vocabulary, partition, listed, owners));
    }

    PairProver prover() {
      return new PairProver(catalogue, vocabulary, filter);
    }
  }

  private static PairQuestion question(
      CallerClass caller, KmsResource.Key key, PolicyState before, PolicyState after) {
    Optional<PrincipalPolicies> ownBefore = before.policiesOf(caller.example());
    Optional<PrincipalPolicies> ownAfter = after.policiesOf(caller.example());
    boolean isListed = ownBefore.isPresent() || ownAfter.isPresent();
    return new PairQuestion(
        caller,
        key,
        side(before.keys().get(key), isListed ? ownBefore : unknown()),
        side(after.keys().get(key), isListed ? ownAfter : unknown()));
  }

  private static Optional<PrincipalPolicies> unknown() {
    return Optional.of(PrincipalPolicies.unknown());
  }

  private static Optional<PairQuestion.Side> side(
      @Nullable KeyPolicies key, Optional<PrincipalPolicies> own) {
    return key == null ? Optional.empty() : own.map(known -> new PairQuestion.Side(known, key));
  }
}

package io.kmspolicy.engine.proof;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

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
   * Whether every request that is allowed after a change was allowed before. Calls that services
   * make for themselves by grants that are not known are left out ({@link ProofStatistics#leftOut})
   * if they depend on a condition key of which AWS does not say whether such calls carry it (rule
   * 6.11).
   *
   * @throws IllegalArgumentException if the states have different scopes
   * @throws UnconfirmedWitnessException if the engine contradicts itself
   */
  public Proof noNewAccess(PolicyState before, PolicyState after) {
    requireSameScope(before, after);
    Proof proof = compare(before, after, RequestFilter.all());
    if (proof instanceof Proof.Indeterminate open && areOfServiceCalls(open.reasons())) {
      PolicyState old = before.withoutUnknownGrants();
      PolicyState now = after.withoutUnknownGrants();
      if (compare(old, now, RequestFilter.all()) instanceof Proof.Proven) {
        return new Proof.Proven(open.statistics().withLeftOut(open.reasons()));
      }
    }
    return proof;
  }

  /**
   * Whether a question is open for calls of services for themselves alone. If it is not without
   * unknown grants, it is so for the calls that these allow.
   */
  private static boolean areOfServiceCalls(List<OpenReason> reasons) {
    return !reasons.isEmpty()
        && reasons.stream().allMatch(reason -> reason.kind() == OpenReason.Kind.SERVICE_CALL);
  }

  private static void requireSameScope(PolicyState before, PolicyState after) {
    if (before.scope() != after.scope()) {
      throw new IllegalArgumentException(
          "states of different scopes: " + before.scope() + " and " + after.scope());
    }
  }

  /**
   * Who gains what by a change. Nobody gains anything if, and only if, {@link #noNewAccess} is
   * proven, apart from what is intended.
   *
   * @param isIntended the requests that the change is meant to allow
   * @throws IllegalArgumentException if the states have different scopes
   * @throws UnconfirmedWitnessException if the engine contradicts itself
   */
  public Gains gains(PolicyState before, PolicyState after, Predicate<Gains.Access> isIntended) {
    requireSameScope(before, after);
    Gains gains = search(before, after, isIntended);
    if (gains.gains().isEmpty() && areOfServiceCalls(gains.open())) {
      PolicyState old = before.withoutUnknownGrants();
      PolicyState now = after.withoutUnknownGrants();
      if (search(old, now, isIntended).isProven()) {
        return gains.leavingOut();
      }
    }
    return gains;
  }

  private Gains search(PolicyState before, PolicyState after, Predicate<Gains.Access> isIntended) {
    Comparison comparison = new Comparison(catalogue, before, after, RequestFilter.all());
    GainSearch search = new GainSearch(catalogue, comparison, isIntended);
    Count count = visit(comparison, search::inOrder, () -> false, search::ask);
    return search.gains(count.callers, count.resources.size());
  }

  /**
   * Whether two states allow the same requests. The witness of a refutation is allowed by one of
   * them: {@link Witness#allowed}.
   *
   * @throws IllegalArgumentException if the states have different scopes
   * @throws UnconfirmedWitnessException if the engine contradicts itself
   */
  public Proof equivalent(PolicyState one, PolicyState other) {
    Proof there = noNewAccess(one, other);
    if (there instanceof Proof.Refuted) {
      return there;
    }
    Proof back = noNewAccess(other, one);
    if (back instanceof Proof.Refuted refuted) {
      return new Proof.Refuted(refuted.witness().exchanged(), refuted.statistics());
    }
    return there.and(back);
  }

  /**
   * Whether no request of a filter is allowed.
   *
   * @throws UnconfirmedWitnessException if the engine contradicts itself
   */
  public Proof notGranted(PolicyState state, RequestFilter filter) {
    Proof proof = compare(NOTHING, state, filter);
    return state.open().managers().isEmpty()
        ? proof
        : forEitherManager(proof, () -> compare(NOTHING, state.managedByAws(), filter));
  }

  /**
   * The answer to a claim that must hold whether a customer or AWS manages a key.
   *
   * @param ofCustomers the answer if customers manage the keys
   * @param ofAws the answer if AWS does
   */
  private static Proof forEitherManager(Proof ofCustomers, Supplier<Proof> ofAws) {
    if (ofCustomers instanceof Proof.Refuted) {
      return ofCustomers;
    }
    Proof other = ofAws.get();
    if (other instanceof Proof.Proven) {
      return ofCustomers;
    }
    if (!(other instanceof Proof.Refuted refuted)) {
      return other;
    }
    List<OpenReason> reasons = new ArrayList<>();
    reasons.add(whetherManaged(refuted.witness()));
    if (ofCustomers instanceof Proof.Indeterminate undecided) {
      reasons.addAll(undecided.reasons());
    }
    return new Proof.Indeterminate(reasons, refuted.statistics());
  }

  /** Only resource control policies deny the request, which bind no key that AWS manages. */
  private static OpenReason whetherManaged(Witness witness) {
    AuthorizationRequest request = witness.after().request();
    return new OpenReason(
        OpenReason.Kind.NOT_STATED,
        "whether AWS manages the key `"
            + request.resource().arn()
            + "` (key.json), which no resource control policy binds then (rule 4.2)",
        request.caller().arn(),
        request.action());
  }

  /**
   * The callers that some policies in place of the unknown ones allow an action in some context.
   *
   * @param action the action in the spelling of the catalogue
   * @throws UnconfirmedWitnessException if the engine contradicts itself
   */
  public List<PossibleCaller> whoCouldEver(PolicyState state, String action) {
    RequestFilter filter = RequestFilter.all().actions(List.of(action));
    Comparison comparison = new Comparison(catalogue, NOTHING, state, filter);
    Comparison managed = new Comparison(catalogue, NOTHING, state.managedByAws(), filter);
    List<PossibleCaller> possible = new ArrayList<>();
    for (KmsResource.Owned key : comparison.resources()) {
      boolean isOpen = key instanceof KmsResource.Key one && state.open().managers().contains(one);
      for (CallerClass caller : comparison.callers(key)) {
        Proof own = proof(comparison, caller, key);
        Proof proof = isOpen ? forEitherManager(own, () -> proof(managed, caller, key)) : own;
        if (proof instanceof Proof.Refuted refuted) {
          possible.add(
              new PossibleCaller(caller.name(), Optional.of(refuted.witness()), List.of()));
        } else if (proof instanceof Proof.Indeterminate open) {
          possible.add(new PossibleCaller(caller.name(), Optional.empty(), open.reasons()));
        }
      }
    }
    return possible;
  }

  private static Proof proof(Comparison comparison, CallerClass caller, KmsResource.Owned key) {
    PairProver pair = comparison.prover();
    comparison.questions(caller, key).forEach(pair::compare);
    return pair.proof(1, 1);
  }

  private Proof compare(PolicyState before, PolicyState after, RequestFilter filter) {
    Comparison comparison = new Comparison(catalogue, before, after, filter);
    PairProver pairs = comparison.prover();
    Count count = visit(comparison, callers -> callers, pairs::isFinal, pairs::compare);
    if (!comparison.hasClasses()) {
      pairs.addTooManyResources();
    }
    return pairs.proof(count.callers, count.resources.size());
  }

  /**
   * Asks about the pairs of a caller and a resource of which one changed.
   *
   * @param order the order in which callers are asked about
   * @param isDone whether nothing more has to be asked
   */
  private static Count visit(
      Comparison comparison,
      UnaryOperator<List<CallerClass>> order,
      BooleanSupplier isDone,
      Consumer<PairQuestion> ask) {
    Count count = new Count();
    for (KmsResource.Owned resource : comparison.resources()) {
      List<CallerClass> callers = order.apply(comparison.callers(resource));
      visit(comparison, resource, callers, isDone, ask, count);
    }
    for (KmsResource.Owned one : comparison.onePerPartition()) {
      for (CallerClass caller : order.apply(comparison.callers(one))) {
        boolean isSame = comparison.isUnchanged(caller) && comparison.areOthersUnchanged();
        if (!isDone.getAsBoolean() && !isSame) {
          for (KmsResource.Owned other : comparison.others(caller)) {
            visit(comparison, other, List.of(caller), isDone, ask, count);
          }
        }
      }
    }
    return count;
  }

  private static void visit(
      Comparison comparison,
      KmsResource.Owned resource,
      List<CallerClass> callers,
      BooleanSupplier isDone,
      Consumer<PairQuestion> ask,
      Count count) {
    count.callers = Math.max(count.callers, callers.size());
    count.resources.add(resource);
    boolean isSameKey = comparison.isUnchanged(resource);
    for (CallerClass caller : callers) {
      boolean isSame = isSameKey && comparison.isUnchanged(caller);
      if (!isDone.getAsBoolean() && !isSame && comparison.isAsked(caller, resource)) {
        comparison.questions(caller, resource).forEach(ask);
      }
    }
  }

  /** How much was compared. */
  private static final class Count {
    private final Set<KmsResource.Owned> resources = new HashSet<>();
    private int callers;
  }
}

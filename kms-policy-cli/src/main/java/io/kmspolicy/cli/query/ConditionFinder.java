package io.kmspolicy.cli.query;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the conditions under which a request is allowed. It decides every combination of truth
 * values of the open inputs, and minimizes the allowed combinations to a short disjunction of
 * conjunctions: prime implicants by exhaustive search (Quine 1952), and a greedy cover of them.
 *
 * <p>A combination is a bit set: bit {@code i} is set if input {@code i} holds. A term is a pair of
 * bit sets: the inputs that it tests, and the tested inputs that must hold.
 */
final class ConditionFinder {

  /**
   * With more inputs, the combinations are too many to decide and the result is too long to read.
   */
  static final int MAX_INPUTS = 6;

  private final List<OpenInput> inputs;
  private final BitSet allowed;

  private ConditionFinder(List<OpenInput> inputs, BitSet allowed) {
    this.inputs = inputs;
    this.allowed = allowed;
  }

  /**
   * Decides every combination; empty if there are too many inputs, or if some combination is
   * indeterminate.
   */
  static Optional<ConditionFinder> of(
      PolicyEvaluator evaluator, AuthorizationRequest request, PolicySet policies) {
    OpenInputs open = new OpenInputs(request, policies);
    List<OpenInput> inputs = open.list();
    if (inputs.size() > MAX_INPUTS) {
      return Optional.empty();
    }
    BitSet allowed = new BitSet();
    for (int combination = 0; combination < 1 << inputs.size(); combination++) {
      Map<OpenInput, Boolean> assumed = new HashMap<>();
      for (int i = 0; i < inputs.size(); i++) {
        assumed.put(inputs.get(i), (combination >> i & 1) == 1);
      }
      Decision decision = evaluator.decide(request, open.assuming(assumed));
      if (decision == Decision.INDETERMINATE) {
        return Optional.empty();
      }
      allowed.set(combination, decision == Decision.ALLOWED);
    }
    return Optional.of(new ConditionFinder(inputs, allowed));
  }

  /** The open inputs, in the order of their bits. */
  List<OpenInput> inputs() {
    return inputs;
  }

  /** Whether no combination is allowed. */
  boolean never() {
    return allowed.isEmpty();
  }

  /** Whether every combination is allowed. */
  boolean always() {
    return allowed.cardinality() == 1 << inputs.size();
  }

  /** The conditions as text that continues "allowed". */
  String text() {
    List<String> text = terms().stream().map(this::text).toList();
    return text.size() == 1
        ? "if " + text.get(0)
        : text.stream().map(term -> "if " + term).collect(Collectors.joining("; or "));
  }

  private String text(Term term) {
    List<String> text = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if ((term.tested() >> i & 1) == 1) {
        boolean holds = (term.holding() >> i & 1) == 1;
        text.add(holds ? inputs.get(i).holds() : inputs.get(i).fails());
      }
    }
    return text.size() == 1
        ? text.get(0)
        : text.stream()
            .map(condition -> condition.contains(" or ") ? "(" + condition + ")" : condition)
            .collect(Collectors.joining(" and "));
  }

  /**
   * A conjunction of literals.
   *
   * @param tested the inputs that the term tests
   * @param holding the tested inputs that must hold; the other tested inputs must fail
   */
  record Term(int tested, int holding) {
    boolean includes(int combination) {
      return (combination & tested) == holding;
    }

    boolean includes(Term other) {
      return (other.tested & tested) == tested && (other.holding & tested) == holding;
    }
  }

  /** Prime implicants that cover exactly the allowed combinations, chosen greedily. */
  List<Term> terms() {
    List<Term> primes = primeImplicants();
    BitSet uncovered = (BitSet) allowed.clone();
    List<Term> chosen = new ArrayList<>();
    while (!uncovered.isEmpty()) {
      Term best = primes.get(0);
      for (Term term : primes) {
        best = gain(term, uncovered) > gain(best, uncovered) ? term : best;
      }
      chosen.add(best);
      for (int i = uncovered.nextSetBit(0); i >= 0; i = uncovered.nextSetBit(i + 1)) {
        uncovered.set(i, !best.includes(i));
      }
    }
    return chosen;
  }

  private static long gain(Term term, BitSet uncovered) {
    return uncovered.stream().filter(term::includes).count();
  }

  /** The implicants that no shorter implicant includes. */
  private List<Term> primeImplicants() {
    List<Term> implicants = new ArrayList<>();
    for (int tested = 0; tested < 1 << inputs.size(); tested++) {
      for (int holding = tested; ; holding = (holding - 1) & tested) {
        Term term = new Term(tested, holding);
        if (isAllowed(term)) {
          implicants.add(term);
        }
        if (holding == 0) {
          break;
        }
      }
    }
    return implicants.stream()
        .filter(
            term ->
                implicants.stream()
                    .noneMatch(shorter -> !shorter.equals(term) && shorter.includes(term)))
        .toList();
  }

  private boolean isAllowed(Term term) {
    for (int combination = 0; combination < 1 << inputs.size(); combination++) {
      if (term.includes(combination) && !allowed.get(combination)) {
        return false;
      }
    }
    return true;
  }
}

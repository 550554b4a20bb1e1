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
 * Under which circumstances a request is allowed: every combination of the open conditions is
 * decided, and the combinations that are allowed are put together in as few words as that takes.
 *
 * <p>A combination is a number whose bits say which things hold. A term is two numbers: the bits it
 * is about, and those among them that hold.
 */
final class ConditionFinder {

  /** With more than this, every combination is too much to decide and to read. */
  static final int MAX_THINGS = 6;

  private final List<OpenInput> things;
  private final BitSet allowed;

  private ConditionFinder(List<OpenInput> things, BitSet allowed) {
    this.things = things;
    this.allowed = allowed;
  }

  /** Nothing if there are too many things, or if they do not settle every combination. */
  static Optional<ConditionFinder> of(
      PolicyEvaluator evaluator, AuthorizationRequest request, PolicySet policies) {
    OpenInputs open = new OpenInputs(request, policies);
    List<OpenInput> things = open.list();
    if (things.size() > MAX_THINGS) {
      return Optional.empty();
    }
    BitSet allowed = new BitSet();
    for (int combination = 0; combination < 1 << things.size(); combination++) {
      Map<OpenInput, Boolean> settled = new HashMap<>();
      for (int i = 0; i < things.size(); i++) {
        settled.put(things.get(i), (combination >> i & 1) == 1);
      }
      Decision decision = evaluator.decide(request, open.settled(settled));
      if (decision == Decision.INDETERMINATE) {
        return Optional.empty();
      }
      allowed.set(combination, decision == Decision.ALLOWED);
    }
    return Optional.of(new ConditionFinder(things, allowed));
  }

  /** The things in the order of their bits. */
  List<OpenInput> things() {
    return things;
  }

  boolean never() {
    return allowed.isEmpty();
  }

  boolean always() {
    return allowed.cardinality() == 1 << things.size();
  }

  /** The circumstances as the end of a sentence that begins with "allowed". */
  String words() {
    List<String> words = terms().stream().map(this::words).toList();
    return words.size() == 1
        ? "if " + words.get(0)
        : words.stream().map(one -> "if " + one).collect(Collectors.joining("; or "));
  }

  private String words(Term term) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < things.size(); i++) {
      if ((term.about() >> i & 1) == 1) {
        boolean holds = (term.holding() >> i & 1) == 1;
        words.add(holds ? things.get(i).holds() : things.get(i).fails());
      }
    }
    return words.size() == 1
        ? words.get(0)
        : words.stream()
            .map(one -> one.contains(" or ") ? "(" + one + ")" : one)
            .collect(Collectors.joining(" and "));
  }

  /** Some things that hold and some that do not. */
  record Term(int about, int holding) {
    boolean includes(int combination) {
      return (combination & about) == holding;
    }

    boolean includes(Term other) {
      return (other.about & about) == about && (other.holding & about) == holding;
    }
  }

  /** Few terms, each as short as can be, that include the allowed combinations and no others. */
  List<Term> terms() {
    List<Term> shortest = shortest();
    BitSet left = (BitSet) allowed.clone();
    List<Term> chosen = new ArrayList<>();
    while (!left.isEmpty()) {
      Term best = shortest.get(0);
      for (Term term : shortest) {
        best = gain(term, left) > gain(best, left) ? term : best;
      }
      chosen.add(best);
      for (int i = left.nextSetBit(0); i >= 0; i = left.nextSetBit(i + 1)) {
        left.set(i, !best.includes(i));
      }
    }
    return chosen;
  }

  private static long gain(Term term, BitSet left) {
    return left.stream().filter(term::includes).count();
  }

  private List<Term> shortest() {
    List<Term> right = new ArrayList<>();
    for (int about = 0; about < 1 << things.size(); about++) {
      for (int holding = about; ; holding = (holding - 1) & about) {
        Term term = new Term(about, holding);
        if (isAllowed(term)) {
          right.add(term);
        }
        if (holding == 0) {
          break;
        }
      }
    }
    return right.stream()
        .filter(one -> right.stream().noneMatch(other -> !other.equals(one) && other.includes(one)))
        .toList();
  }

  private boolean isAllowed(Term term) {
    for (int combination = 0; combination < 1 << things.size(); combination++) {
      if (term.includes(combination) && !allowed.get(combination)) {
        return false;
      }
    }
    return true;
  }
}

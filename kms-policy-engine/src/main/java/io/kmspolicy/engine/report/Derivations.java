package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.LayerResult;
import io.kmspolicy.engine.combine.Logic;
import io.kmspolicy.engine.report.Derivation.Fact;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The algebra of derivations: Kleene's strong three-valued logic that keeps the operands. Records
 * the results of lines and layers of one evaluation. Not thread-safe.
 */
final class Derivations implements Logic<Derivation> {

  private static final Fact NO_MATCH = new Fact(MatchResult.NO_MATCH);

  private final Map<Integer, MatchResult> lines = new HashMap<>();
  private final Map<PolicyType, LayerResult<MatchResult>> layers = new EnumMap<>(PolicyType.class);

  @Override
  public Derivation constant(MatchResult result) {
    return new Fact(result);
  }

  @Override
  public Derivation and(Derivation left, Derivation right) {
    return new Derivation.All(left.result().and(right.result()), List.of(left, right));
  }

  @Override
  public Derivation or(Derivation left, Derivation right) {
    return or(List.of(left, right));
  }

  @Override
  public Derivation or(List<Derivation> operands) {
    MatchResult result = MatchResult.NO_MATCH;
    List<Derivation> kept = new ArrayList<>(operands.size());
    for (Derivation operand : operands) {
      result = result.or(operand.result());
      if (!operand.equals(NO_MATCH)) {
        kept.add(operand);
      }
    }
    return kept.isEmpty() ? NO_MATCH : new Derivation.Some(result, List.copyOf(kept));
  }

  @Override
  public Derivation line(int number, Derivation value) {
    lines.put(number, value.result());
    return new Derivation.Line(number, value.result(), List.of(value));
  }

  @Override
  public LayerResult<Derivation> layer(PolicyType type, LayerResult<Derivation> result) {
    layers.put(type, result.map(Derivation::result));
    return result.map(value -> new Derivation.Layer(type, value.result(), List.of(value)));
  }

  /** The result of a line; no match if the line is not part of the evaluation. */
  MatchResult result(int line) {
    return lines.getOrDefault(line, MatchResult.NO_MATCH);
  }

  /** The result of a layer, as far as the layer applies. */
  LayerResult<MatchResult> result(PolicyType type) {
    return layers.getOrDefault(type, LayerResult.unknown(Logic.KNOWN));
  }

  /** The result of a layer with one statement alone. */
  static LayerResult<Derivation> of(StatementTrace statement) {
    return statement
        .match()
        .result()
        .map(result -> result.isNoMatch() ? NO_MATCH : new Derivation.Applied(statement, result));
  }
}

package io.kmspolicy.engine.combine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.combine.LayerEvaluation.Verdict;
import io.kmspolicy.engine.combine.RequestKind.Kind;
import io.kmspolicy.engine.combine.RequestKind.Owner;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The truth table of {@link CombiningAlgorithm}: every combination of the nine results in three
 * values, for every kind of caller and request, in every algebra. The expected result of a row with
 * indeterminate results is what all rows agree on that put a known result in their place.
 */
class CombiningTableTest {

  /** 3 to the power of 9. */
  private static final int ROWS = 19_683;

  private static final List<Integer> ALL_ROWS = IntStream.range(0, ROWS).boxed().toList();
  private static final int NEVER = 1;
  private static final int ALWAYS = 2;

  /** The results, one digit of the row's number in base three for each. */
  private enum Result {
    USABLE(1),
    SERVICE_CONTROL(3),
    ENDPOINT(9),
    IDENTITY(27),
    LIMITS(81),
    KEY_DIRECT(243),
    KEY_ROLE(729),
    KEY_ACCOUNT(2187),
    GRANTS(6561);

    private final int power;

    Result(int power) {
      this.power = power;
    }

    MatchResult in(int row) {
      return switch (row / power % 3) {
        case 0 -> MatchResult.NO_MATCH;
        case 1 -> MatchResult.INDETERMINATE;
        default -> MatchResult.MATCH;
      };
    }

    /** The row with a known result in place of an indeterminate one. */
    int put(int row, MatchResult known) {
      return known.isMatch() ? row + power : row - power;
    }
  }

  /** Lines 3 to 13 of section 0, over known results. */
  private record Lines(CallerKind caller, RequestKind request, boolean own, int row) {

    boolean allow() {
      if (!is(Result.SERVICE_CONTROL) || !is(Result.ENDPOINT) || !is(Result.USABLE)) {
        return false; // 3, 4, 5
      }
      boolean service = caller == CallerKind.SERVICE;
      boolean identityOk = // 6
          caller == CallerKind.ROOT || (!service && is(Result.IDENTITY) && is(Result.LIMITS));
      if (request.isOfIdentityOnly()) {
        return own && identityOk && request.kind != Kind.RESERVED_ALIAS; // 12
      }
      if (is(Result.GRANTS) || request.kind == Kind.RETIRED_GRANT) {
        return is(Result.GRANTS); // 11
      }
      boolean home = own || service;
      boolean named = is(Result.KEY_DIRECT) || is(Result.KEY_ROLE) || is(Result.KEY_ACCOUNT);
      return (home && is(Result.KEY_DIRECT)) // 7
          || (own && is(Result.KEY_ROLE) && is(Result.LIMITS)) // 8
          || (own && is(Result.KEY_ACCOUNT) && identityOk) // 9
          || (!home && named && identityOk); // 10
    }

    private boolean is(Result result) {
      return result.in(row).isMatch();
    }
  }

  /** The combining algorithm over a row. */
  private record Combined(RequestAttributes attributes) implements RowAlgebra.Expression<Integer> {
    @Override
    public <T> Verdict<T> in(Logic<T> logic, RowAlgebra.Variables<Integer, T> variables) {
      LayerResults<T> results =
          new LayerResults<>(
              variables.of(Result.USABLE::in),
              variables.of(Result.SERVICE_CONTROL::in),
              variables.of(Result.ENDPOINT::in),
              variables.of(Result.IDENTITY::in),
              variables.of(Result.LIMITS::in),
              variables.of(Result.KEY_DIRECT::in),
              variables.of(Result.KEY_ROLE::in),
              variables.of(Result.KEY_ACCOUNT::in),
              variables.of(Result.GRANTS::in));
      T allow = new CombiningAlgorithm<>(logic, attributes).allow(results);
      return new Verdict<>(logic.constant(MatchResult.NO_MATCH), allow);
    }
  }

  @ParameterizedTest
  @EnumSource(CallerKind.class)
  @DisplayName("0, 6.1-6.4: the combining algorithm is lines 3 to 13, and sharp in three values")
  void allow_everyRow_isLines3To13(CallerKind caller) {
    for (RequestKind request : RequestKind.values()) {
      int[] expected = table(caller, request);
      boolean sharp = request.owner != Owner.OPEN || caller == CallerKind.SERVICE;
      for (RowAlgebra algebra : RowAlgebra.all()) {
        List<Verdict<MatchResult>> found =
            algebra.evaluate(ALL_ROWS, new Combined(request.by(caller)));
        for (int row = 0; row < ROWS; row++) {
          MatchResult allow = found.get(row).allow();
          int possible = sharp ? expected[row] : expected[row] | bits(allow);
          if (bits(allow) != possible) {
            assertThat(allow)
                .as("%s: %s, %s, row %s", algebra, caller, request, describe(row))
                .isEqualTo(result(expected[row]));
          }
        }
      }
    }
  }

  /** The possible results of each row: NEVER, ALWAYS or both. */
  private static int[] table(CallerKind caller, RequestKind request) {
    int[] table = new int[ROWS];
    for (int row = 0; row < ROWS; row++) {
      fill(table, row, caller, request);
    }
    return table;
  }

  private static int fill(int[] table, int row, CallerKind caller, RequestKind request) {
    if (table[row] == 0) {
      Result open = firstOpen(row);
      table[row] =
          open == null
              ? known(row, caller, request)
              : fill(table, open.put(row, MatchResult.MATCH), caller, request)
                  | fill(table, open.put(row, MatchResult.NO_MATCH), caller, request);
    }
    return table[row];
  }

  private static Result firstOpen(int row) {
    for (Result result : Result.values()) {
      if (result.in(row) == MatchResult.INDETERMINATE) {
        return result;
      }
    }
    return null;
  }

  private static int known(int row, CallerKind caller, RequestKind request) {
    int possible = 0;
    for (boolean own : new boolean[] {true, false}) {
      boolean excluded =
          own
              ? request.owner == Owner.OTHER || caller == CallerKind.SERVICE
              : request.owner == Owner.CALLER && caller != CallerKind.SERVICE;
      if (!excluded) {
        possible |= new Lines(caller, request, own, row).allow() ? ALWAYS : NEVER;
      }
    }
    return possible;
  }

  private static int bits(MatchResult result) {
    return switch (result) {
      case NO_MATCH -> NEVER;
      case INDETERMINATE -> NEVER | ALWAYS;
      case MATCH -> ALWAYS;
    };
  }

  private static MatchResult result(int bits) {
    return switch (bits) {
      case NEVER -> MatchResult.NO_MATCH;
      case ALWAYS -> MatchResult.MATCH;
      default -> MatchResult.INDETERMINATE;
    };
  }

  private static String describe(int row) {
    StringBuilder text = new StringBuilder();
    for (Result result : Result.values()) {
      text.append(result).append('=').append(result.in(row)).append(' ');
    }
    return text.toString();
  }
}

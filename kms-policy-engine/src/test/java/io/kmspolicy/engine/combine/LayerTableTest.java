package io.kmspolicy.engine.combine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.combine.LayerStates.GrantState;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The truth table of section 0: every combination of the states of all layers, for every kind of
 * caller and request, in every algebra, against {@link SectionZero}.
 */
class LayerTableTest {

  /** The rows of one kind of caller. */
  private static final int ROWS = 933_120;

  @ParameterizedTest
  @EnumSource(CallerKind.class)
  @DisplayName("0, 4.2, 4.7-4.10, 4.12, 4.13, 5.7, 5.8, 5.10, 5.11, 5.13, 5.14: the truth table")
  void table_ofEachCaller_isSectionZero(CallerKind caller) {
    int rows = 0;
    int lines = 0;
    for (RequestKind request : RequestKind.values()) {
      for (GrantState grants : grants(request)) {
        List<LayerStates> part = LayerStates.all(request.hidesKey(), grants);
        lines |= check(caller, request, part);
        rows += part.size();
      }
    }
    assertThat(rows).isEqualTo(ROWS);
    int covered = lines;
    assertThat(SectionZero.LINES)
        .filteredOn(line -> (covered & 1 << line) != 0)
        .as("lines of section 0 that decide some row")
        .isEqualTo(lines(caller));
  }

  /** The lines that can decide a request of a caller. */
  private static List<Integer> lines(CallerKind caller) {
    Set<Integer> never =
        switch (caller) {
          case USER, ROLE_SESSION, PERHAPS_SERVICE_LINKED_ROLE, FEDERATED_USER -> Set.of();
          case ROOT -> Set.of(9); // its account names it directly
          case SERVICE_LINKED_ROLE -> Set.of(3);
          case SERVICE -> Set.of(3, 5, 8, 9, 10, 12);
        };
    return SectionZero.LINES.stream().filter(line -> !never.contains(line)).toList();
  }

  private static List<GrantState> grants(RequestKind request) {
    return request.hidesKey() ? List.of(GrantState.UNKNOWN) : LayerStates.GRANTS;
  }

  /** Checks the rows and returns the lines that decide them, as a set of bits. */
  private static int check(CallerKind caller, RequestKind request, List<LayerStates> rows) {
    Oracle oracle = new Oracle(caller, request);
    Map<Integer, Decision> answers = new HashMap<>();
    List<Decision> expected = new ArrayList<>(rows.size());
    for (LayerStates row : rows) {
      expected.add(
          answers.computeIfAbsent(
              oracle.lines(row), lines -> Oracle.answer(oracle.decisions(lines))));
    }
    for (RowAlgebra algebra : RowAlgebra.all()) {
      List<Outcomes> found = LayerExpression.outcomes(algebra, caller, request, rows);
      for (int i = 0; i < rows.size(); i++) {
        if (found.get(i).decision() != expected.get(i)) {
          assertThat(found.get(i).decision())
              .as("%s: %s, %s, %s", algebra, caller, request, rows.get(i))
              .isEqualTo(expected.get(i));
        }
      }
    }
    return answers.keySet().stream().reduce(0, (left, right) -> left | right);
  }
}

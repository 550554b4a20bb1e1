package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.combine.LayerStates.GrantState;
import io.kmspolicy.engine.combine.LayerStates.KeyState;
import io.kmspolicy.engine.combine.LayerStates.State;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The expected answer to a row: {@link SectionZero} for every {@link Reading} and for every state
 * that an unknown layer may have, joined by rules 6.4, 6.5 and 6.16.
 */
final class Oracle {

  private static final List<PolicyType> FILTERS_AND_IDENTITY =
      List.of(
          PolicyType.RESOURCE_CONTROL,
          PolicyType.SERVICE_CONTROL,
          PolicyType.VPC_ENDPOINT,
          PolicyType.PERMISSIONS_BOUNDARY,
          PolicyType.SESSION,
          PolicyType.IDENTITY);

  private final CallerKind caller;
  private final RequestKind request;
  private final Map<GrantState, List<Reading>> readings = new EnumMap<>(GrantState.class);

  Oracle(CallerKind caller, RequestKind request) {
    this.caller = caller;
    this.request = request;
    for (GrantState grant : EnumSet.complementOf(EnumSet.of(GrantState.UNKNOWN))) {
      readings.put(grant, Reading.of(caller, request, grant));
    }
  }

  /**
   * The lines of section 0 that decide the row, over all that is open or unknown in it, as a set of
   * bits.
   */
  int lines(LayerStates row) {
    int lines = 0;
    for (LayerStates known : completions(row)) {
      for (Reading reading : readings.get(known.grants())) {
        lines |= 1 << new SectionZero(caller, request, reading, known).line();
      }
    }
    return lines;
  }

  /** The decisions of lines that are given as a set of bits. */
  Set<Decision> decisions(int lines) {
    Set<Decision> possible = EnumSet.noneOf(Decision.class);
    for (int line : SectionZero.LINES) {
      if ((lines & 1 << line) != 0) {
        possible.add(SectionZero.decision(line));
      }
    }
    if (request.isOfNewAction()) { // 6.16: never surely denied
      possible.add(Decision.ALLOWED);
    }
    return possible;
  }

  /** The answer of rules 6.4 and 6.5. */
  static Decision answer(Set<Decision> possible) {
    if (possible.size() == 1) {
      return possible.iterator().next();
    }
    return possible.contains(Decision.ALLOWED) ? Decision.INDETERMINATE : Decision.DENIED;
  }

  /** All rows without unknown layers that this row may stand for (rules 6.6, 6.8). */
  List<LayerStates> completions(LayerStates row) {
    List<LayerStates> rows = List.of(row);
    for (PolicyType type : FILTERS_AND_IDENTITY) {
      if (row.of(type) == State.UNKNOWN) {
        List<LayerStates> more = new ArrayList<>();
        for (LayerStates partial : rows) {
          for (State state : EnumSet.complementOf(EnumSet.of(State.UNKNOWN))) {
            more.add(partial.with(type, state));
          }
        }
        rows = more;
      }
    }
    return withGrants(row, withKey(row, rows));
  }

  private static List<LayerStates> withKey(LayerStates row, List<LayerStates> rows) {
    if (row.key() != KeyState.UNKNOWN) {
      return rows;
    }
    List<LayerStates> more = new ArrayList<>();
    for (LayerStates partial : rows) {
      for (KeyState state : EnumSet.complementOf(EnumSet.of(KeyState.UNKNOWN))) {
        more.add(partial.with(state));
      }
    }
    return more;
  }

  private List<LayerStates> withGrants(LayerStates row, List<LayerStates> rows) {
    if (row.grants() != GrantState.UNKNOWN && !request.hidesKey()) {
      return rows;
    }
    List<LayerStates> more = new ArrayList<>();
    for (LayerStates partial : rows) {
      for (GrantState state : EnumSet.complementOf(EnumSet.of(GrantState.UNKNOWN))) {
        more.add(partial.with(state));
      }
    }
    return more;
  }
}

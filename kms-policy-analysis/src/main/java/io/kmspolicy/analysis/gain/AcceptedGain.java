package io.kmspolicy.analysis.gain;

import io.kmspolicy.engine.proof.Gains;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.resource.KmsResource;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * An intended gain, which is matched exactly.
 *
 * @param principal the principal of a row
 * @param actions the actions
 * @param key the key as a row names it; {@code *} for actions without a key
 * @param reason why it is intended
 * @param expires the last day on which it is, in UTC
 * @param place where it is stated
 */
record AcceptedGain(
    String principal,
    Set<String> actions,
    String key,
    String reason,
    LocalDate expires,
    String place) {

  /** What a change says of it. */
  enum State {
    /** The change gives some of it. */
    ACCEPTED,
    /** It is intended no more. */
    EXPIRED,
    /** The change gives nothing of it. */
    UNMATCHED
  }

  /** An intended gain beside a change. */
  record Matched(AcceptedGain accepted, State state, Set<String> gained) {

    /** One line for what is accepted, and one for what is not gained. */
    List<String> lines() {
      AcceptedGain stated = accepted;
      String of = stated.principal() + ": ";
      String on = " on " + stated.key();
      String why = " (" + stated.reason() + "; until " + stated.expires() + ")";
      Set<String> rest = new TreeSet<>(stated.actions());
      rest.removeAll(gained);
      String nothing =
          stated.place() + ": not gained by this change: " + of + String.join(", ", rest) + on;
      return switch (state) {
        case EXPIRED ->
            List.of(
                stated.place()
                    + ": expired on "
                    + stated.expires()
                    + " and accepted no more: "
                    + of
                    + String.join(", ", stated.actions())
                    + on);
        case UNMATCHED -> List.of(nothing);
        case ACCEPTED -> {
          String line = "accepted: " + of + String.join(", ", gained) + on + why;
          yield rest.isEmpty() ? List.of(line) : List.of(line, nothing);
        }
      };
    }

    void write(JsonWriter json) {
      json.member("principal", accepted.principal());
      json.member("actions").strings(List.copyOf(accepted.actions()));
      json.member("key", accepted.key());
      json.member("reason", accepted.reason());
      json.member("expires", accepted.expires().toString());
      json.member("state", state.name());
      json.member("gained").strings(List.copyOf(gained));
    }
  }

  /**
   * Whether an access is stated.
   *
   * @param names the names of keys and aliases
   */
  boolean covers(Gains.Access access, Function<KmsResource, String> names) {
    return access.gainer().name().equals(principal)
        && actions.contains(access.action())
        && names.apply(access.resource()).equals(key);
  }

  /**
   * What a change says of it.
   *
   * @param gains the rows of the change
   * @param names the names of keys and aliases
   */
  Matched in(Gains gains, Function<KmsResource, String> names, LocalDate today) {
    Set<String> gained = new TreeSet<>();
    for (Gains.Gain row : gains.intended()) {
      for (Gains.OnResource one : row.resources()) {
        one.actions().stream()
            .map(action -> new Gains.Access(row.gainer(), action, one.resource()))
            .filter(access -> covers(access, names))
            .forEach(access -> gained.add(access.action()));
      }
    }
    State state =
        today.isAfter(expires)
            ? State.EXPIRED
            : gained.isEmpty() ? State.UNMATCHED : State.ACCEPTED;
    return new Matched(this, state, state == State.ACCEPTED ? gained : Set.of());
  }
}

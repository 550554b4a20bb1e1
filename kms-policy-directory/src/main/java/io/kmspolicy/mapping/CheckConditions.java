package io.kmspolicy.mapping;

import io.kmspolicy.model.catalogue.OperationCheck.Occasion;
import java.util.Optional;
import java.util.function.Function;

/** Tells which requests need a check. */
public final class CheckConditions {

  private CheckConditions() {}

  /**
   * Whether the condition of a check is met.
   *
   * @param members the value of a member; empty if the request does not have it
   */
  public static boolean holds(Occasion occasion, Function<String, Optional<Object>> members) {
    if (occasion instanceof Occasion.Given given) {
      return members.apply(given.member()).isPresent();
    }
    if (occasion instanceof Occasion.Equal equal) {
      return members
          .apply(equal.member())
          .map(RequestMembers::textOf)
          .map(equal.value()::equals)
          .orElse(equal.orAbsent());
    }
    return true;
  }
}

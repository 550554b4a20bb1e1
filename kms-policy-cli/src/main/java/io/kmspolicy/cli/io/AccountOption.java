package io.kmspolicy.cli.io;

import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.resource.Arn;

/** Options whose value is an account id. */
public final class AccountOption {

  private AccountOption() {}

  /**
   * The value of an option, which must be an account id.
   *
   * @throws BadInputException if it is none
   */
  public static String checked(String option, String value) {
    if (!Arn.isAccountId(value)) {
      throw new BadInputException(
          option + ": `" + value + "` is not an account id; it must be twelve digits");
    }
    return value;
  }
}

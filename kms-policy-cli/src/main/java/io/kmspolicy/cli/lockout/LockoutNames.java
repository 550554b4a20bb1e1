package io.kmspolicy.cli.lockout;

import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;

/** Reads the names that options of the lockout check give. */
public final class LockoutNames {

  private LockoutNames() {}

  /** The caller of {@code --caller}. */
  public static AccountCaller caller(String arn) {
    try {
      if (Caller.parse(arn) instanceof AccountCaller member) {
        return member;
      }
    } catch (InvalidNameException invalid) {
      throw BadInputException.of(invalid);
    }
    throw new BadInputException(
        "--caller: `" + arn + "` is a service; it must be the ARN of a user, a role or a session");
  }

  /** The key of {@code --key}. */
  public static KmsResource.Key key(String arn) {
    try {
      if (KmsResource.parse(arn) instanceof KmsResource.Key named) {
        return named;
      }
    } catch (InvalidNameException invalid) {
      throw BadInputException.of(invalid);
    }
    throw new BadInputException("--key: `" + arn + "` is not the ARN of a key");
  }
}

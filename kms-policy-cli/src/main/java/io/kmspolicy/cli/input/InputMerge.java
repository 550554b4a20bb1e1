package io.kmspolicy.cli.input;

import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.inputs.InputKey;
import io.kmspolicy.inputs.InputPrincipal;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import java.util.ArrayList;
import java.util.List;

/** Joins what two files say about one key, user or role. */
final class InputMerge {

  private InputMerge() {}

  static InputKey keys(InputKey one, InputKey other) {
    List<Grant> listed = new ArrayList<>(one.listedGrants());
    other.listedGrants().stream().filter(grant -> !listed.contains(grant)).forEach(listed::add);
    List<String> aliases = new ArrayList<>(one.aliases());
    other.aliases().stream().filter(name -> !aliases.contains(name)).forEach(aliases::add);
    return new InputKey(
        one.name(),
        one.key(),
        layer(one.key().arn(), one.policy(), other.policy()),
        grants(one.key().arn(), one.grants(), other.grants()),
        listed,
        aliases);
  }

  static InputPrincipal principals(InputPrincipal one, InputPrincipal other) {
    String name = one.caller().arn();
    return new InputPrincipal(
        one.name(),
        one.caller(),
        layer(name, one.identity(), other.identity()),
        layer(name, one.boundary(), other.boundary()));
  }

  private static PolicyLayer layer(String name, PolicyLayer one, PolicyLayer other) {
    if (one instanceof PolicyLayer.Unknown || one.equals(other)) {
      return other;
    }
    if (other instanceof PolicyLayer.Unknown) {
      return one;
    }
    throw differ(name);
  }

  private static GrantLayer grants(String name, GrantLayer one, GrantLayer other) {
    if (one instanceof GrantLayer.Unknown || one.equals(other)) {
      return other;
    }
    if (other instanceof GrantLayer.Unknown) {
      return one;
    }
    throw differ(name);
  }

  private static BadInputException differ(String name) {
    return new BadInputException("the files hold different policies of `" + name + "`");
  }
}

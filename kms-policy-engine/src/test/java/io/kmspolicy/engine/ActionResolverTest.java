package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.resource.InvalidNameException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which names are actions. */
class ActionResolverTest {

  private static boolean isAction(Authorizer authorizer, String name) {
    try {
      return authorizer.action(name).name().equals(name);
    } catch (InvalidNameException invalid) {
      return false;
    }
  }

  @Test
  @DisplayName("6.16: an action that the catalogue does not list has letters and digits only")
  void action_younger_hasLettersAndDigits() {
    StringBuilder accepted = new StringBuilder();
    try (Authorizer authorizer = Authorizer.builder().build()) {
      for (char sign = 0; sign < 0x180; sign++) {
        if (isAction(authorizer, "kms:Shred" + sign + "Key")) {
          accepted.append(sign);
        }
      }
    }

    assertThat(accepted)
        .hasToString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  }

  @Test
  @DisplayName("6.16: an action that the catalogue does not list has the prefix `kms:` and a name")
  void action_younger_hasThePrefix() {
    try (Authorizer authorizer = Authorizer.builder().build()) {
      assertThat(isAction(authorizer, "KMS:Z")).isTrue();
      assertThat(isAction(authorizer, "kms:")).isFalse();
      assertThat(isAction(authorizer, "s3:ShredKey")).isFalse();
    }
  }
}

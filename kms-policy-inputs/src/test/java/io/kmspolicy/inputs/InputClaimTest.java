package io.kmspolicy.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.SourceLocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which users, roles and keys a claim of a file may concern. */
class InputClaimTest {

  @ParameterizedTest
  @CsvSource({
    "'', App, true",
    "App, App, true",
    "App, app, true",
    "App, Apps, false",
    "*-A*-*, dev-App-1A2B, true",
    "*-A*-*, dev-app-1A2B, true",
    "*-A*-*, dev-stack-Application-1A2B, true",
    "*-A*-*, dev-App, false",
    "*-A*-*, App-1A2B, false",
    "*-A*-*, dev-Other-1A2B, false",
    "a*a, a, false",
    "a*a, aa, true"
  })
  void mayConcern(String target, String name, boolean expected) {
    InputGap gap = new InputGap("p", "", "", SourceLocation.at("f", "", 1, 1));

    assertThat(new InputClaim(InputClaim.Owner.ROLE, target, gap).mayConcern(name))
        .isEqualTo(expected);
  }
}
